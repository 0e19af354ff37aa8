import { type TSchema, Type } from 'typebox'
import type { OperationAnswer } from '../../dialect.ts'

/** Objects that take what is described and nothing else, so that a misspelt name is told and not passed over. */
export const closed = { additionalProperties: false } as const

export const nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()])

export const Uuid = Type.String({ format: 'uuid', description: 'A UUID.' })

/** What is answered: UTC with milliseconds. */
export const Instant = Type.String({ format: 'date-time', examples: ['2026-03-29T01:30:00.000Z'] })

/**
 * What is taken. `format` knows the calendar; the pattern keeps out leap seconds, which no clock of ours has, and years
 * that no purchase was made in, down to those that no database has.
 */
export const SentInstant = Type.String({
  format: 'date-time',
  pattern: '^(19|[2-9]\\d)\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:[0-5]\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)$',
  description: 'ISO 8601 with an offset, at most a day in the future.',
  examples: ['2026-03-29T03:30:00+02:00'],
})

/** A name the shop gives: characters that are no control characters, nor halves of surrogate pairs, which no database stores. */
export const shopName = (description: string, example: string) =>
  Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\p{Cc}\\p{Cs}]*$', description, examples: [example] })

/** How every refusal looks (RFC 9457). Some codes have facts of their own beside these. */
export const Problem = Type.Object(
  {
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: 'What happened, in a word that stays the same. docs/errors.md has them all.' }),
    detail: Type.Optional(Type.String()),
    violations: Type.Optional(
      Type.Array(
        Type.Object({
          pointer: Type.String({ description: 'Leads to the value in the body (RFC 6901), or names the parameter.' }),
          code: Type.String(),
          detail: Type.String(),
        }),
        { description: 'With the code `invalid_request`: everything that is wrong.' },
      ),
    ),
  },
  { title: 'Problem' },
)

export const json = (description: string, schema: TSchema): OperationAnswer => ({
  description,
  content: { mediaType: 'application/json', schema },
})

const problem = (description: string): OperationAnswer => ({
  description,
  content: { mediaType: 'application/problem+json', schema: Problem },
})

const problems = {
  400: problem('Not as described (`invalid_request`), or not readable (`unreadable_body`).'),
  401: problem('No key, or one that is not good.'),
  404: problem('There is no such customer (`no_such_customer`), or no such record of theirs (`not_found`).'),
  415: problem('The body is of another media type.'),
  422: problem('As described, and cannot be done (`invalid_request`).'),
  503: problem('The database does not answer. Ask again, as `Retry-After` says.'),
} as const

/** The refusals of an operation: those every operation with a key has, and the ones named. */
export const refusals = (...further: readonly (404 | 415 | 422)[]): Readonly<Record<number, OperationAnswer>> =>
  Object.fromEntries([400, 401, 503, ...further].map((status) => [status, problems[status as keyof typeof problems]]))

/** Those of an operation that creates something, and so takes an Idempotency-Key. */
export const creationRefusals: Readonly<Record<number, OperationAnswer>> = {
  ...refusals(404, 415),
  400: problem('Not as described (`invalid_request`), not readable (`unreadable_body`), or `idempotency_key_malformed`.'),
  409: problem(
    'A request with this key is under way (`idempotency_key_in_use`, with `Retry-After`); or a reference was used with other content (`reference_reused`).',
  ),
  422: problem(
    'As described, and cannot be done (`invalid_request`); or the key came with another body (`idempotency_key_reused`).',
  ),
}
