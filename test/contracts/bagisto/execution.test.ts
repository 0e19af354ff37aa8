import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildShopSchema } from '../../../src/dialects/bagisto/contract/schema.ts'
import { createExecutor } from '../../../src/dialects/bagisto/graphql/execute.ts'
import { Refusal } from '../../../src/dialects/bagisto/graphql/refusal.ts'
import { Trouble } from '../../../src/violations/trouble.ts'
import { openShop, resultOf, type SentResult } from '../../support/shop-graphql.ts'

const register = 'mutation r($input: createCustomerInput!) { createCustomer(input: $input) { clientMutationId } }'
const failing = (error: unknown) => ({
  createCustomer: () => {
    throw error
  },
})
const input = { firstName: 'Ada', lastName: 'Lovelace' }
const messages = ({ errors = [] }: SentResult) => errors.map(({ message }) => message)

test('a refusal is a message, a place and a path, and the field is null', async () => {
  const refused = await openShop({ resolvers: failing(new Refusal('The first name field is required.')) }).ask(register, {
    input,
  })
  assert.deepEqual(refused, {
    errors: [{ message: 'The first name field is required.', locations: [{ line: 1, column: 44 }], path: ['createCustomer'] }],
    data: { createCustomer: null },
  })
  const told = await openShop({ resolvers: failing(new Refusal('No.', { status: 400 })) }).ask(register, { input })
  assert.deepEqual(told.errors?.[0]?.extensions, { status: 400 })
})

test('a trouble is told in the words of the dialect, and is a cause for the log', async () => {
  const trouble = new Trouble({ code: 'busy', retryAfterSeconds: 1 })
  const answer = await openShop({ resolvers: failing(trouble) }).post({ query: register, variables: { input } })
  const [error] = resultOf(answer).errors ?? []
  assert.deepEqual([error?.message, error?.extensions], ['told: busy', { code: 'busy' }])
  assert.deepEqual(answer.causes, [trouble])
})

test('anything else is an internal error: the cause is for the log and not for the caller', async () => {
  const defect = new TypeError('secret detail')
  const internal = new Trouble({ code: 'internal' })
  for (const error of [defect, Object.assign(new Error('x'), { extensions: { secret: 1 } }), internal, 'thrown text']) {
    const answer = await openShop({ resolvers: failing(error) }).post({ query: register, variables: { input } })
    const [told] = resultOf(answer).errors ?? []
    assert.deepEqual([told?.message, told?.extensions, told?.path], ['Internal server error', undefined, ['createCustomer']])
    assert.equal(answer.causes?.length, 1)
  }
})

test('a resolver that does not keep to the schema is an internal error, too', async () => {
  const country = async (code: unknown) =>
    openShop({ resolvers: { country: () => ({ code }) } }).post({ query: '{ country(id: 1) { code } }' })
  for (const code of [null, { not: 'text' }]) {
    const answer = await country(code)
    assert.deepEqual(messages(resultOf(answer)), ['Internal server error'])
    assert.equal(answer.causes?.length, 1)
  }
  const node = openShop({ resolvers: { node: () => ({ __typename: 'Nothing', id: '1' }) } })
  assert.deepEqual(messages(await node.ask('{ node(id: 1) { id } }')), ['Internal server error'])
})

test('what implements Node is of the type its __typename says', async () => {
  const shop = openShop({ resolvers: { node: async () => ({ __typename: 'Country', id: '/api/shop/countries/4', code: 'AF' }) } })
  const { data } = await shop.ask('{ node(id: "x") { __typename id ... on Country { code } ... on Customer { email } } }')
  assert.deepEqual(data, { node: { __typename: 'Country', id: '/api/shop/countries/4', code: 'AF' } })
})

test('of two mutations in one request the failing one is null and the other one is done, one after the other', async () => {
  const done: string[] = []
  const createCustomer = async ({ input: { clientMutationId } }: { input: { clientMutationId: string } }) => {
    done.push(`${clientMutationId} begins`)
    await Promise.resolve()
    done.push(`${clientMutationId} ends`)
    if (clientMutationId === 'a') throw new Refusal('No.')
    return { clientMutationId }
  }
  const one = (name: string) =>
    `${name}: createCustomer(input: { firstName: "A", lastName: "B", clientMutationId: "${name}" }) { clientMutationId }`
  const result = await openShop({ resolvers: { createCustomer } }).ask(`mutation { ${one('a')} ${one('b')} }`)
  assert.deepEqual(result.data, { a: null, b: { clientMutationId: 'b' } })
  assert.deepEqual(
    result.errors?.map(({ path }) => path),
    [['a']],
  )
  assert.deepEqual(done, ['a begins', 'a ends', 'b begins', 'b ends'])
})

/** Variables that do not fit, and what is said of each. */
const misfits: readonly [variables: unknown, message: string][] = [
  [{}, 'Variable "$input" of required type "createCustomerInput!" was not provided.'],
  [{ input: null }, 'Variable "$input" of non-null type "createCustomerInput!" must not be null.'],
  [
    { input: { lastName: 'Lovelace', password: 'hunter2hunter2' } },
    'Variable "$input" got invalid value {…}; Field "firstName" of required type "String!" was not provided.',
  ],
  [
    { input: { ...input, password: 'hunter2hunter2', foo: 'bar' } },
    'Variable "$input" got invalid value {…}; Field "foo" is not defined by type "createCustomerInput".',
  ],
  [
    { input: { ...input, status: 1 } },
    'Variable "$input" got invalid value 1 at "input.status"; String cannot represent a non string value: 1',
  ],
  [
    { input: { ...input, subscribedToNewsLetter: 'true' } },
    'Variable "$input" got invalid value "true" at "input.subscribedToNewsLetter"; Boolean cannot represent a non boolean value: "true"',
  ],
  [
    { input: { ...input, phone: ['1'] } },
    'Variable "$input" got invalid value […] at "input.phone"; String cannot represent a non string value: ["1"]',
  ],
]
for (const [variables, message] of misfits) {
  test(`variables that do not fit are told without what else was sent: ${message}`, async () => {
    const result = await openShop().ask(register, variables)
    assert.deepEqual(messages(result), [message])
    assert.ok(!('data' in result))
  })
}

test('a long value is cut out of the message, and a thousand faults are not listed', async () => {
  const long = await openShop().ask(register, { input: { ...input, subscribedToNewsLetter: 'x'.repeat(100_000) } })
  assert.ok((long.errors?.[0]?.message.length ?? 0) < 1_100)
  const faults = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`field${n}`, 1]))
  const many = await openShop().ask(register, { input: { ...input, ...faults } })
  assert.ok((many.errors?.length ?? 0) < 20)
})

test('errors in the document are told without data', async () => {
  const shop = openShop()
  assert.deepEqual(await shop.ask('mutation {'), {
    errors: [{ message: 'Syntax Error: Expected Name, found <EOF>.', locations: [{ line: 1, column: 11 }] }],
  })
  assert.deepEqual(await shop.ask('{ country(id: 1) { zzzz } }'), {
    errors: [{ message: 'Cannot query field "zzzz" on type "Country".', locations: [{ line: 1, column: 20 }] }],
  })
})

test('an argument that turns out to be null is a mistake of the caller and no error of ours', async () => {
  const query = 'query ($x: Boolean = true) { country(id: 4) { code @skip(if: $x) } }'
  const answer = await openShop().post({ query, variables: { x: null } })
  assert.deepEqual(messages(resultOf(answer)), ['Argument "if" of non-null type "Boolean!" must not be null.'])
  assert.deepEqual(answer.causes, [])
})

test('the operation is picked by its name', async () => {
  const shop = openShop()
  const query = 'query a { x: __typename } query b { y: __typename }'
  assert.deepEqual(resultOf(await shop.post({ query, operationName: 'b' })).data, { y: 'Query' })
  assert.deepEqual(messages(resultOf(await shop.post({ query, operationName: 'c' }))), ['Unknown operation named "c".'])
  assert.deepEqual(messages(resultOf(await shop.post({ query, operationName: '' }))), [
    'Must provide operation name if query contains multiple operations.',
  ])
})

test('there are no subscriptions', async () => {
  const { errors } = await openShop().ask('subscription { createCustomer { id } }')
  assert.match(errors?.[0]?.message ?? '', /subscription/)
})

test('in production nothing is told about the schema and no name is suggested', async () => {
  const { ask } = openShop({ development: false })
  assert.match(messages(await ask('{ __schema { queryType { name } } }'))[0] ?? '', /^GraphQL introspection has been disabled/)
  assert.match(messages(await ask('{ __type(name: "Query") { name } }'))[0] ?? '', /^GraphQL introspection has been disabled/)
  assert.deepEqual((await ask('{ __typename }')).data, { __typename: 'Query' })
  const suggesting = openShop()
  assert.deepEqual(messages(await suggesting.ask('{ countri { id } }')), [
    'Cannot query field "countri" on type "Query". Did you mean "country" or "countries"?',
  ])
  assert.deepEqual(messages(await ask('{ countri { id } }')), ['Cannot query field "countri" on type "Query".'])
  const misspelt = { input: { ...input, frstName: 'x' } }
  assert.match(messages(await suggesting.ask(register, misspelt))[0] ?? '', /Did you mean "firstName"/)
  assert.match(messages(await ask(register, misspelt))[0] ?? '', /"createCustomerInput"\.$/)
})

test('an operation without a resolver is found out at the start', () => {
  const options = { introspection: true, suggestions: true, tellTrouble: () => ({ message: '' }) }
  const schema = buildShopSchema()
  assert.throws(
    () => createExecutor({ ...options, schema, resolvers: {} }),
    /These operations have no resolver: .*createCustomer/,
  )
})
