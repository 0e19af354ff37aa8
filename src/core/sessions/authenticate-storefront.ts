import { Trouble } from '../../violations/trouble.ts'
import type { Customer } from '../customers/customer.ts'
import type { Session, SessionLookUp } from './session.ts'
import type { StorefrontTokens } from './storefront-token.ts'

export interface AuthenticateStorefrontDeps {
  readonly tokens: Pick<StorefrontTokens, 'read' | 'isSame'>
  readonly sessions: Pick<SessionLookUp, 'customerWithStorefrontSession' | 'importedStorefrontSession'>
}

/** A storefront's token that is good now. */
export interface StorefrontBearer {
  readonly customer: Customer
  readonly session: Session
}

/** Stands in for the digest of a session that is none. */
const nobodys = new Uint8Array(32)

/**
 * Says who presents a storefront's token, in one query. That a session has ended, or what state a customer is in, is told to
 * whoever has its secret only.
 *
 * @throws Trouble `token_refused` or `account_inactive`
 * @source docs/contracts/bagisto.md#5-tokens
 */
export async function authenticateStorefront(text: string, deps: AuthenticateStorefrontDeps): Promise<StorefrontBearer> {
  const refuse = (fault: 'invalid' | 'ended') => new Trouble({ code: 'token_refused', carriedIn: 'header', fault })
  const token = deps.tokens.read(text)
  if (!token) throw refuse('invalid')
  const { customerId, sessionNumber, digest } = token
  const holder =
    customerId === undefined
      ? await deps.sessions.importedStorefrontSession(digest, sessionNumber)
      : await deps.sessions.customerWithStorefrontSession(customerId, sessionNumber, digest)
  const isHolder = deps.tokens.isSame(digest, holder?.session?.secretDigest ?? nobodys)
  if (!holder?.session || !isHolder) throw refuse('invalid')
  const { customer, session } = holder
  if (customer.state !== 'active') throw new Trouble({ code: 'account_inactive', carriedIn: 'header', state: customer.state })
  if (session.hasEnded || session.hasRunOut) throw refuse('ended')
  return { customer, session }
}
