/** A node of a JSON Schema. */
export type Schema = Readonly<Record<string, unknown>>

/** What a schema takes, in words: its title where it has one. */
export function accepted(schema: Schema): string {
  const { title, enum: words, anyOf: forms, const: only, type } = schema
  if (typeof title === 'string') return title
  if (Array.isArray(words)) return orOf(words.map(String))
  if (Array.isArray(forms)) return orOf(forms.map((form: Schema) => accepted(form)))
  return only === undefined ? (plainTypes[String(type)]?.(schema) ?? 'something else') : String(only)
}

const plainTypes: Readonly<Record<string, (schema: Schema) => string>> = {
  boolean: () => 'true or false',
  null: () => 'null',
  object: () => 'an object',
  string: () => 'a text',
  integer: ({ minimum, maximum }) => `a whole number from ${String(minimum)} to ${String(maximum)}`,
  array({ items, minItems, maxItems, uniqueItems }) {
    const bounds = [minItems && `at least ${String(minItems)}`, maxItems && `at most ${String(maxItems)}`].filter(Boolean)
    const each = accepted({ ...(items as object) })
    return `a list (${[...bounds, `each ${each}`, ...(uniqueItems === true ? ['none twice'] : [])].join(', ')})`
  },
}

export const orOf = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
