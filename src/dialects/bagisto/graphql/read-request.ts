import type { WireRequest } from '../../dialect.ts'
import { nestsDeeperThan } from '../../json-nesting.ts'
import { Refusal } from './refusal.ts'

/** A GraphQL request that has the right form; what it asks is not looked at yet. */
export interface GraphqlRequest {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
  readonly operationName: string | undefined
}

// The deepest input of the interface is three levels below the body.
const mostLevels = 32

const malformed = (what: 'query is' | 'data is' | 'variables are'): Refusal =>
  new Refusal(`GraphQL ${what} not valid${what === 'query is' ? '' : ' JSON'}.`, { status: 400 })

/**
 * Takes query, variables and operation name from the URL and, of a POST, from the JSON body, which counts for more. Of a
 * repeated key the last one counts, as `JSON.parse` has it. The body has to be JSON by its content type, since a page of
 * another origin can send any other one without asking first.
 *
 * @throws Refusal
 * @source docs/contracts/bagisto.md#3-transport
 */
export function readRequest(request: Pick<WireRequest, 'method' | 'headers' | 'query' | 'body'>): GraphqlRequest {
  const body = request.method === 'POST' ? readBody(request) : {}
  const sent = (name: string): unknown => (Object.hasOwn(body, name) ? body[name] : undefined) ?? request.query.get(name)
  const [query, operationName] = [sent('query'), sent('operationName')]
  if (typeof query !== 'string' || query === '') throw malformed('query is')
  if (operationName !== null && typeof operationName !== 'string') throw malformed('query is')
  return { query, variables: readVariables(sent('variables')), operationName: operationName || undefined }
}

type Fields = Readonly<Record<string, unknown>>

function readBody({ headers, query, body }: Pick<WireRequest, 'headers' | 'query' | 'body'>): Fields {
  const mediaType = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (!/^[\w.+-]+\/([\w.+-]+\+)?json$/.test(mediaType)) throw malformed('data is')
  if (body.length === 0 && query.has('query')) return {}
  const value = readJson(body)
  if (Array.isArray(value)) throw malformed('query is')
  if (!isObject(value)) throw malformed('data is')
  return value
}

/** An object, or a text that is one in JSON; the empty text is none, and so is an empty list, as PHP writes it. */
function readVariables(sent: unknown): Fields {
  if (sent === null || sent === '') return {}
  const value = typeof sent === 'string' ? readJson(new TextEncoder().encode(sent)) : sent
  if (Array.isArray(value) && value.length === 0) return {}
  if (!isObject(value)) throw malformed('variables are')
  return value
}

/** `undefined` for what is no JSON in UTF-8, or nests too deep. */
function readJson(bytes: Uint8Array): unknown {
  if (nestsDeeperThan(mostLevels, bytes)) return undefined
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined // every reason has the same words
  }
}

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
