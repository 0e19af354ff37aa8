import { type TokenCarrier, Trouble } from '../../violations/trouble.ts'
import type { Customer } from '../customers/customer.ts'
import { defaultTenantId } from '../tenants/tenant.ts'
import type { Session, SessionLookUp } from './session.ts'
import type { TokenClaims, TokenKind, Tokens } from './token.ts'

export interface AuthenticateDeps {
  readonly tokens: Tokens
  readonly sessions: SessionLookUp
  readonly tenantId: string
}

/** A token that is good now: its customer is active and its session lives. */
export interface LiveToken {
  readonly claims: TokenClaims
  readonly customer: Customer
  /** `undefined` for access tokens of an older system, which have none. */
  readonly session: Session | undefined
}

export interface Presented {
  readonly token: string
  /** The kind the call takes. */
  readonly kind: TokenKind | 'any'
  readonly carriedIn: TokenCarrier
}

/**
 * Says who presents a token, in one query whatever the answer: so a suspension, a deletion or a sign-out ends every token
 * of the customer with the next request, on every node.
 *
 * @throws Trouble `token_refused` or `account_inactive`
 * @source docs/contracts/django.md#7-tokens
 */
export async function authenticate(presented: Presented, deps: AuthenticateDeps): Promise<LiveToken> {
  const { token, kind, carriedIn } = presented
  const refuse = (fault: 'invalid' | 'wrong_kind' | 'ended') => new Trouble({ code: 'token_refused', carriedIn, fault })
  const claims = await deps.tokens.read(token)
  // A token of an older system names no tenant, and its numbers could be anybody's; there was one shop in it.
  if (!claims || (claims.ours?.tenantId ?? defaultTenantId) !== deps.tenantId) throw refuse('invalid')
  if (kind !== 'any' && claims.kind !== kind) throw refuse('wrong_kind')
  const found = await findHolder(claims, deps.sessions)
  if (!found) throw new Trouble({ code: 'account_inactive', carriedIn, state: 'deleted' })
  const { customer, session } = found
  if (customer.state !== 'active') throw new Trouble({ code: 'account_inactive', carriedIn, state: customer.state })
  const lives = session && !session.hasEnded && (claims.kind === 'access' || !session.hasRunOut)
  if (claims.ours && !lives) throw refuse('ended')
  return { claims, customer, session }
}

async function findHolder({ ours, customerNumber }: TokenClaims, sessions: SessionLookUp) {
  if (ours) return sessions.customerWithSession(ours.customerId, ours.sessionId)
  const customer = await sessions.customerNumbered(customerNumber)
  return customer && { customer, session: undefined }
}
