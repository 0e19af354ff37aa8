import { type TSchema, Type } from 'typebox'

// Titles say what is accepted, in messages, too.

export const closed = { additionalProperties: false } as const
export const nullable = <Schema extends TSchema>(schema: Schema, description?: string) =>
  Type.Union([schema, Type.Null()], described(description))
export const oneOf = <const Words extends string[]>(words: readonly [...Words], description?: string) =>
  Type.Enum<Words>(words, described(description))
export const described = (description: string | undefined) => (description === undefined ? {} : { description })

/** Text without control characters and halves of surrogate pairs, which no database stores. */
export const text = (maxLength: number, title = `a text of 1 to ${maxLength} characters`, description?: string) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[^\\p{Cc}\\p{Cs}]*$', title, ...described(description) })

export const Url = Type.String({ maxLength: 2_000, pattern: '^https?://[^\\s/?#][^\\s?#]*$', title: 'an http or https address' })

/** Of lists. */
export const each = { uniqueItems: true } as const
