import type { StorefrontBearer } from '../../core/sessions/authenticate-storefront.ts'
import { Trouble } from '../../violations/trouble.ts'
import { Refusal } from './graphql/refusal.ts'
import { invalidToken } from './refusals.ts'

/** Who asks, found out once for all of a request. */
export interface Caller {
  /**
   * The bearer of the token that was sent.
   *
   * @throws Trouble `unauthenticated` without a token, `token_refused`, `account_inactive`
   */
  bearer(): Promise<StorefrontBearer>
}

/** The token of an `Authorization` header, whatever the letter case of the scheme; `undefined` where none came. */
const tokenIn = (header: string | undefined): string | undefined => /^bearer +(\S+) *$/i.exec(header ?? '')?.[1]

export function callerWith(header: string | undefined, authenticate: (token: string) => Promise<StorefrontBearer>): Caller {
  const token = tokenIn(header)
  let bearer: Promise<StorefrontBearer> | undefined
  return {
    async bearer() {
      if (token === undefined) throw new Trouble({ code: 'unauthenticated' })
      bearer ??= authenticate(token)
      return bearer
    },
  }
}

/** How a call refuses who sends no token, and who sends one that is no good. */
export interface BearerWords {
  readonly none: string
  readonly bad: string
  /** Over REST; 401 unless told otherwise. */
  readonly status?: number
}

const longText = 'Authentication token is required. Please provide the token in the Authorization header as "Bearer <token>"'
const pleaseLogIn = 'Unauthenticated. Please login to perform this action'
const logInForRequests = 'You must be logged in to manage GDPR data requests.'

/** @source docs/contracts/bagisto.md#8-operations */
export const bearerWords = {
  readProfile: { none: pleaseLogIn, bad: pleaseLogIn },
  readProfileOverRest: { none: 'Authentication token is required. Please provide token in query input', bad: invalidToken },
  changeProfile: { none: longText, bad: invalidToken },
  readAddresses: { none: longText, bad: invalidToken },
  changeAddresses: { none: 'Authentication token is required', bad: invalidToken },
  dataRequests: { none: logInForRequests, bad: logInForRequests, status: 403 },
} as const satisfies Readonly<Record<string, BearerWords>>

const unauthorized = 401

/**
 * Who asks, or the call's own words for those who may not.
 *
 * @throws Refusal, and every Trouble that is not about the token
 */
export const requireBearer = (caller: Caller, { none, bad, status = unauthorized }: BearerWords): Promise<StorefrontBearer> =>
  caller.bearer().catch((error: unknown) => {
    const code = error instanceof Trouble ? error.value.code : undefined
    if (code === 'unauthenticated') throw new Refusal(none, undefined, status)
    if (code === 'token_refused' || code === 'account_inactive') throw new Refusal(bad, undefined, status)
    throw error
  })
