import { Trouble } from '../../violations/trouble.ts'
import type { Violation } from '../../violations/violation.ts'
import type { PasswordHashing } from '../credentials/hashing.ts'
import { schemeOf } from '../credentials/scheme.ts'
import { emailKey } from '../customers/email-key.ts'
import { textOf } from '../customers/sent.ts'
import { enforceLimits, type ForgivingStore, type Limit, type LimitStore, type Try } from '../limits/limit.ts'
import type { FailureFloor } from './failure-floor.ts'
import { type IssueDeps, issueAccessToken, issueRefreshToken } from './issue-tokens.ts'
import type { LoginHolder, LoginStore } from './login.ts'
import { reviewSignIn, type SignInDraft } from './review-sign-in.ts'
import type { SessionStore } from './session.ts'

export interface SignInAttempt {
  readonly draft: SignInDraft
  /** What counts as one client for the limits. */
  readonly clientNetwork: string
}

export interface SignInLimits {
  readonly perClient: Limit
  readonly perAccount: Limit
}

/** What a sign-in writes to, all in one transaction. */
export interface SignInStores {
  readonly sessions: Pick<SessionStore, 'begin'>
  readonly logins: Pick<LoginStore, 'upgradeHash'>
  readonly tries: ForgivingStore
}

export interface SignInDeps extends IssueDeps {
  readonly tenantId: string
  /** Absent: sign-ins are not limited. */
  readonly limits: SignInLimits | undefined
  readonly limitStore: LimitStore
  readonly logins: Pick<LoginStore, 'find'>
  readonly hashing: PasswordHashing
  readonly failureFloor: FailureFloor
  /** Commits when the outcome is ok. */
  transaction(work: (stores: SignInStores) => Promise<{ ok: boolean }>): Promise<{ ok: boolean }>
  newId(): string
  /** IDNA: a domain in ASCII, empty when it has no such form. */
  toAscii(domain: string): string
  /** Milliseconds on a clock that never goes back. */
  elapsed(): number
  sleep(milliseconds: number): Promise<void>
}

export interface IssuedTokens {
  readonly access: string
  readonly refresh: string
}

export type SignInOutcome =
  | { readonly ok: true; readonly tokens: IssuedTokens }
  | { readonly ok: false; readonly violations: readonly Violation[] }

/**
 * Signs a customer in with login and password: reports everything wrong with the two texts at once, or begins a session.
 *
 * An unknown login costs the same work as a known one and fails in the same words and time. A password hashed elsewhere,
 * or at another cost than today's, is hashed anew on the way.
 *
 * @throws Trouble `credentials_refused`; `too_many_requests` before anything is looked up; `busy` when the hash cannot be
 *   made in time; `unavailable` when the database cannot be reached
 * @source docs/contracts/django.md#7-tokens
 */
export async function signIn({ draft, clientNetwork }: SignInAttempt, deps: SignInDeps): Promise<SignInOutcome> {
  const violations = reviewSignIn(draft)
  if (violations.length > 0) return { ok: false, violations }
  const began = deps.elapsed()
  const login = emailKey(textOf(draft.login), deps.toAscii)
  const tries = triesOf(clientNetwork, login ?? textOf(draft.login), deps.limits)
  await enforceLimits(tries, deps.limitStore)
  const known = login === null ? undefined : await deps.logins.find(login)
  const password = await provenPassword(draft, known, deps.hashing)
  const tokens = known && password !== undefined && (await begin(known, password, tries, deps))
  if (tokens) return { ok: true, tokens }
  await deps.sleep(Math.max(0, (await deps.failureFloor.milliseconds()) - (deps.elapsed() - began)))
  throw new Trouble({ code: 'credentials_refused' })
}

function triesOf(clientNetwork: string, account: string, limits: SignInLimits | undefined): Try[] {
  if (!limits) return []
  return [
    { limit: limits.perClient, subject: clientNetwork },
    { limit: limits.perAccount, subject: account },
  ]
}

/** The spelling of the password that is right. Verifies as often for an unknown login, against a hash nobody can match. */
async function provenPassword(
  { password, passwordAsSent }: SignInDraft,
  known: LoginHolder | undefined,
  hashing: PasswordHashing,
): Promise<string | undefined> {
  const usable = known?.hash && schemeOf(known.hash) !== 'unusable'
  const hash = usable ? known.hash : await hashing.decoy()
  for (const spelling of new Set([textOf(passwordAsSent), textOf(password)])) {
    if ((await hashing.verify(spelling, hash)) && usable) return spelling
  }
  return undefined
}

async function begin(
  known: LoginHolder,
  password: string,
  tries: readonly Try[],
  deps: SignInDeps,
): Promise<IssuedTokens | undefined> {
  const { customerId, hash, passwordVersion } = known
  if (known.state !== 'active' || hash === null) return undefined
  const upgraded = deps.hashing.isOutdated(hash) ? await deps.hashing.hash(password, 'sign_in') : undefined
  const holder = { tenantId: deps.tenantId, customerId, customerNumber: known.number, sessionId: deps.newId() }
  const refreshId = deps.newTokenId()
  const lifetimeSeconds = deps.lifetimes.refreshSeconds
  const { ok } = await deps.transaction(async ({ sessions, logins, tries: counted }) => {
    // First, since it locks the customer before anything of theirs, as everything does that changes one.
    const ok = await sessions.begin({ customerId, id: holder.sessionId, refreshId, lifetimeSeconds, passwordVersion })
    // The account's tries only: whoever guesses at many accounts may well own one of them.
    await counted.forget(tries.slice(1))
    if (upgraded) await logins.upgradeHash(customerId, hash, upgraded)
    return { ok }
  })
  return ok ? { access: issueAccessToken(holder, deps), refresh: issueRefreshToken(refreshId, holder, deps) } : undefined
}
