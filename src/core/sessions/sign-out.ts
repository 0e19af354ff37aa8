import { Trouble } from '../../violations/trouble.ts'
import { type AuthenticateDeps, authenticate } from './authenticate.ts'
import type { SessionStore } from './session.ts'

export interface SignOutDeps extends AuthenticateDeps {
  readonly store: Pick<SessionStore, 'end'>
}

/**
 * Ends the session of a refresh token, and with it every token of that session.
 *
 * @throws Trouble as `authenticate`; `token_refused` also when another call ended it first
 */
export async function signOut(refreshToken: string, deps: SignOutDeps): Promise<void> {
  const { customer, session } = await authenticate({ token: refreshToken, kind: 'refresh', carriedIn: 'body' }, deps)
  const ended = session && (await deps.store.end(customer.id, session.id))
  if (!ended) throw new Trouble({ code: 'token_refused', carriedIn: 'body', fault: 'ended' })
}
