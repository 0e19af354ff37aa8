import { getIntrospectionQuery } from 'graphql'
import { buildShopSchema } from '../../src/dialects/bagisto/contract/schema.ts'
import { countryResolvers } from '../../src/dialects/bagisto/countries/resolvers.ts'
import { type Asked, createExecutor, type Resolvers } from '../../src/dialects/bagisto/graphql/execute.ts'
import { createPlayground } from '../../src/dialects/bagisto/graphql/playground.ts'
import { graphqlRoutes } from '../../src/dialects/bagisto/graphql/route.ts'
import type { WireAnswer, WireRequest } from '../../src/dialects/dialect.ts'

export interface ShopOptions {
  /** Introspection, suggestions and playground; on unless told otherwise. */
  readonly development?: boolean
  readonly resolvers?: Resolvers<{ readonly locale: string | undefined }>
  /** What the request has to carry; everyone is admitted unless told otherwise. */
  readonly admit?: (request: WireRequest, asked: Asked) => void
}

/** A GraphQL error as it goes out. */
export interface SentError {
  readonly message: string
  readonly locations?: readonly { readonly line: number; readonly column: number }[]
  readonly path?: readonly (string | number)[]
  readonly extensions?: Readonly<Record<string, unknown>>
}

export interface SentResult {
  readonly errors?: readonly SentError[]
  readonly data?: Readonly<Record<string, unknown>> | null
}

const schema = buildShopSchema()
const nobody = Object.fromEntries(
  [schema.getQueryType(), schema.getMutationType()]
    .flatMap((type) => Object.keys(type?.getFields() ?? {}))
    .map((name) => [name, () => null]),
)

/** The GraphQL routes over resolvers that answer null, but for countries and those given. No server, no database. */
export function openShop({ development = true, resolvers, admit }: ShopOptions = {}) {
  const routes = graphqlRoutes({
    executor: createExecutor({
      schema,
      resolvers: { ...nobody, ...countryResolvers, ...resolvers },
      introspection: development,
      suggestions: development,
      tellTrouble: ({ code }) => ({ message: `told: ${code}`, extensions: { code } }),
    }),
    admit: async (request, asked) => {
      admit?.(request, asked)
      return { locale: request.headers['x-locale'] }
    },
    encodeAdmissionTrouble: ({ code }) => ({ status: 401, headers: { 'x-refused': code }, body: '{}' }),
    playground: development ? createPlayground(schema) : undefined,
  })
  const send = async (method: string, url: string, headers: Record<string, string> = {}, body: string | Uint8Array = '') => {
    const [path = '', query] = url.split('?')
    const route = routes.find((one) => one.path === path)
    if (!route) throw new Error(`There is no route ${path}`)
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
    const sender = { clientNetwork: '192.0.2.1', clientAddress: '192.0.2.1', host: 'shop.example', requestId: 'a-request' }
    const answer = await route.handle({ method, path, query: new URLSearchParams(query), headers, body: bytes, ...sender })
    return { ...answer, body: answer.body === null ? null : String(answer.body) }
  }
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    send('POST', '/api/graphql', { 'content-type': 'application/json', ...headers }, textOf(body))
  return {
    routes,
    send,
    /** Posts a body: a text or bytes as they are, anything else as JSON. */
    post,
    /** What a document is answered with. */
    ask: async (query: string, variables?: unknown, headers?: Record<string, string>) =>
      resultOf(await post({ query, variables }, headers)),
  }
}

const textOf = (body: unknown): string | Uint8Array =>
  typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)

export const resultOf = ({ body }: Pick<WireAnswer, 'body'>): SentResult => JSON.parse(String(body))

/** What tools that show a schema ask for. */
export const wholeIntrospection = getIntrospectionQuery({
  descriptions: true,
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  oneOf: true,
})
