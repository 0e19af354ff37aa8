import { Trouble } from '../../violations/trouble.ts'
import { type AuthenticateDeps, authenticate } from './authenticate.ts'
import { type IssueDeps, issueAccessToken, issueRefreshToken } from './issue-tokens.ts'
import type { SessionStore } from './session.ts'

export interface RefreshDeps extends AuthenticateDeps, IssueDeps {
  /** Each call is a transaction of its own. */
  readonly store: Pick<SessionStore, 'rotate' | 'end'>
  /** Whether each use of a refresh token puts another in its place. */
  readonly rotates: boolean
}

/**
 * A client that sends one refresh token twice at once, or loses an answer and asks again, is no thief: within these
 * seconds of its replacement the token just used is refused and no more.
 */
const innocentReuseSeconds = 30

/**
 * Gives a new access token for a refresh token; with rotation on also the next refresh token.
 *
 * Of any number of uses of one token at once, with rotation on one gets the successor and the others are told that it is
 * used. A used token that comes back later, or after its successor was used, ends the whole session, since two parties
 * hold the family then.
 *
 * @throws Trouble as `authenticate`
 * @source docs/contracts/django.md#7-tokens; RFC 9700, section 4.14.2
 */
export async function refreshSession(token: string, deps: RefreshDeps): Promise<{ access: string; refresh: string | undefined }> {
  const { claims, customer, session } = await authenticate({ token, kind: 'refresh', carriedIn: 'body' }, deps)
  if (!session || !claims.ours) throw new Trouble({ code: 'token_refused', carriedIn: 'body', fault: 'invalid' })
  const used = new Trouble({ code: 'token_refused', carriedIn: 'body', fault: 'ended' })
  if (session.refreshId !== claims.id) {
    const isInnocent = session.previousRefreshId === claims.id && session.refreshedSecondsAgo <= innocentReuseSeconds
    if (!isInnocent) await deps.store.end(customer.id, session.id)
    throw used
  }
  const holder = { ...claims.ours, customerNumber: customer.number }
  if (!deps.rotates) return { access: issueAccessToken(holder, deps), refresh: undefined }
  const nextId = deps.newTokenId()
  const lifetimeSeconds = deps.lifetimes.refreshSeconds
  const turned = await deps.store.rotate({ customerId: customer.id, id: session.id, usedId: claims.id, nextId, lifetimeSeconds })
  if (!turned) throw used
  return { access: issueAccessToken(holder, deps), refresh: issueRefreshToken(nextId, holder, deps) }
}
