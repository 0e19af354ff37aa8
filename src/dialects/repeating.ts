import { keyBounds } from '../core/idempotency/idempotency-key.ts'
import type { Answered } from '../core/idempotency/run-once.ts'
import type { OperationParameter, WireAnswer } from './dialect.ts'

/** Tells that an answer is the first one once more. */
export const replayedHeader: Readonly<Record<string, string>> = { 'idempotency-replayed': 'true' }

/** The answer as it goes out: byte for byte the first one, with a header that says when it is that once more. */
export const encodeAnswered = ({ answer, replayed }: Answered<WireAnswer>): WireAnswer =>
  replayed ? { ...answer, headers: { ...answer.headers, ...replayedHeader } } : answer

const quotes = 2

/** Of every operation that creates something; docs/retries.md tells the rest. */
export const idempotencyKeyParameter: OperationParameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: {
    type: 'string',
    minLength: keyBounds.minimumCharacters,
    maxLength: keyBounds.maximumCharacters + quotes,
    description:
      'Of your own making, another one for each thing to be done: visible ASCII characters, quoted or not. Sent again with the same body, the request is done once and answered the same, for 24 hours.',
  },
}
