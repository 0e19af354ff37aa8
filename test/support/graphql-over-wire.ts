import assert from 'node:assert/strict'
import type { TestPatron } from './patron.ts'
import type { SentResult } from './shop-graphql.ts'

type Value = Readonly<Record<string, unknown>>

/** What a document is answered with over the wire, where every result is 200. */
export async function askShop(
  patron: Pick<TestPatron, 'post'>,
  query: string,
  variables: Value = {},
  headers: Record<string, string> = {},
): Promise<SentResult> {
  const reply = await patron.post('/api/graphql', { query, variables }, headers)
  assert.equal(reply.status, 200, reply.text)
  return reply.json() as SentResult
}

/** A document of one mutation with the input type of its name. */
export const mutation = (name: string, selection: string): string =>
  `mutation ($input: ${name}Input!) { ${name}(input: $input) { ${selection} } }`

/** What stands at the end of a path through the data. */
export const at = ({ data }: SentResult, ...path: readonly string[]): Value =>
  path.reduce<Value>((value, name) => (value[name] ?? {}) as Value, data ?? {})

export const messagesOf = ({ errors = [] }: SentResult): readonly string[] => errors.map(({ message }) => message)
