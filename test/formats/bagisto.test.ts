import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ofKind, readFiles, rejections } from '../support/written-files.ts'

const bcrypt = '$2y$10$XlaAgnhxh2.ZWqAVqU80QehWIaFMh0SwXl4rTRxQglHMwg1gxzIvS'
const customerColumns =
  'id,first_name,last_name,gender,date_of_birth,email,phone,image,status,password,api_token,customer_group_id,channel_id,' +
  'subscribed_to_news_letter,is_verified,is_suspended,token,remember_token,created_at,updated_at'
const addressColumns =
  'id,address_type,parent_address_id,customer_id,cart_id,order_id,first_name,last_name,gender,company_name,address,city,state,country,' +
  'postcode,email,phone,vat_id,default_address,use_for_shipping,additional,created_at,updated_at'
const digest = 'ab'.repeat(32)

const files = {
  'personal_access_tokens.csv':
    'id,tokenable_type,tokenable_id,name,token,abilities,last_used_at,expires_at,created_at,updated_at\n' +
    `1,"Webkul\\\\Customer\\\\Models\\\\Customer",1,customer-login,${digest},"[\\"*\\"]",\\N,\\N,"2024-01-02 03:04:05",\\N\n` +
    `2,"Webkul\\\\User\\\\Models\\\\Admin",1,admin,${digest},"[\\"*\\"]",\\N,\\N,"2024-01-02 03:04:05",\\N\n` +
    `3,"Webkul\\\\Customer\\\\Models\\\\Customer",1,customer-login,plain,"[\\"*\\"]",\\N,\\N,"2024-01-02 03:04:05",\\N\n`,
  'addresses.csv': `${addressColumns}\n${[
    '1,customer,NULL,1,NULL,NULL,Ada,Lovelace,NULL,"Engines, Ltd","Main 1\nFloor 2",London,LND,GB,N1 9GU,a@example.com,+44 1,GB1,1,0,"{""a"": 1}",2024-01-02 03:04:05,NULL',
    '2,cart_billing,NULL,1,5,NULL,Ada,Lovelace,NULL,NULL,Main 1,London,LND,GB,N1,NULL,NULL,NULL,0,0,NULL,NULL,NULL',
    '3,order_shipping,NULL,NULL,NULL,9,Ada,Lovelace,NULL,NULL,Main 1,London,LND,GB,N1,NULL,NULL,NULL,0,0,NULL,NULL,NULL',
    '4,customer,NULL,NULL,NULL,NULL,Ada,Lovelace,NULL,NULL,Main 1,London,LND,GB,N1,NULL,NULL,NULL,0,0,NULL,NULL,NULL',
  ].join('\n')}\n`,
  'subscribers_list.csv':
    'id,email,is_subscribed,token,customer_id,channel_id,created_at,updated_at\n' +
    '1,news@example.com,1,t,1,1,2024-01-02 03:04:05,NULL\n2,b@example.com,0,t,2,1,NULL,NULL\n3,c@example.com,1,t,NULL,1,NULL,NULL\n',
  'customers.csv': `${customerColumns}\n${[
    `1,Ada,Lovelace,Female,1815-12-10,a@example.com,"",customer/1/x.webp,1,${bcrypt},apitoken,2,1,1,1,0,md5,remember,2024-01-02 03:04:05,2024-02-03 04:05:06`,
    `2,Bob,B,,0000-00-00,b@example.com,"",NULL,0,${bcrypt},NULL,3,NULL,0,0,0,NULL,NULL,0000-00-00 00:00:00,NULL`,
    '3,Cy,C,Other,NULL,a@example.com,NULL,NULL,1,NULL,NULL,7,2,0,1,1,NULL,NULL,NULL,NULL',
    `4,Di,D,NULL,1990-05-00,d@example.com,NULL,NULL,1,${bcrypt},NULL,NULL,NULL,0,1,0,NULL,NULL,NULL,NULL`,
    `5,Em,E,NULL,NULL,NULL,NULL,NULL,1,${bcrypt},NULL,NULL,NULL,0,1,0,NULL,NULL,NULL,NULL`,
  ].join('\n')}\n`,
  'customer_groups.csv':
    'id,code,name,is_user_defined\n1,guest,Guest,0\n2,general,General,0\n3,wholesale,Wholesale,0\n7,VIP,Very important,1\n',
}

test('the tables of a shop are read: groups, customers, and then what belongs to them', async (t) => {
  const { rows, sources } = await readFiles(t, files, { customerTypes: ['Standard', 'Vip'] })
  assert.equal(sources.system, 'bagisto')
  assert.deepEqual(
    rows.map(({ at, kind }) => `${at} ${kind}`),
    [
      'customers.csv:2 customer',
      'customers.csv:3 customer',
      'customers.csv:4 customer',
      'customers.csv:5 rejected',
      'customers.csv:6 rejected',
      'personal_access_tokens.csv:2 token',
      'personal_access_tokens.csv:3 skipped',
      'personal_access_tokens.csv:4 rejected',
      'addresses.csv:2 address',
      'addresses.csv:4 skipped',
      'addresses.csv:5 skipped',
      'addresses.csv:6 skipped',
      'subscribers_list.csv:2 subscription',
      'subscribers_list.csv:3 skipped',
      'subscribers_list.csv:4 skipped',
    ],
  )
  assert.deepEqual(rejections(rows), [
    'customers.csv:5 date_of_birth: The value is no date as in 1815-12-10.',
    'customers.csv:6 email: The customer has no e-mail address.',
    'personal_access_tokens.csv:4 token: The value is no SHA-256.',
  ])
})

test('a customer has what the shop says: verified and suspended, without the empty texts and dates it fills in', async (t) => {
  const { rows } = await readFiles(t, files, { customerTypes: ['Standard', 'Vip'] })
  const [ada, bob, cy] = ofKind(rows, 'customer')
  assert.deepEqual(ada, {
    at: 'customers.csv:2',
    kind: 'customer',
    key: '1',
    passwordHash: bcrypt,
    beside: {},
    addresses: [],
    profile: {
      number: 1,
      email: 'a@example.com',
      firstName: 'Ada',
      lastName: 'Lovelace',
      gender: 'Female',
      dateOfBirth: '1815-12-10',
      state: 'active',
      subscribedToNewsletter: true,
      createdAt: new Date('2024-01-02T03:04:05Z'),
      modifiedAt: new Date('2024-02-03T04:05:06Z'),
      emailVerifiedAt: new Date('2024-01-02T03:04:05Z'),
    },
  })
  assert.deepEqual(bob?.profile, {
    number: 2,
    email: 'b@example.com',
    firstName: 'Bob',
    lastName: 'B',
    state: 'deactivated',
    subscribedToNewsletter: false,
    emailVerifiedAt: null,
  })
  assert.deepEqual([cy?.profile.state, cy?.passwordHash], ['suspended', null])
})

test('a group that the tenant has a type for becomes that, and another one an attribute', async (t) => {
  const { rows } = await readFiles(t, files, { customerTypes: ['Standard', 'Vip'] })
  assert.deepEqual(
    ofKind(rows, 'customer').map(({ profile, beside }) => [profile.customerType, beside.customAttributes]),
    [
      [undefined, undefined],
      [undefined, [{ name: 'customer_group', value: 'wholesale' }]],
      ['Vip', undefined],
    ],
  )
})

test('of tokens the stored digest goes on, and what belongs to customers names them', async (t) => {
  const { rows } = await readFiles(t, files)
  assert.deepEqual(ofKind(rows, 'token'), [
    {
      at: 'personal_access_tokens.csv:2',
      kind: 'token',
      customerKey: '1',
      number: 1,
      digest: new Uint8Array(32).fill(0xab),
      createdAt: new Date('2024-01-02T03:04:05Z'),
      expiresAt: null,
    },
  ])
  assert.deepEqual(ofKind(rows, 'subscription'), [
    {
      at: 'subscribers_list.csv:2',
      kind: 'subscription',
      customerKey: '1',
      email: 'news@example.com',
      subscribedAt: new Date('2024-01-02T03:04:05Z'),
    },
  ])
  assert.deepEqual(ofKind(rows, 'address')[0]?.address, {
    streetAddress: 'Main 1\nFloor 2',
    firstName: 'Ada',
    lastName: 'Lovelace',
    companyName: 'Engines, Ltd',
    vatId: 'GB1',
    city: 'London',
    state: 'LND',
    country: 'GB',
    postcode: 'N1 9GU',
    email: 'a@example.com',
    phone: '+44 1',
    isDefault: true,
    usesForShipping: false,
    createdAt: new Date('2024-01-02T03:04:05Z'),
  })
})

test('one dump of the whole shop is read in the same order, with the prefix its tables have', async (t) => {
  const dump = `INSERT INTO \`bag_addresses\` (\`address_type\`, \`customer_id\`, \`address\`, \`postcode\`) VALUES ('customer', 1, 'Main 1', '1');
INSERT INTO \`bag_customers\` (\`id\`, \`email\`, \`first_name\`, \`status\`, \`customer_group_id\`) VALUES (1, 'a@example.com', 'Ada', 1, 9);
INSERT INTO \`bag_customer_groups\` (\`id\`, \`code\`, \`name\`) VALUES (9, 'club', 'Club');
INSERT INTO \`bag_orders\` (\`id\`, \`customer_email\`) VALUES (1, 'a@example.com');
`
  const { rows, sources } = await readFiles(t, { 'shop.sql': dump })
  assert.deepEqual(
    rows.map(({ at, kind }) => `${at} ${kind}`),
    ['shop.sql:2 customer', 'shop.sql:1 address'],
  )
  assert.deepEqual(ofKind(rows, 'customer')[0]?.beside, { customAttributes: [{ name: 'customer_group', value: 'club' }] })
  assert.deepEqual(
    sources.detected.map(({ table }) => table),
    ['addresses', 'customers', 'customer_groups', null],
  )
})
