import { Trouble } from '../../violations/trouble.ts'
import type { PasswordHashing } from '../credentials/hashing.ts'
import { schemeOf, unusable } from '../credentials/scheme.ts'
import { textOf } from '../customers/sent.ts'
import { usernameKey } from '../customers/username.ts'
import { enforceLimits, type ForgivingStore, type Limit, type LimitStore, type Try } from '../limits/limit.ts'
import type { FailureFloor } from './failure-floor.ts'
import type { LoginHolder, LoginStore } from './login.ts'
import type { PreviousLogins } from './previous-logins.ts'
import type { SignInDraft } from './review-sign-in.ts'
import type { NewSession, SessionStore } from './session.ts'
import type { Unverified } from './unverified.ts'

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

export interface ProveLoginDeps {
  /** Absent: sign-ins are not limited. */
  readonly limits: SignInLimits | undefined
  readonly limitStore: LimitStore
  readonly logins: Pick<LoginStore, 'find'>
  readonly hashing: PasswordHashing
  readonly failureFloor: FailureFloor
  readonly unverified: Unverified
  /** Absent: customers of the tenant come from nowhere else. */
  readonly previous?: PreviousLogins | undefined
  /** IDNA: a domain in ASCII, empty when it has no such form. */
  toAscii(domain: string): string
  /** Milliseconds on a clock that never goes back. */
  elapsed(): number
  sleep(milliseconds: number): Promise<void>
}

export interface LoginProof {
  readonly draft: SignInDraft
  /** What counts as one client for the limits. */
  readonly clientNetwork: string
  /** Whether the state of an account is told to whoever has its password, or nothing is told of it. */
  readonly inactiveIs: 'told' | 'refused'
}

/** An active customer who has proven the password. */
export interface ProvenLogin {
  readonly customerId: string
  readonly customerNumber: number
  readonly passwordVersion: number
  /** Begins the session with what else a sign-in changes; `undefined` when the account was changed meanwhile. */
  begin(session: Omit<NewSession, 'customerId' | 'passwordVersion'>, stores: SignInStores): Promise<number | undefined>
}

/**
 * Proves a login, an e-mail address or a username, by its password. An unknown login costs the same work as a known one and
 * fails in the same words and time. A password hashed elsewhere, or at another cost than today's, is hashed anew on the way. Where
 * customers come from a system that still runs, it is asked about those who have no password here.
 *
 * @param proof  texts nothing is wrong with
 * @throws Trouble `credentials_refused`; `account_inactive` and `email_unverified` where that is told; `too_many_requests` before
 *   anything is looked up; `busy` when the hash cannot be made in time; `unavailable` when the database cannot be reached
 */
export async function proveLogin(proof: LoginProof, deps: ProveLoginDeps): Promise<ProvenLogin> {
  const { draft, clientNetwork } = proof
  const began = deps.elapsed()
  const login = usernameKey(textOf(draft.login), deps.toAscii)
  const tries = triesOf(clientNetwork, login ?? textOf(draft.login), deps.limits)
  await enforceLimits(tries, deps.limitStore)
  const known = login === null ? undefined : await deps.logins.find(login)
  const password = await provenPassword(draft, known, deps.hashing)
  if (known?.hash && password !== undefined && isLetIn(known, proof, deps)) {
    const upgraded = deps.hashing.isOutdated(known.hash) ? await deps.hashing.hash(password, 'sign_in') : undefined
    return proven(known, known.hash, upgraded, tries)
  }
  if (login !== null && password === undefined && mayBeElsewhere(known) && deps.previous) {
    const moved = await movedIn(login, proof, known, { ...deps, previous: deps.previous })
    if (moved?.hash && isLetIn(moved, proof, deps)) return proven(moved, moved.hash, undefined, tries)
    deps.previous.noteRefusal(deps.elapsed() - began)
  }
  throw await refusal(began, deps)
}

/** A password that was taken away here is not to come back from there: only who never had one here is asked about. */
const mayBeElsewhere = (known: LoginHolder | undefined): boolean =>
  known === undefined || (known.state === 'active' && known.hash === null)

/** Whoever the login belongs to once the system they come from has proven them. */
async function movedIn(
  login: string,
  { draft }: LoginProof,
  known: LoginHolder | undefined,
  { previous, logins }: Pick<ProveLoginDeps, 'logins'> & { readonly previous: PreviousLogins },
): Promise<LoginHolder | undefined> {
  const asked = { login: textOf(draft.login), password: textOf(draft.passwordAsSent), known }
  return (await previous.moveIn(asked)) ? logins.find(login) : undefined
}

const isUsable = (hash: string | null | undefined): hash is string =>
  hash !== null && hash !== undefined && schemeOf(hash) !== unusable

/** What a failed sign-in ends in, after the time every one of them takes. */
export async function refusal(began: number, deps: Pick<ProveLoginDeps, 'elapsed' | 'sleep' | 'failureFloor'>): Promise<Trouble> {
  await deps.sleep(Math.max(0, (await deps.failureFloor.milliseconds()) - (deps.elapsed() - began)))
  return new Trouble({ code: 'credentials_refused' })
}

export function triesOf(clientNetwork: string | null, account: string, limits: SignInLimits | undefined): Try[] {
  if (!limits) return []
  return [
    ...(clientNetwork === null ? [] : [{ limit: limits.perClient, subject: clientNetwork }]),
    { limit: limits.perAccount, subject: account },
  ]
}

/**
 * The spelling of the password that is right. Every spelling is tried, whichever it is, and for an unknown login against a hash
 * nobody can match: so a right password that is refused for another reason takes as long as a wrong one.
 */
export async function provenPassword(
  { password, passwordAsSent }: Pick<SignInDraft, 'password' | 'passwordAsSent'>,
  known: Pick<LoginHolder, 'hash'> | undefined,
  hashing: PasswordHashing,
): Promise<string | undefined> {
  const stored = known?.hash
  const usable = isUsable(stored)
  const hash = usable ? stored : await hashing.decoy()
  let proven: string | undefined
  for (const spelling of new Set([textOf(passwordAsSent), textOf(password)])) {
    if ((await hashing.verify(spelling, hash)) && usable) proven ??= spelling
  }
  return proven
}

/** @throws Trouble where the reason is told */
function isLetIn({ state, isEmailVerified }: LoginHolder, { inactiveIs }: LoginProof, { unverified }: ProveLoginDeps): boolean {
  const isUnverified = unverified !== 'accepted' && !isEmailVerified
  if (isUnverified && unverified === 'untold') return false // first: whoever made such an account has its password, too
  if (state !== 'active' && inactiveIs === 'told') throw new Trouble({ code: 'account_inactive', carriedIn: 'body', state })
  if (state !== 'active') return false
  if (isUnverified) throw new Trouble({ code: 'email_unverified' })
  return true
}

const proven = (known: LoginHolder, hash: string, upgraded: string | undefined, tries: readonly Try[]): ProvenLogin => ({
  customerId: known.customerId,
  customerNumber: known.number,
  passwordVersion: known.passwordVersion,
  async begin(session, { sessions, logins, tries: counted }) {
    // First, since it locks the customer before anything of theirs, as everything does that changes one.
    const number = await sessions.begin({ ...session, customerId: known.customerId, passwordVersion: known.passwordVersion })
    // The account's tries only: whoever guesses at many accounts may well own one of them.
    await counted.forget(tries.slice(1))
    if (upgraded) await logins.upgradeHash(known.customerId, hash, upgraded)
    return number
  },
})
