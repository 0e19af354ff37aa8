import { Trouble, type TroubleValue } from '../../../violations/trouble.ts'
import type { LargeBodies, Route, WireAnswer, WireRequest } from '../../dialect.ts'
import { preflight, shopHeaders } from '../cross-origin.ts'
import { type Asked, type Executor, type GraphqlResult, type Prepared, refusalResult } from './execute.ts'
import type { Playground } from './playground.ts'
import { readRequest } from './read-request.ts'
import { Refusal } from './refusal.ts'

export interface GraphqlRouteOptions<Context> {
  readonly executor: Executor<Context>
  /**
   * Who asks, and whether they may. It comes after the document was looked at, because questions about the schema need no
   * key, and before anything is executed; also for requests that cannot be executed, so that their faults are told to
   * holders of a key only.
   *
   * @throws Trouble
   */
  admit(request: WireRequest, asked: Asked): Promise<Context>
  /** What the request's calls have to tell beside its result. */
  headersOf?(context: Context): Readonly<Record<string, string>>
  /** The answer to whoever was not admitted. */
  encodeAdmissionTrouble(trouble: TroubleValue): WireAnswer
  /** Absent: there is none. */
  readonly playground: Playground | undefined
  readonly largeBodies?: LargeBodies
}

const methods = 'GET, POST, OPTIONS'

/**
 * `/api/graphql`, and the playground's paths. Troubles around it (other methods, no playground) are thrown.
 *
 * @source docs/contracts/bagisto.md#3-transport
 */
export const graphqlRoutes = <Context>(options: GraphqlRouteOptions<Context>): readonly Route[] => [
  {
    path: '/api/graphql',
    allow: methods,
    ...(options.largeBodies && { largeBodies: options.largeBodies }),
    handle: (request) => handle(request, options),
  },
  { path: '/api/graphiql', allow: 'GET', handle: async (request) => page(request, options.playground) },
  ...(options.playground?.routes ?? []),
]

async function handle<Context>(request: WireRequest, options: GraphqlRouteOptions<Context>): Promise<WireAnswer> {
  if (request.method === 'OPTIONS') return preflight(request, methods)
  if (request.method === 'POST' || (request.method === 'GET' && asksForJson(request))) return answer(request, options)
  return page(request, options.playground)
}

/** A browser that opens the address names HTML; whatever else comes by GET gets what it asks for. */
const asksForJson = ({ headers: { accept = '' } }: WireRequest): boolean =>
  /\bapplication\/([\w.-]+\+)?json\b/.test(accept) && !accept.includes('text/html')

/** Everything that is GraphQL is 200, whatever came of it; only who is not admitted may get another status. */
async function answer<Context>(request: WireRequest, options: GraphqlRouteOptions<Context>): Promise<WireAnswer> {
  const prepared = withoutMutation(
    request,
    options.executor.prepare(() => readRequest(request)),
  )
  const asked = prepared.ok ? prepared.asked : { isIntrospection: false, isMutation: false, units: 1 }
  let context: Context
  try {
    context = await options.admit(request, asked)
  } catch (error) {
    if (!(error instanceof Trouble)) throw error
    const refused = options.encodeAdmissionTrouble(error.value)
    return { ...refused, headers: { ...shopHeaders, ...refused.headers }, causes: [error] }
  }
  if (!prepared.ok) return graphqlAnswer(prepared.result)
  const { result, causes } = await options.executor.execute(prepared, context)
  const answered = graphqlAnswer(result)
  return { ...answered, headers: { ...answered.headers, ...options.headersOf?.(context) }, causes }
}

/** A GET changes nothing: browsers, proxies and crawlers repeat it as they like. */
const withoutMutation = ({ method }: WireRequest, prepared: Prepared): Prepared =>
  method === 'GET' && prepared.ok && prepared.asked.isMutation
    ? { ok: false, result: refusalResult(new Refusal('Mutations are not taken by GET. Send them by POST.', { status: 400 })) }
    : prepared

/** 200 in JSON. */
export const graphqlAnswer = (result: GraphqlResult): WireAnswer => ({
  status: 200,
  headers: { ...shopHeaders, 'content-type': 'application/json' },
  body: JSON.stringify(result),
})

function page({ method }: WireRequest, playground: Playground | undefined): WireAnswer {
  if (method !== 'GET') throw new Trouble({ code: 'method_not_allowed', method })
  if (playground === undefined) throw new Trouble({ code: 'not_found' })
  return playground.page
}
