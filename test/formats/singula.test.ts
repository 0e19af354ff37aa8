import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ofKind, readFiles, rejections } from '../support/written-files.ts'

const id = 'ff160270-5197-4c90-835c-cd1fff8b19d0'
const customer = {
  active: true,
  addresses: [{ addressType: 'HOME', countryCode: 'SWE', line1: 'Gatan 1', line2: 'Hus B', postCode: 12345, city: 'Stockholm' }],
  auditInfo: {
    createdByUser: '89d83946-b4b5-4a7b-a92d-7b999c62e8a0',
    creationDate: '2020-03-22T07:19:21+01:00',
    modifiedByUser: '89d83946-b4b5-4a7b-a92d-7b999c62e8a0',
    modifiedDate: '2021-03-22T07:19:21+01:00',
  },
  customAttributes: [
    { name: 'accepted_terms', value: '2018-09-25' },
    { name: 'no_ads', value: false },
    { name: 'gone', value: null },
  ],
  consents: {
    companyConsents: [{ consentId: 'NEWS', consented: true, contactMethods: ['EMAIL', { code: 'SMS', consented: false }] }],
    thirdPartyConsents: [{ consentId: 7, consented: false }],
  },
  customerId: id.toUpperCase(),
  email: 'a@example.com',
  externalUniqueIdentifier: 100471887,
  firstName: 'A',
  lastName: 'B',
  phone: '0812345678',
  nationality: 'SWE',
  currency: 'sek',
  referAFriend: { active: false, code: 'PIh70mZL' },
  title: '-',
  username: 'ada',
  passwordHash: '$argon2i$v=19$m=512,t=2,p=2$c2FsdHNhbHQ$aGFzaGhhc2g',
}
const lines = (...objects: readonly object[]) => objects.map((one) => `${JSON.stringify(one)}\n`).join('')

test('a customer of the contract is read with everything beside, under the id that clients hold', async (t) => {
  const { rows, sources } = await readFiles(t, { 'export.jsonl': lines(customer) })
  assert.equal(sources.system, 'singula')
  assert.deepEqual(rejections(rows), [])
  const [read] = ofKind(rows, 'customer')
  assert.deepEqual(read?.profile, {
    id,
    createdAt: new Date('2020-03-22T06:19:21Z'),
    createdBy: '89d83946-b4b5-4a7b-a92d-7b999c62e8a0',
    modifiedAt: new Date('2021-03-22T06:19:21Z'),
    modifiedBy: '89d83946-b4b5-4a7b-a92d-7b999c62e8a0',
    externalId: '100471887',
    username: 'ada',
    title: '-',
    firstName: 'A',
    lastName: 'B',
    phone: '0812345678',
    currency: 'SEK',
    nationality: 'SE',
    state: 'active',
    referralCode: 'PIh70mZL',
    email: 'a@example.com',
  })
  assert.equal(read?.passwordHash, customer.passwordHash)
  assert.deepEqual(read?.addresses, [
    { streetAddress: 'Gatan 1\nHus B', postcode: '12345', city: 'Stockholm', country: 'SE', kind: 'HOME', isDefault: true },
  ])
  assert.deepEqual(read?.beside.customAttributes, [
    { name: 'accepted_terms', value: '2018-09-25' },
    { name: 'no_ads', value: 'false' },
  ])
})

test('answers to consents keep their ids, however often the file is read', async (t) => {
  const read = async () => ofKind((await readFiles(t, { 'export.jsonl': lines(customer) })).rows, 'customer')[0]?.beside.consents
  const consents = await read()
  assert.deepEqual(
    consents?.map(({ number, consentId, decision, contactMethods, version, recordedAt }) => [
      ...[number, consentId, decision, contactMethods, version, recordedAt.toISOString()],
    ]),
    [
      [1, 'NEWS', 'granted', { EMAIL: true, SMS: false }, 'imported', '2021-03-22T06:19:21.000Z'],
      [2, '7', 'declined', {}, 'imported', '2021-03-22T06:19:21.000Z'],
    ],
  )
  assert.deepEqual(await read(), consents)
  assert.match(consents?.[0]?.id ?? '', /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
})

test('what the service fills in where nothing was given is nothing', async (t) => {
  const filled = {
    ...{ customerId: id, email: 'A@example.com', username: 'A@example.com', lastName: 'B', firstName: 'Forename', phone: 0 },
    addresses: [{ addressType: 'HOME', countryCode: 'SWE', line1: 'Address Line 1', postCode: 'Postcode' }],
  }
  const { rows } = await readFiles(t, { 'export.jsonl': lines(filled) })
  assert.deepEqual(ofKind(rows, 'customer'), [
    {
      at: 'export.jsonl:1',
      kind: 'customer',
      key: id,
      beside: {},
      addresses: [],
      profile: { id, lastName: 'B', email: 'A@example.com' },
    },
  ])
})

test('who was anonymised is passed over, and what cannot be is told by its member', async (t) => {
  const faulty = { ...customer, nationality: 'XYZ', auditInfo: { creationDate: 'x' }, addresses: 'none', dateOfBirth: 'x' }
  const consents = { companyConsents: [{ consentId: 'NEWS' }] }
  const { rows } = await readFiles(t, {
    'export.jsonl': lines(customer, { customerId: id, active: false }, faulty, { ...customer, consents }),
  })
  assert.deepEqual(
    rows.map(({ kind }) => kind),
    ['customer', 'skipped', 'rejected', 'rejected', 'rejected', 'rejected', 'rejected'],
  )
  assert.deepEqual(rejections(rows), [
    'export.jsonl:3 auditInfo.creationDate: The value is no time as in 2026-03-29 01:30:00.',
    'export.jsonl:3 dateOfBirth: The value is no date as in 1815-12-10.',
    'export.jsonl:3 nationality: The value is no country of ISO 3166.',
    'export.jsonl:3 addresses: The value is no list of addresses.',
    'export.jsonl:4 consents: A consent has no consentId, or does not say whether it was given.',
  ])
})
