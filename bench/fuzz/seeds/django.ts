import type { Draft, DraftBody, Seed } from '../request.ts'
import { addressOf, nameOf, password } from './people.ts'

const draft = (method: string, path: string, body: DraftBody = { kind: 'none' }, headers: Draft['headers'] = []): Draft => ({
  surface: 'django',
  method,
  path,
  query: [],
  headers,
  body,
  signs: false,
})

const json = (value: unknown): DraftBody => ({ kind: 'json', value })
const own: Draft['headers'] = [['authorization', 'Bearer {{access}}']]
const customer = '/api/v1/customers/{{number}}/'

const registration = (number: number) => ({
  email: addressOf(number),
  first_name: nameOf(number),
  last_name: 'Lovelace',
  date_of_birth: '1990-05-15',
  password,
  password2: password,
})

const address = {
  street_address: '12 St James Square',
  postal_code: 12345,
  city: 'London',
  state: 'England',
  country: 'United Kingdom',
}

/** @source docs/contracts/django.md */
export const djangoSeeds: readonly (readonly [weight: number, seed: Seed])[] = [
  [6, (_, number) => draft('POST', '/api/v1/customers/', json(registration(number)))],
  [
    2,
    (_, number) =>
      draft('POST', '/api/v1/customers/', { kind: 'form', fields: Object.entries(registration(number)) }, [
        ['idempotency-key', `fuzz-${number}-0123456789abcdef`],
      ]),
  ],
  [1, () => draft('OPTIONS', '/api/v1/customers/')],
  [3, () => draft('GET', customer, undefined, own)],
  [
    6,
    (_, number) =>
      draft('PUT', customer, json({ email: '{{email}}', first_name: nameOf(number), last_name: 'King', address }), own),
  ],
  [0.1, () => draft('DELETE', customer, undefined, own)],
  [4, () => draft('POST', '/auth/token/', json({ email: '{{email}}', password }))],
  [2, () => draft('POST', '/auth/token/refresh/', json({ refresh: '{{refresh}}' }))],
  [2, () => draft('POST', '/auth/token/verify/', json({ token: '{{access}}' }))],
  [0.2, () => draft('POST', '/auth/token/blacklist/', json({ refresh: '{{refresh}}' }))],
]
