import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countryNode, countryStateNode } from '../../../src/dialects/bagisto/countries/resolvers.ts'
import {
  type Connection,
  type ConnectionArguments,
  connection,
  pageOf,
} from '../../../src/dialects/bagisto/graphql/connection.ts'
import { openShop, type SentResult } from '../../support/shop-graphql.ts'

interface Edges {
  readonly edges: readonly { readonly cursor: string; readonly node: Readonly<Record<string, unknown>> }[]
  readonly totalCount: number
}

/** What stands below a field of the data. */
const below = ({ data }: SentResult, field: string) => data?.[field]

const english = { locale: undefined }

test('all countries come at once to whoever asks for 260, with their numbers, letters and names', async () => {
  const result = await openShop().ask('{ countries(first: 260) { edges { node { id _id code name } } totalCount } }')
  const { edges, totalCount } = below(result, 'countries') as Edges
  assert.deepEqual([edges.length, totalCount], [250, 250])
  const nodes = edges.map(({ node }) => node)
  assert.deepEqual(nodes[0], { id: '/api/shop/countries/4', _id: 4, code: 'AF', name: 'Afghanistan' })
  assert.equal(new Set(nodes.map(({ _id }) => _id)).size, 250)
  const names = nodes.map(({ name }) => String(name))
  assert.deepEqual(names, names.toSorted(new Intl.Collator('en').compare))
})

test('names are German where the locale is, else English', async () => {
  const nameIn = async (locale: string) => {
    const result = await openShop().ask('{ country(id: 276) { name } }', undefined, { 'x-locale': locale })
    return below(result, 'country')
  }
  assert.deepEqual(await nameIn('de'), { name: 'Deutschland' })
  assert.deepEqual(await nameIn('de_AT'), { name: 'Deutschland' })
  for (const locale of ['en', 'fr', 'xx', '', 'deutsch']) assert.deepEqual(await nameIn(locale), { name: 'Germany' })
})

test('a country is found by its id or by its number, and there is none for anything else', async () => {
  assert.equal((await countryNode('/api/shop/countries/840', english))?.code, 'US')
  assert.equal((await countryNode('840', english))?.code, 'US')
  for (const id of ['', '0', '9999', '/api/shop/countries/', '/api/shop/customers/840', 'US', '-4', '99999999999']) {
    assert.equal(await countryNode(id, english), null, id)
  }
})

test('the parts of a country have codes without the country, and numbers that only their code decides', async () => {
  const query =
    '{ countryStates(countryId: 840, first: 300) { edges { node { id _id countryId countryCode code defaultName } } totalCount } }'
  const result = await openShop().ask(query)
  const { edges, totalCount } = below(result, 'countryStates') as Edges
  assert.deepEqual([edges.length, totalCount], [57, 57])
  const newYork = edges.find(({ node }) => node['code'] === 'NY')?.node
  const number = Number.parseInt('USNY', 36)
  const id = `/api/shop/country-states/${number}`
  assert.deepEqual(newYork, { id, _id: number, countryId: '840', countryCode: 'US', code: 'NY', defaultName: 'New York' })
  assert.equal((await countryStateNode(id))?.defaultName, 'New York')
  for (const unknown of ['1', '0', '', '/api/shop/countries/840']) assert.equal(await countryStateNode(unknown), null, unknown)
})

test('the parts of a country also stand below it; a country without any, or no country, has none', async () => {
  const result = await openShop().ask(
    '{ country(id: 40) { states { edges { node { code } } totalCount } } countryStates(countryId: 0) { totalCount edges { cursor } } }',
  )
  const { states } = below(result, 'country') as { states: Edges }
  assert.deepEqual(states.edges.map(({ node }) => node['code']).toSorted(), ['1', '2', '3', '4', '5', '6', '7', '8', '9'])
  assert.deepEqual(below(result, 'countryStates'), { totalCount: 0, edges: [] })
})

const letters = [...'abcdefghijklmnopqrstuvwxyz']
const lettersOf = (sent: ConnectionArguments, bounds?: { usual: number; most: number }) =>
  connection(letters, sent, bounds)
    .edges.map(({ node }) => node)
    .join('')

test('a page is what lies between the cursors, of that the first, of these the last', () => {
  assert.equal(lettersOf({}), 'abcdefghij')
  assert.equal(lettersOf({ first: 3 }), 'abc')
  assert.equal(lettersOf({ first: 3, after: 'MQ==' }), 'cde')
  assert.equal(lettersOf({ last: 3 }), 'xyz')
  assert.equal(lettersOf({ last: 3, before: 'NQ==' }), 'cde')
  assert.equal(lettersOf({ before: 'Mg==' }), 'ab')
  assert.equal(lettersOf({ first: 5, last: 2 }), 'de')
  assert.equal(lettersOf({ after: 'MA==', before: 'Mw==' }), 'bc')
  assert.equal(lettersOf({ first: 0 }), '')
  assert.equal(lettersOf({ after: 'OTk=' }), '')
  assert.equal(lettersOf({ after: 'Mw==', before: 'MA==' }), '')
  assert.equal(lettersOf({ first: 99 }, { usual: 2, most: 4 }), 'abcd')
  assert.equal(lettersOf({ last: 99 }, { usual: 2, most: 4 }), 'wxyz')
  assert.equal(lettersOf({ first: null, after: null }, { usual: 2, most: 4 }), 'ab')
})

test('cursors are offsets from zero in base 64, and an empty list has none', () => {
  const { edges, pageInfo, totalCount } = connection(letters, { first: 2 })
  assert.deepEqual(edges, [
    { cursor: 'MA==', node: 'a' },
    { cursor: 'MQ==', node: 'b' },
  ])
  assert.deepEqual(pageInfo, { startCursor: 'MA==', endCursor: 'MQ==', hasNextPage: true, hasPreviousPage: false })
  assert.equal(totalCount, 26)
  assert.deepEqual(connection([], {}).pageInfo, {
    startCursor: null,
    endCursor: null,
    hasNextPage: false,
    hasPreviousPage: false,
  })
})

test('walking page by page meets every entry once', () => {
  const met: string[] = []
  for (let after: string | null = null, more = true; more; ) {
    const { edges, pageInfo }: Connection<string> = connection(letters, { first: 7, after })
    met.push(...edges.map(({ node }) => node))
    ;[after, more] = [pageInfo.endCursor, pageInfo.hasNextPage]
  }
  assert.deepEqual(met, letters)
})

test('the arithmetic alone serves lists in a database', () => {
  assert.deepEqual(pageOf({ first: 5, after: 'OQ==' }, 12), { offset: 10, limit: 2, hasNextPage: false, hasPreviousPage: true })
  assert.deepEqual(pageOf({}, 0), { offset: 0, limit: 0, hasNextPage: false, hasPreviousPage: false })
})

test('a negative number and a cursor that is none are refused', () => {
  assert.throws(() => pageOf({ first: -1 }, 5), { message: 'The argument "first" must not be negative.' })
  assert.throws(() => pageOf({ last: -1 }, 5), { message: 'The argument "last" must not be negative.' })
  for (const cursor of ['', 'a', '!', 'LTE=', 'MS41', 'MTIzNDU2Nzg5MDEyMzQ1Njc=', 'x'.repeat(1_000)]) {
    assert.throws(() => pageOf({ after: cursor }, 5), { message: 'The argument "after" is not a cursor.' }, cursor)
    assert.throws(() => pageOf({ before: cursor }, 5), { message: 'The argument "before" is not a cursor.' }, cursor)
  }
})
