import type { Draft, DraftBody, Seed } from '../request.ts'

const call = (method: string, path: string, value?: unknown, query: Draft['query'] = []): Draft => ({
  surface: 'service',
  method,
  path,
  query,
  headers: [['authorization', 'Bearer {{serviceKey}}']],
  body: value === undefined ? { kind: 'none' } : { kind: 'json', value },
  signs: false,
})

const one = '/patron/v1/customers/{{id}}'
const at = '2026-03-29T01:30:00Z'
const token: DraftBody = {
  kind: 'form',
  fields: [
    ['token', '{{refresh}}'],
    ['token_type_hint', 'refresh_token'],
  ],
}

/** @source docs/service-api.md */
export const serviceSeeds: readonly (readonly [weight: number, seed: Seed])[] = [
  [2, () => call('GET', '/patron/v1/customers', undefined, [['email', '{{email}}']])],
  [1, () => call('GET', '/patron/v1/customers', undefined, [['number', '{{number}}']])],
  [1, () => call('GET', '/patron/v1/customers', undefined, [['externalId', 'E-1']])],
  [1, () => call('GET', '/patron/v1/customers', undefined, [['username', 'fuzz_1']])],
  [1, () => call('GET', one)],
  [1, () => call('PATCH', one, { isVendor: true })],
  [1, () => call('GET', `${one}/attributes`)],
  [4, () => call('PATCH', `${one}/attributes`, { attributes: { no_ads: 'true', beta: null } })],
  [0.1, () => call('POST', `${one}/suspend`)],
  [1, () => call('POST', `${one}/reinstate`)],
  [0.05, () => call('DELETE', one)],
  [
    4,
    (_, number) => call('POST', `${one}/purchases`, { reference: `order-${number}`, product: 'tea', units: 2, purchasedAt: at }),
  ],
  [2, (_, number) => call('POST', `${one}/vouchers`, { reference: `voucher-${number}`, voucher: 'SPRING', redeemedAt: at })],
  [0.5, () => call('GET', '/patron/v1/consents')],
  [
    1,
    () =>
      call('GET', '/patron/v1/consents/texts', undefined, [
        ['consentId', 'NEWS'],
        ['version', '1'],
      ]),
  ],
  [1, () => call('GET', `${one}/consents`)],
  [1, () => call('GET', `${one}/consents/history`)],
  [0.5, () => call('GET', `${one}/consents/history/{{id}}/receipt`)],
  [
    3,
    () =>
      call('POST', `${one}/consents`, {
        consentId: 'NEWS',
        granted: true,
        contactMethods: { EMAIL: true },
        actingUser: 'agent-7',
      }),
  ],
  [1, () => call('POST', '/patron/v1/tokens/introspect', { token: '{{access}}' })],
  [1, () => ({ ...call('POST', '/patron/v1/tokens/introspect'), body: token })],
  [0.3, () => call('GET', '/.well-known/jwks.json')],
  [0.1, () => call('GET', '/openapi.json')],
  [0.3, () => call('GET', '/metrics')],
  [0.3, () => call('GET', '/readyz')],
]
