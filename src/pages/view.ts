import type { Route, WireAnswer, WireRequest } from '../dialects/dialect.ts'
import { Trouble } from '../violations/trouble.ts'
import { rememberLanguage } from './language.ts'

type Call = (request: WireRequest) => Promise<WireAnswer>

/** The calls of one path, by method. What is got can be asked with HEAD, too; the server leaves the body out. */
export function pageView(calls: { readonly GET: Call; readonly POST?: Call }): Pick<Route, 'allow' | 'handle'> {
  const byMethod = new Map<string, Call>([...Object.entries(calls), ['HEAD', calls.GET]])
  return {
    allow: [...byMethod.keys()].join(', '),
    async handle(request) {
      const call = byMethod.get(request.method)
      if (!call) throw new Trouble({ code: 'method_not_allowed', method: request.method })
      const answer = await call(request)
      const cookies = [...(answer.cookies ?? []), ...rememberLanguage(request)]
      return cookies.length > 0 ? { ...answer, cookies } : answer
    },
  }
}

/** The last part of the path, as it stands there: a link's token needs no escapes, so an escaped one is none. */
export const tokenIn = ({ path }: WireRequest): string => path.replace(/\/$/, '').split('/').at(-1) ?? ''
