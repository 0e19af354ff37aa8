import { createHash } from 'node:crypto'
import type { AnswerSeals } from '../../core/idempotency/run-once.ts'
import type { Keyring } from './keyring.ts'

/**
 * Kept answers, sealed under the server's secret and the client's key together.
 *
 * The digest a key is found by is a plain hash: keys are long and random, and it must stay the same
 * when the server's secret changes.
 */
export const answerSeals = (keyring: Keyring): AnswerSeals => ({
  digest: (scope, key) => createHash('sha256').update(`${scope}\n${key}`).digest(),
  fingerprint: (body) => keyring.mac('idempotency-fingerprint', body),
  matches: (fingerprint, body) => keyring.verifies('idempotency-fingerprint', body, fingerprint),
  seal: (key, answer) => keyring.seal('idempotency-answer', key, Buffer.from(JSON.stringify(answer))),
  open: (key, sealed) => JSON.parse(Buffer.from(keyring.open('idempotency-answer', key, sealed)).toString()),
})
