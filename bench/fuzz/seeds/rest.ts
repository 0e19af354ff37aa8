import type { Draft, Seed } from '../request.ts'
import { addressOf, image, nameOf, password } from './people.ts'

const call = (method: string, path: string, value?: unknown, query: Draft['query'] = []): Draft => ({
  surface: 'rest',
  method,
  path: `/api/shop/${path}`,
  query,
  headers: [
    ['x-storefront-key', '{{storefrontKey}}'],
    ['authorization', 'Bearer {{bearer}}'],
  ],
  body: value === undefined ? { kind: 'none' } : { kind: 'json', value },
  signs: false,
})

const address = {
  firstName: 'John',
  lastName: 'Doe',
  address1: '12 St James Square',
  city: 'London',
  country: 'GB',
  postcode: 'SW1Y',
}

/** @source docs/contracts/bagisto.md#9-rest-twin */
export const restSeeds: readonly (readonly [weight: number, seed: Seed])[] = [
  [
    5,
    (_, number) =>
      call('POST', 'customers', {
        firstName: nameOf(number),
        last_name: 'Doe',
        email: addressOf(number),
        password,
        confirmPassword: password,
        phone: '5551234567',
        gender: 'Other',
        dateOfBirth: '1990-05-15',
        subscribedToNewsLetter: true,
        deviceToken: 'device',
        isVerified: '1',
      }),
  ],
  [3, () => call('POST', 'customer/login', { email: '{{email}}', password, deviceToken: 'device' })],
  [0.1, () => call('POST', 'customer/logout', {})],
  [1, () => call('POST', 'verify-tokens', {})],
  [1, () => call('POST', 'forgot-passwords', { email: '{{email}}' })],
  [2, () => call('GET', 'customer-profile')],
  [
    4,
    (_, number) =>
      call('PUT', 'customer-profile-updates/1', {
        firstName: nameOf(number),
        email: '{{email}}',
        phone: '5551234567',
        gender: 'Male',
        dateOfBirth: '1990-05-15',
        image,
        deleteImage: false,
      }),
  ],
  [1, () => call('POST', 'customer-profile-deletes/1', {})],
  [
    1,
    () =>
      call('GET', 'customer-addresses', undefined, [
        ['page', '1'],
        ['itemsPerPage', '5'],
        ['sort', 'id'],
        ['order', 'desc'],
      ]),
  ],
  [3, () => call('POST', 'customer-addresses', address)],
  [1, () => call('GET', 'customer-addresses/{{address}}')],
  [1, () => call('PUT', 'customer-addresses/{{address}}', { city: 'Paris' })],
  [0.3, () => call('DELETE', 'customer-addresses/{{address}}')],
  [1, () => call('POST', 'newsletters', { customerEmail: '{{email}}' })],
  [1, () => call('GET', 'gdpr-requests')],
  [1, () => call('POST', 'gdpr-requests', { type: 'delete', message: 'Please' })],
  [1, () => call('POST', 'gdpr-requests/{{dataRequest}}/revoke', {})],
  [0.5, () => ({ ...call('GET', ''), path: '/storage/customer/{{id}}/{{id}}/image.png' })],
]
