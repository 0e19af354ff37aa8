import type { Violation } from '../../violations/violation.ts'
import { type ConsentsNeededDeps, findConsentsNeeded } from '../consents/consents-needed.ts'
import { type IssueDeps, issueAccessToken, issueRefreshToken } from './issue-tokens.ts'
import { type ProveLoginDeps, proveLogin, refusal, type SignInStores } from './prove-login.ts'
import { reviewSignIn, type SignInDraft } from './review-sign-in.ts'

export interface SignInAttempt {
  readonly draft: SignInDraft
  /** What counts as one client for the limits. */
  readonly clientNetwork: string
}

export interface SignInDeps extends IssueDeps, ProveLoginDeps, ConsentsNeededDeps {
  readonly tenantId: string
  /** Commits when the outcome is ok. */
  transaction(work: (stores: SignInStores) => Promise<{ ok: boolean }>): Promise<{ ok: boolean }>
  newId(): string
}

export interface IssuedTokens {
  readonly access: string
  readonly refresh: string
}

export type SignInOutcome =
  | { readonly ok: true; readonly tokens: IssuedTokens; readonly consentsNeeded: readonly string[] }
  | { readonly ok: false; readonly violations: readonly Violation[] }

/**
 * Signs a customer in with login and password: reports everything wrong with the two texts at once, or begins a session.
 * Mandatory consents they have yet to give are told and keep nobody out.
 *
 * @throws Trouble as `proveLogin`, for which an inactive account is none
 * @source docs/contracts/django.md#7-tokens
 */
export async function signIn({ draft, clientNetwork }: SignInAttempt, deps: SignInDeps): Promise<SignInOutcome> {
  const violations = reviewSignIn(draft)
  if (violations.length > 0) return { ok: false, violations }
  const began = deps.elapsed()
  const login = await proveLogin({ draft, clientNetwork, inactiveIs: 'refused' }, deps)
  const { customerId, customerNumber } = login
  const needed = await findConsentsNeeded(customerId, deps) // first: a look that fails leaves no session behind
  const holder = { tenantId: deps.tenantId, customerId, customerNumber, sessionId: deps.newId() }
  const refreshId = deps.newTokenId()
  const session = { id: holder.sessionId, usedBy: { refreshId }, lifetimeSeconds: deps.lifetimes.refreshSeconds }
  const { ok } = await deps.transaction(async (stores) => ({ ok: (await login.begin(session, stores)) !== undefined }))
  if (!ok) throw await refusal(began, deps)
  const tokens = { access: issueAccessToken(holder, deps), refresh: issueRefreshToken(refreshId, holder, deps) }
  return { ok, tokens, consentsNeeded: needed }
}
