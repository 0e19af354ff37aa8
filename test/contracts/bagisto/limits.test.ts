import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openShop, wholeIntrospection } from '../../support/shop-graphql.ts'

const times = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, n) => make(n)).join(' ')
const inCountries = (nodeSelection: string): string => `{ countries { edges { node { ${nodeSelection} } } } }`

/** Each fragment spreads the next one twice. */
const bomb = (fragments: number): string =>
  `{ country(id: 1) { ...f0 } } ${times(fragments, (n) => `fragment f${n} on Country { ...f${n + 1} ...f${n + 1} }`)} fragment f${fragments} on Country { code }`

/** Documents that ask for too much, and the limit that each exceeds. */
const refused: readonly [what: string, document: string, message: string][] = [
  ['200 aliases', `{ ${times(200, (n) => `a${n}: __typename`)} }`, 'The document has more than 5 aliases.'],
  [
    '200 log-ins at once',
    `mutation { ${times(200, (n) => `a${n}: createCustomerLogin(input: { email: "a", password: "${n}" }) { customerLogin { token } }`)} }`,
    'The document has more than 2000 tokens.',
  ],
  [
    'aliases in a fragment',
    inCountries('...f ...f').concat(' fragment f on Country { a: id b: id c: id }'),
    'The document has more than 5 aliases.',
  ],
  ['six root fields', `{ ${'__typename '.repeat(6)}}`, 'An operation has more than 5 fields at its root.'],
  [
    'six mutations through fragments',
    `mutation { ...f ...f } fragment f on Mutation { ${'createLogout(input: {}) { clientMutationId } '.repeat(3)} }`,
    'An operation has more than 5 fields at its root.',
  ],
  ['21 levels', `${'{ a '.repeat(21)}${'}'.repeat(21)}`, 'The document is nested more than 20 levels deep.'],
  ['600 levels', `${'{ a '.repeat(600)}${'}'.repeat(600)}`, 'The document is nested more than 20 levels deep.'],
  [
    '21 levels through fragments',
    `{ ...f } fragment f on Query { ${'a { '.repeat(20)} ...g ${'}'.repeat(20)} } fragment g on A { a }`,
    'The document is nested more than 20 levels deep.',
  ],
  ['401 fields', inCountries('code '.repeat(398)), 'The document has more than 400 fields.'],
  ['10,000 tokens', inCountries('code '.repeat(10_000)), 'The document has more than 2000 tokens.'],
  ['100,001 characters', `{ __typename }${' '.repeat(100_000)}`, 'The document has more than 100000 characters.'],
  ['a fragment that spreads itself', '{ ...f } fragment f on Query { ...f }', 'The document has a fragment that spreads itself.'],
  [
    'two fragments that spread each other',
    '{ __typename } fragment f on Query { a { ...g } } fragment g on Query { ...f }',
    'The document has a fragment that spreads itself.',
  ],
  ['a fragment bomb', bomb(40), 'The document has more than 400 fields.'],
  [
    '101 fragment spreads',
    `{ country(id: 1) { ${'...f '.repeat(101)} } } fragment f on Country { code }`,
    'The document has more than 100 fragment spreads.',
  ],
  ['900 directives in one place', `{ __typename ${'@a '.repeat(900)} }`, 'The document has more than 4 directives in one place.'],
  [
    'directives on an operation',
    `query a ${'@a '.repeat(5)} { __typename }`,
    'The document has more than 4 directives in one place.',
  ],
  [
    'directives on a variable',
    `query a($b: Int ${'@a '.repeat(5)}) { __typename }`,
    'The document has more than 4 directives in one place.',
  ],
  ['51 directives', inCountries('code @skip(if: false) '.repeat(51)), 'The document has more than 50 directives.'],
]
for (const [what, document, message] of refused) {
  test(`${what} are refused: ${message}`, async () => {
    assert.deepEqual(await openShop().ask(document), { errors: [{ message, extensions: { code: 'DOCUMENT_TOO_COMPLEX' } }] })
  })
}

/** Documents at a limit, and those that shipped clients and tools send. */
const accepted: readonly [what: string, document: string][] = [
  ['five aliases at the root', `{ ${times(5, (n) => `a${n}: __typename`)} }`],
  ['400 fields', inCountries('code '.repeat(397))],
  ['a hundred spreads', `{ country(id: 1) { ${'...f '.repeat(100)} } } fragment f on Country { code }`],
  ['fifty directives', inCountries('code @skip(if: false) '.repeat(50))],
  ['the introspection of every tool', wholeIntrospection],
  [
    'all countries',
    '{ countries(first: 260) { edges { node { id _id code name } cursor } pageInfo { endCursor hasNextPage } totalCount } }',
  ],
]
for (const [what, document] of accepted) {
  test(`${what} pass`, async () => {
    assert.equal((await openShop().ask(document)).errors, undefined)
  })
}

test('what nests and is no selection is refused or answered, and stops nothing', async () => {
  const lists = `{ country(id: ${'['.repeat(900)}${']'.repeat(900)}) { code } }`
  const objects = `{ country(id: ${'{a:'.repeat(490)}1${'}'.repeat(490)}) { code } }`
  const types = `query ($a: ${'['.repeat(900)}Int${']'.repeat(900)}) { __typename }`
  const inline = `{ ${'... { '.repeat(600)} __typename ${'}'.repeat(600)} }`
  for (const document of [lists, objects, types, inline]) {
    const { errors, data } = await openShop().ask(document)
    assert.ok(errors !== undefined || data !== undefined)
    assert.doesNotMatch(errors?.[0]?.message ?? '', /tokens|stack/)
  }
})

test('introspection that goes round in circles is refused', async () => {
  const round = '{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }'
  assert.match((await openShop().ask(round)).errors?.[0]?.message ?? '', /Maximum introspection depth exceeded/)
})

test('lists inside a list answer with 3,000 entries at most', async () => {
  const { errors } = await openShop().ask(
    '{ countries(first: 300) { edges { node { states(first: 300) { edges { node { code } } } } } } }',
  )
  assert.equal(errors?.[0]?.message, 'The answer would have more than 3000 entries.')
  const few = await openShop().ask('{ countries(first: 300) { edges { node { states { edges { node { code } } } } } } }')
  assert.equal(few.errors, undefined)
})
