import assert from 'node:assert/strict'
import { type AnyVariables, Client, fetchExchange } from '@urql/core'
import type { TestPatron } from './patron.ts'

type Value = Readonly<Record<string, unknown>>

/** A storefront's client: a GraphQL library that sends every document by POST, with the headers it has at that moment. */
export interface StorefrontClient {
  /** The headers of every request from now on; `undefined` takes one away. */
  with(headers: Readonly<Record<string, string | undefined>>): void
  /** The data of an answer without errors. */
  query(document: string, variables?: AnyVariables): Promise<Value>
  mutate(document: string, variables?: AnyVariables): Promise<Value>
  /** The messages of an answer that has errors. */
  refused(document: string, variables?: AnyVariables): Promise<readonly string[]>
}

export function storefrontClient(patron: Pick<TestPatron, 'url'>, first: Readonly<Record<string, string>>): StorefrontClient {
  let headers: Record<string, string | undefined> = first
  const client = new Client({
    url: `${patron.url}/api/graphql`,
    exchanges: [fetchExchange],
    preferGetMethod: false,
    fetchOptions: () => ({
      headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
        value === undefined ? [] : [[name, value]],
      ),
    }),
  })
  const dataOf = ({ data, error }: { data?: unknown; error?: Error | undefined }): Value => {
    assert.equal(error, undefined)
    return data as Value
  }
  return {
    with(changed) {
      headers = { ...headers, ...changed }
    },
    query: async (document, variables = {}) => dataOf(await client.query(document, variables).toPromise()),
    mutate: async (document, variables = {}) => dataOf(await client.mutation(document, variables).toPromise()),
    async refused(document, variables = {}) {
      const ask = document.startsWith('query') ? client.query : client.mutation
      const { error } = await ask.call(client, document, variables).toPromise()
      assert.ok(error, 'it was not refused')
      assert.equal(error.networkError, undefined)
      return error.graphQLErrors.map(({ message }) => message)
    },
  }
}
