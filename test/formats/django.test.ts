import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ofKind, readFiles, rejections } from '../support/written-files.ts'

const sha = 'pbkdf2_sha256$1$PNTYZQUYQTCKQfx89vTcR4$irNdiQ9QEKNw3RzaRqJEBEwRhhuFXrCyDKHllE+5TUY='
const customer = (pk: number, fields: object) => ({
  model: 'customers.customer',
  pk,
  fields: {
    password: sha,
    last_login: null,
    is_superuser: false,
    first_name: 'Ada',
    last_name: 'Lovelace',
    is_staff: false,
    is_active: true,
    date_joined: '2023-01-02T03:04:05.678Z',
    email: `u${pk}@Example.com`,
    slug: `ada-${pk}`,
    date_of_birth: null,
    address: null,
    is_vendor: false,
    groups: [],
    ...fields,
  },
})
const address = (pk: number | null, fields: object) => ({
  model: 'customers.address',
  ...(pk !== null && { pk }),
  fields: { street_address: 'Main 1', postal_code: 1067, city: 'Dresden', state: 'SN', country: 'Germany', ...fields },
})

test('a dump by dumpdata is read with everything the contract knows of a customer, addresses behind their customers', async (t) => {
  const objects = [
    { model: 'contenttypes.contenttype', pk: 1, fields: { app_label: 'customers', model: 'customer' } },
    address(7, {}),
    address(8, {}),
    customer(1, {
      address: 7,
      date_of_birth: '1815-12-10',
      is_vendor: true,
      last_login: '2024-01-02T03:04:05+02:00',
      products_bought_count: 2,
      total_units_bought: 5,
      products_bought: [11, 12],
      redeemed_vouchers: ['WELCOME'],
      last_purchase_date: '2024-05-06T07:08:09Z',
    }),
    customer(2, { is_active: false, password: '!locked', total_items_bought: 3 }),
  ]
  const { rows, sources } = await readFiles(t, { 'dump.json': JSON.stringify(objects) })
  assert.equal(sources.system, 'django')
  assert.deepEqual(rows, [
    {
      at: 'dump.json:4',
      kind: 'customer',
      key: '1',
      passwordHash: sha,
      beside: {},
      addresses: [],
      profile: {
        number: 1,
        email: 'u1@Example.com',
        firstName: 'Ada',
        lastName: 'Lovelace',
        slug: 'ada-1',
        dateOfBirth: '1815-12-10',
        state: 'active',
        isVendor: true,
        createdAt: new Date('2023-01-02T03:04:05.678Z'),
        lastSignInAt: new Date('2024-01-02T01:04:05Z'),
        productsBoughtCount: 2,
        totalUnitsBought: 5,
        productsBought: ['11', '12'],
        redeemedVouchers: ['WELCOME'],
        lastPurchaseAt: new Date('2024-05-06T07:08:09Z'),
      },
    },
    {
      at: 'dump.json:5',
      kind: 'customer',
      key: '2',
      passwordHash: null,
      beside: {},
      addresses: [],
      profile: {
        number: 2,
        email: 'u2@Example.com',
        firstName: 'Ada',
        lastName: 'Lovelace',
        slug: 'ada-2',
        state: 'deactivated',
        isVendor: false,
        createdAt: new Date('2023-01-02T03:04:05.678Z'),
        totalUnitsBought: 3,
      },
    },
    {
      at: 'dump.json:2',
      kind: 'address',
      customerKey: '1',
      address: { streetAddress: 'Main 1', postcode: '1067', city: 'Dresden', state: 'SN', country: 'Germany', isDefault: true },
    },
    { at: 'dump.json:3', kind: 'skipped', reason: 'The address belongs to no customer.' },
  ])
  assert.deepEqual(
    sources.detected.map(({ name, table }) => [name, table]),
    [
      ['contenttypes.contenttype', null],
      ['customers.address', 'addresses'],
      ['customers.customer', 'customers'],
    ],
  )
})

test('customers and addresses as CSV are read in that order, whichever file is named first', async (t) => {
  const { rows } = await readFiles(t, {
    'customers_address.csv':
      'id,street_address,postal_code,city,state,country\n900,"Main 1\nBack",01067,Dresden,SN,DE\nx-1,B,2,C,D,E\n',
    'customers_customer.csv':
      'id,password,last_login,is_superuser,first_name,last_name,is_staff,is_active,date_joined,email,slug,address_id\n' +
      `1,${sha},,f,Ada,L,f,t,2023-01-02 03:04:05.678901+00,a@example.com,ada,900\n` +
      '2a,,2023-01-02,f,,,f,f,2023-01-02 03:04:05,b@example.com,,x-1\n',
  })
  assert.deepEqual(rejections(rows), [])
  assert.deepEqual(
    ofKind(rows, 'customer').map(({ key, passwordHash, profile }) => [key, passwordHash, profile.state, profile.slug]),
    [
      ['1', sha, 'active', 'ada'],
      ['2a', null, 'deactivated', undefined],
    ],
  )
  assert.deepEqual(
    ofKind(rows, 'address').map(({ at, customerKey, address }) => [at, customerKey, address.streetAddress, address.postcode]),
    [
      ['customers_address.csv:2', '1', 'Main 1\nBack', '01067'],
      ['customers_address.csv:4', '2a', 'B', '2'],
    ],
  )
})

test("Django's own users are joined with the customers that refer to them, by number or by natural key", async (t) => {
  const user = (name: string) => ({
    model: 'auth.user',
    fields: {
      username: name,
      email: `${name}@example.com`,
      password: sha,
      is_active: true,
      first_name: name,
      date_joined: '2023-01-02T03:04:05Z',
    },
  })
  const profile = (reference: unknown) => ({
    model: 'shop.customer',
    pk: 50,
    fields: { user: reference, date_of_birth: '1815-12-10', is_vendor: true, first_name: null },
  })
  const numbered = [{ ...user('ada'), pk: 3 }, profile(3), address(1, { user: 3, is_default: true })]
  const natural = [user('ada'), profile(['ada']), address(null, { user: ['ada'] })]
  for (const objects of [numbered, natural]) {
    const { rows } = await readFiles(t, { 'dump.json': JSON.stringify(objects) })
    assert.deepEqual(rejections(rows), [])
    const [ada] = ofKind(rows, 'customer')
    assert.deepEqual(
      [ada?.profile.username, ada?.profile.firstName, ada?.profile.dateOfBirth, ada?.profile.isVendor],
      ['ada', 'ada', '1815-12-10', true],
    )
    assert.deepEqual(
      ofKind(rows, 'address').map(({ customerKey }) => customerKey),
      [ada?.key],
    )
  }
})

test('what cannot be is told by field, all of a row at once, and no value is quoted', async (t) => {
  const objects = [
    customer(1, { date_of_birth: '1815-02-30', date_joined: 'yesterday', is_active: 'perhaps', products_bought_count: -1 }),
    customer(2, { email: '' }),
    customer(3, { email: null }),
    customer(4, { first_name: { secret: 'x' } }),
    customer(5, {}),
  ]
  const { rows } = await readFiles(t, { 'dump.json': JSON.stringify(objects) })
  assert.deepEqual(
    ofKind(rows, 'customer').map(({ key }) => key),
    ['5'],
  )
  assert.deepEqual(rejections(rows), [
    'dump.json:1 is_active: The value is neither true nor false.',
    'dump.json:1 date_of_birth: The value is no date as in 1815-12-10.',
    'dump.json:1 date_joined: The value is no time as in 2026-03-29 01:30:00.',
    'dump.json:1 products_bought_count: The value is no whole number from 0 to 2147483647.',
    'dump.json:2 email: The customer has no e-mail address.',
    'dump.json:3 email: The customer has no e-mail address.',
    'dump.json:4 first_name: The value is no text.',
  ])
})

test('what only looks like it is not read: orders with an address, products with an owner, mailboxes that were invited', async (t) => {
  const others = [
    { model: 'orders.order', pk: 1, fields: { customer: 1, street_address: 'Elsewhere 1', postal_code: 1, city: 'X', total: 5 } },
    { model: 'products.product', pk: 1, fields: { user: 1, slug: 'shoe', title: 'Shoe' } },
    { model: 'users.invitation', pk: 1, fields: { email: 'stranger@example.com', invited_at: null } },
    { model: 'customers.customer_groups', pk: 1, fields: { customer_id: 1, group_id: 2 } },
  ]
  const { rows, sources } = await readFiles(t, { 'dump.json': JSON.stringify([customer(1, {}), ...others]) })
  assert.deepEqual(
    rows.map(({ at, kind }) => `${at} ${kind}`),
    ['dump.json:1 customer'],
  )
  assert.deepEqual(
    sources.detected.map(({ table }) => table),
    ['customers', null, null, null, null],
  )
})
