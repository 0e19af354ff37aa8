import { parseArgs } from 'node:util'
import { startDatabase } from './support/bench-database.ts'
import { graphqlRequest } from './support/graphql-request.ts'
import { describeMachine } from './support/machine.ts'
import { type Column, markdownTable } from './support/markdown-table.ts'
import { writeReliability } from './support/results.ts'
import { freePort, startServer } from './support/server-process.ts'
import { median, percentile } from './support/statistics.ts'
import { wholeNumbers } from './support/whole-numbers.ts'
import { WireClient } from './support/wire-client.ts'

const { values: options } = parseArgs({ options: { tries: { type: 'string', default: '300' } } })
const [tries = 300] = wholeNumbers('--tries', options.tries)

const promisedMilliseconds = 5
const times = (count: number, part: (n: number) => string): string => Array.from({ length: count }, (_, n) => part(n)).join(' ')
const login = (n: number) =>
  `a${n}: createCustomerLogin(input: {email: "a@example.com", password: "password${n}"}) { customerLogin { token } }`

/** Documents that are refused, by what is wrong with them; the first one is answered, to compare with. */
const documents: readonly (readonly [name: string, body: Buffer])[] = [
  ['`{ __typename }`, which is answered', graphqlRequest({ query: '{ __typename }' })],
  ['200 aliased sign-ins', graphqlRequest({ query: `mutation { ${times(200, login)} }` })],
  ['six sign-ins', graphqlRequest({ query: `mutation { ${times(6, (n) => login(n).replace(/^a\d+: /, ''))} }` })],
  ['10,000 fields', graphqlRequest({ query: `{ ${times(10_000, () => '__typename')} }` })],
  ['390 fields, one of them unknown', graphqlRequest({ query: `{ readCustomerProfile { ${times(389, () => 'email')} nope } }` })],
  [
    'depth of 600',
    graphqlRequest({
      query: `{ ${'node(id: "1") { ... on Country { states { edges { node { id '.repeat(120)} ${'} '.repeat(600)}}`,
    }),
  ],
  [
    'fragments that double, 60 times',
    graphqlRequest({
      query: `{ ...f0 } ${times(60, (n) => `fragment f${n} on Query { ...f${n + 1} ...f${n + 1} }`)} fragment f60 on Query { __typename }`,
    }),
  ],
  ['fragments in a circle', graphqlRequest({ query: '{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }' })],
  ['500 directives', graphqlRequest({ query: `{ __typename ${times(500, () => '@include(if: true)')} }` })],
  ['100 kB of braces', graphqlRequest({ query: '{'.repeat(100_000) })],
  [
    'variables 100,000 levels deep',
    graphqlRequest(`{"query":"{ __typename }","variables":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`),
  ],
  ['a list of requests', graphqlRequest(`[${'{"query":"{ __typename }"},'.repeat(500)}{"query":"{ __typename }"}]`)],
]

interface Measured {
  readonly name: string
  readonly milliseconds: readonly number[]
}

async function measure(port: number, name: string, body: Buffer): Promise<Measured> {
  const client = await WireClient.connect(port)
  if (!client) throw new Error('nobody listens there')
  const milliseconds: number[] = []
  for (let n = -20; n < tries; n += 1) {
    const began = performance.now()
    const answer = await client.ask(body)
    if (n >= 0) milliseconds.push(performance.now() - began)
    if (answer?.status !== 200) throw new Error(`${name}: expected 200 and got ${answer?.status} ${answer?.body}`)
    if (!name.includes('answered') && !answer.body.startsWith('{"errors"')) throw new Error(`${name}: was not refused`)
  }
  client.close()
  return { name, milliseconds }
}

const database = await startDatabase('postgresql')
const measured: Measured[] = []
try {
  // Open, without a key: the key's look-up is not what is measured.
  const settings = { ...database.settings, PATRON_MODE: 'development', PATRON_GRAPHQL_INTROSPECTION: 'off' }
  const server = await startServer({ settings, port: await freePort() })
  for (const [name, body] of documents) measured.push(await measure(server.port, name, body))
  await server.stop()
} finally {
  await database.close()
}
const right = (title: string): Column => ({ title, alignment: 'right' })
const table = markdownTable(
  [{ title: 'Document', alignment: 'left' }, ...['p50 ms', 'p99 ms'].map(right)],
  measured.map(({ name, milliseconds }) => [name, median(milliseconds).toFixed(2), percentile(milliseconds, 0.99).toFixed(2)]),
)
const method = `Made by \`node bench/refused-documents.ts\`: one client, ${tries} times each after twenty to warm up, from sending the request to its whole
answer. Promised: under ${promisedMilliseconds} ms.`
writeReliability('GraphQL documents that are refused', `${describeMachine([database.name])}\n\n${table}\n\n${method}`)
if (measured.some(({ milliseconds }) => median(milliseconds) > promisedMilliseconds)) process.exitCode = 1
