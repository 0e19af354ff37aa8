import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Asked } from '../../../src/dialects/bagisto/graphql/execute.ts'
import { Trouble } from '../../../src/violations/trouble.ts'
import { openShop, resultOf } from '../../support/shop-graphql.ts'

const json = { 'content-type': 'application/json' }
const notAQuery = 'GraphQL query is not valid.'
const notJson = 'GraphQL data is not valid JSON.'
const notVariables = 'GraphQL variables are not valid JSON.'
const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`

/** Bodies that are no GraphQL request, and what is said of each. */
const malformed: readonly [what: string, body: string | Uint8Array, message: string][] = [
  ['nothing', '', notJson],
  ['an object that does not end', '{', notJson],
  ['a text', '"{ __typename }"', notJson],
  ['null', 'null', notJson],
  ['a form', 'query=%7B__typename%7D', notJson],
  ['bytes that are no UTF-8', Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), notJson],
  ['100,000 lists in each other', `{"query":"{ __typename }","variables":${nested(100_000)}}`, notJson],
  ['100,000 lists without an end', '['.repeat(100_000), notJson],
  ['a list of requests', '[{"query":"{ __typename }"}]', notAQuery],
  ['no query', '{}', notAQuery],
  ['an empty query', '{"query":""}', notAQuery],
  ['a query that is no text', '{"query":{"a":1}}', notAQuery],
  ['an operation name that is no text', '{"query":"{ __typename }","operationName":5}', notAQuery],
  ['variables that are a broken text', '{"query":"{ __typename }","variables":"zz"}', notVariables],
  ['variables that are a list', '{"query":"{ __typename }","variables":[1]}', notVariables],
  ['variables that are a number', '{"query":"{ __typename }","variables":7}', notVariables],
  ['variables in a text that nests', JSON.stringify({ query: '{ __typename }', variables: nested(100_000) }), notVariables],
]
for (const [what, body, message] of malformed) {
  test(`${what} is answered with "${message}"`, async () => {
    const answer = await openShop().post(body)
    assert.deepEqual([answer.status, answer.headers['content-type']], [200, 'application/json'])
    assert.deepEqual(resultOf(answer), { errors: [{ message, extensions: { status: 400 } }] })
  })
}

test('a body is taken as JSON only when its content type says so, since other types can be sent from any page', async () => {
  const query = JSON.stringify({ query: '{ __typename }' })
  const answered = { data: { __typename: 'Query' } }
  for (const type of ['application/json', 'Application/JSON; charset=utf-8', 'application/graphql+json']) {
    assert.deepEqual(resultOf(await openShop().post(query, { 'content-type': type })), answered, type)
  }
  for (const type of [
    '',
    'text/plain',
    'application/graphql',
    'application/x-www-form-urlencoded',
    'text/plain; a=application/json',
  ]) {
    const result = resultOf(await openShop().post(query, { 'content-type': type }))
    assert.equal(result.errors?.[0]?.message, notJson, type)
  }
})

test('an empty list of variables is none, as PHP writes an object without members', async () => {
  for (const variables of [[], '[]']) {
    const result = resultOf(await openShop().post({ query: '{ __typename }', variables }))
    assert.deepEqual(result, { data: { __typename: 'Query' } })
  }
})

test('query, variables and operation name may come in the URL, and those of the body count for more', async () => {
  const shop = openShop({ resolvers: { country: (args) => ({ __typename: 'Country', code: JSON.stringify(args) }) } })
  const query = 'query a($id: ID!) { country(id: $id) { code } } query b { __typename }'
  const url = `/api/graphql?${new URLSearchParams({ query, variables: '{"id":"1"}', operationName: 'a' })}`
  assert.deepEqual(resultOf(await shop.send('POST', url, json)).data, { country: { code: '{"id":"1"}' } })
  assert.deepEqual(resultOf(await shop.send('POST', url, json, '{"operationName":"b","query":null}')).data, {
    __typename: 'Query',
  })
  const variables = JSON.stringify({ variables: '{"id":"2"}' })
  assert.deepEqual(resultOf(await shop.send('POST', url, json, variables)).data, { country: { code: '{"id":"2"}' } })
})

test('of a repeated key the last one counts, and a key called __proto__ means nothing', async () => {
  const shop = openShop()
  const body = '{"query":"{ __typename }","query":"query a { x: __typename }","__proto__":{"operationName":"b"}}'
  assert.deepEqual(resultOf(await shop.post(body)).data, { x: 'Query' })
  const query = 'query ($__proto__: ID) { country(id: $__proto__) { code } }'
  const result = resultOf(await shop.post(`{"query":${JSON.stringify(query)},"variables":{"__proto__":{"a":1}}}`))
  assert.equal(result.data, undefined)
  assert.equal({}.constructor, Object)
})

test('half a surrogate pair and U+0000 reach the resolver as they were sent', async () => {
  const seen: unknown[] = []
  const shop = openShop({ resolvers: { country: ({ id }: { id?: string }) => void seen.push(id) } })
  await shop.post('{"query":"query ($id: ID!) { country(id: $id) { code } }","variables":{"id":"\\ud800\\u0000"}}')
  assert.deepEqual(seen, ['\ud800\0'])
})

test('a GET that asks for JSON is answered, but changes nothing', async () => {
  const shop = openShop({ resolvers: { createLogout: () => assert.fail('was executed') } })
  const get = async (query: string) =>
    resultOf(await shop.send('GET', `/api/graphql?${new URLSearchParams({ query })}`, { accept: 'application/json' }))
  assert.deepEqual(await get('{ __typename }'), { data: { __typename: 'Query' } })
  assert.deepEqual(await get('mutation { createLogout(input: {}) { clientMutationId } }'), {
    errors: [{ message: 'Mutations are not taken by GET. Send them by POST.', extensions: { status: 400 } }],
  })
  assert.equal(resultOf(await shop.send('GET', '/api/graphql', { accept: 'application/json' })).errors?.[0]?.message, notAQuery)
})

test('pages of any origin may ask and read', async () => {
  const { send, post } = openShop()
  const preflight = await send('OPTIONS', '/api/graphql', {
    origin: 'https://shop.example',
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'x-storefront-key,authorization,content-type',
  })
  assert.deepEqual([preflight.status, preflight.body], [204, null])
  assert.equal(preflight.headers['access-control-allow-headers'], 'x-storefront-key,authorization,content-type')
  assert.equal(preflight.headers['access-control-allow-methods'], 'GET, POST, OPTIONS')
  for (const answer of [preflight, await post('{'), await post({ query: '{ __typename }' })]) {
    assert.equal(answer.headers['access-control-allow-origin'], '*')
    assert.match(answer.headers['access-control-expose-headers'] ?? '', /X-Total-Count, X-Page, X-Per-Page, X-Total-Pages/)
  }
  const forged = await send('OPTIONS', '/api/graphql', { 'access-control-request-headers': 'a\r\nset-cookie: b' })
  assert.equal(forged.headers['access-control-allow-headers'], '*')
})

test('other methods are not allowed', async () => {
  for (const method of ['HEAD', 'PUT', 'DELETE', 'TRACE']) {
    await assert.rejects(openShop().send(method, '/api/graphql'), { value: { code: 'method_not_allowed', method } })
  }
  assert.equal(openShop().routes[0]?.allow, 'GET, POST, OPTIONS')
})

test('whoever is not admitted is told so before anything is executed, and before what is wrong with the request', async () => {
  const asked: Asked[] = []
  const shop = openShop({
    resolvers: { createLogout: () => assert.fail('was executed') },
    admit: (_, what) => {
      asked.push(what)
      if (!what.isIntrospection) throw new Trouble({ code: 'unauthenticated' })
    },
  })
  const logout = 'createLogout(input: {}) { clientMutationId }'
  for (const body of ['{', { query: '{' }, { query: '{ nope }' }, { query: `mutation { ${logout} b: ${logout} }` }]) {
    const answer = await shop.post(body)
    assert.deepEqual([answer.status, answer.headers['x-refused']], [401, 'unauthenticated'])
    assert.equal(answer.headers['access-control-allow-origin'], '*')
    assert.equal(answer.causes?.length, 1)
  }
  assert.deepEqual(
    asked.map(({ isMutation, units }) => [isMutation, units]),
    [...Array(3).fill([false, 1]), [true, 2]],
  )
})

test('an operation counts as introspection only if all its root fields do, those of its fragments included', async () => {
  const asked: Asked[] = []
  const shop = openShop({ admit: (_, what) => void asked.push(what) })
  const isIntrospection = async (query: string) => {
    await shop.ask(query)
    return asked.at(-1)?.isIntrospection
  }
  assert.equal(await isIntrospection('{ __typename }'), true)
  assert.equal(await isIntrospection('{ __schema { queryType { name } } __type(name: "Query") { name } }'), true)
  assert.equal(await isIntrospection('{ ...a } fragment a on Query { ... { __typename } }'), true)
  assert.equal(await isIntrospection('{ __typename country(id: 1) { code } }'), false)
  assert.equal(await isIntrospection('{ __typename ...a } fragment a on Query { country(id: 1) { code } }'), false)
  assert.equal(await isIntrospection('{ __typename: country(id: 1) { code } }'), false)
  assert.equal(await isIntrospection('# __schema\n{ country(id: 1) { __typename } }'), false)
})

test('a fault of the admission itself is no answer', async () => {
  const shop = openShop({
    admit: () => {
      throw new TypeError('a defect')
    },
  })
  await assert.rejects(shop.post({ query: '{ __typename }' }), TypeError)
})
