import { failureOf, type PushFailure, PushRefusal, retryAfterOf } from './failure.ts'
import type { ServiceAccount } from './service-account.ts'
import { shortBody, shortJson } from './short-body.ts'
import { valueIn } from './value-in.ts'

/** An access token, or why there is none. */
export type Access = { readonly ok: true; readonly token: string } | { readonly ok: false; readonly failure: PushFailure }

export interface AccessTokens {
  /** One that is good for five minutes at least: the same for about an hour, and asked for by one call for all who wait. */
  current(): Promise<Access>
  /** The current one was refused. */
  forget(): void
}

export interface AccessTokenOptions extends Pick<ServiceAccount, 'clientEmail' | 'privateKey' | 'tokenUri'> {
  /** Breaks off what is under way. */
  readonly signal: AbortSignal
  readonly timeLimitMilliseconds?: number
}

const scope = 'https://www.googleapis.com/auth/firebase.messaging'
const defaultTimeLimitMilliseconds = 10_000

/** Gets access tokens for a service account from where its file says. The library is loaded here, since that takes a while. */
export async function createAccessTokens(options: AccessTokenOptions): Promise<AccessTokens> {
  const { JWT } = await import('google-auth-library')
  const { clientEmail: email, privateKey: key, tokenUri } = options
  const make = () =>
    new JWT({
      email,
      key,
      scopes: [scope],
      // The library asks one address only, for which it also signs; the account's own stands in for both.
      additionalClaims: { aud: tokenUri },
      transporterOptions: { fetchImplementation: askAt(options), retryConfig: { retry: 0, noResponseRetries: 0 } },
    })
  let client = make()
  return {
    async current() {
      try {
        const { token } = await client.getAccessToken()
        if (!token) throw new Error('an answer without an access token')
        return { ok: true, token }
      } catch (error) {
        const { code, ...failure } = failureOf(error)
        return { ok: false, failure: { ...failure, code: `oauth ${code}` } }
      }
    },
    forget() {
      client = make()
    },
  }
}

const askAt =
  ({ tokenUri, signal, timeLimitMilliseconds = defaultTimeLimitMilliseconds }: AccessTokenOptions): typeof fetch =>
  async (_library, { method, headers, body } = {}) => {
    const response = await fetch(tokenUri, {
      ...(method !== undefined && { method }),
      ...(headers !== undefined && { headers }),
      ...(body !== undefined && { body }),
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeLimitMilliseconds)]),
    })
    if (!response.ok) throw new PushRefusal(await refusalOf(response))
    return new Response(await shortBody(response), response)
  }

/** @source RFC 6749, 5.2 */
async function refusalOf(response: Response): Promise<PushFailure> {
  const { status } = response
  const told = valueIn(await shortJson(response), 'error')
  const code = typeof told === 'string' && /^[a-z_]{1,40}$/.test(told) ? `${status} ${told}` : String(status)
  const needsOperator = status < 500 && status !== 408 && status !== 429
  return { code, needsOperator, isAccessRefused: false, retryAfterSeconds: retryAfterOf(response) }
}
