import type { Draft, Seed } from '../request.ts'
import { password } from './people.ts'

const page = (method: string, path: string, body: Draft['body'] = { kind: 'none' }, headers: Draft['headers'] = []): Draft => ({
  surface: 'pages',
  method,
  path: `/customer/${path}`,
  query: [],
  headers,
  body,
  signs: false,
})

const form: Draft['body'] = {
  kind: 'form',
  fields: [
    ['password', password],
    ['confirmPassword', password],
  ],
}
const json: Draft['body'] = { kind: 'json', value: { password, confirmPassword: password } }
const empty: Draft['body'] = { kind: 'form', fields: [] }
const browser: Draft['headers'] = [
  ['accept', 'text/html,application/xhtml+xml'],
  ['accept-language', 'de-DE,de;q=0.9,en;q=0.8'],
]

/** @source docs/contracts/bagisto.md, section 0 */
export const pageSeeds: readonly (readonly [weight: number, seed: Seed])[] = [
  [2, () => page('GET', 'reset-password/{{resetLink}}', undefined, browser)],
  [3, () => page('POST', 'reset-password/{{resetLink}}', form, browser)],
  [2, () => page('POST', 'reset-password/{{resetLink}}', json, [['accept', 'application/json']])],
  [1, () => page('GET', 'verify-account/{{verifyLink}}')],
  [1, () => page('POST', 'verify-account/{{verifyLink}}', empty)],
  [1, () => page('GET', 'undo-email-change/{{undoLink}}')],
  [1, () => page('POST', 'undo-email-change/{{undoLink}}', empty)],
]
