import type { TSchema } from 'typebox'

interface Known {
  readonly anyOf?: readonly TSchema[]
  readonly items?: TSchema
  readonly properties?: Readonly<Record<string, TSchema>>
  readonly patternProperties?: object
  readonly contentEncoding?: 'base16' | 'base64'
  readonly format?: string
}

/** What a member of the core is in JSON, and back: everything but these is the same in both. */
interface Scalars {
  instant(value: unknown): unknown
  bytes(value: unknown, encoding: 'base16' | 'base64'): unknown
}

const encodings = { base16: 'hex', base64: 'base64' } as const

const toText: Scalars = {
  instant: (value) => (value as Date).toISOString(),
  bytes: (value, encoding) => Buffer.from(value as Uint8Array).toString(encodings[encoding]),
}

const fromText: Scalars = {
  instant: (value) => new Date(value as string),
  bytes: (value, encoding) => new Uint8Array(Buffer.from(value as string, encodings[encoding])),
}

/**
 * The value as JSON has it. Members come in the order of the schema, those it leaves open by their names, so that the same value is
 * always the same text. Members that are absent stay absent.
 */
export const toWire = (schema: TSchema, value: unknown): unknown => convert(schema, value, toText)

/** As `toWire`, back. @param wire  what the schema accepts */
export const fromWire = (schema: TSchema, wire: unknown): unknown => convert(schema, wire, fromText)

function convert(schema: TSchema, value: unknown, scalars: Scalars): unknown {
  if (value === null) return null
  const { anyOf, items, properties, patternProperties, contentEncoding, format } = schema as Known
  if (anyOf?.[0]) return convert(anyOf[0], value, scalars)
  if (items) return (value as unknown[]).map((item) => convert(items, item, scalars))
  if (properties) return convertMembers(properties, value as Record<string, unknown>, scalars)
  if (patternProperties) return Object.fromEntries(Object.entries(value as object).toSorted(byName))
  if (contentEncoding) return scalars.bytes(value, contentEncoding)
  return format === 'date-time' ? scalars.instant(value) : value
}

const convertMembers = (
  properties: Readonly<Record<string, TSchema>>,
  value: Readonly<Record<string, unknown>>,
  scalars: Scalars,
): object =>
  Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => value[name] !== undefined)
      .map(([name, schema]) => [name, convert(schema, value[name], scalars)]),
  )

const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number => (one < other ? -1 : 1)
