import { emailKey } from '../customers/email-key.ts'
import { enforceLimits, type Limit, type LimitStore, type Try } from '../limits/limit.ts'
import type { Locale } from '../tenants/locale.ts'
import type { ResetRequestStore } from './request.ts'

export interface AskedReset {
  /** As typed: an address by the contract's syntax. */
  readonly email: string
  /** The language of the mail. */
  readonly locale: Locale
  /** What counts as one client for the limits. */
  readonly clientNetwork: string
}

export interface AskResetLimits {
  readonly perClient: Limit
  readonly perAccount: Limit
}

export interface AskResetDeps {
  /** Absent: requests are not limited. */
  readonly limits: AskResetLimits | undefined
  readonly limitStore: LimitStore
  readonly requests: ResetRequestStore
  newId(): string
  /** IDNA: a domain in ASCII, empty when it has no such form. */
  toAscii(domain: string): string
}

/** What no customer's login is, so that an address without a key costs what one of nobody costs. */
const nobodysLogin = ''

/**
 * Takes in the wish for a new password. Whether there is such an account is not looked up here but by `resolveRequest`, beside
 * the requests: so known and unknown addresses take the same work, time and answer.
 *
 * @throws Trouble `too_many_requests`, alike for known and unknown addresses; `unavailable`
 * @source docs/contracts/bagisto.md, section 0 and 8.5
 */
export async function askReset({ email, locale, clientNetwork }: AskedReset, deps: AskResetDeps): Promise<void> {
  const login = emailKey(email, deps.toAscii)
  await enforceLimits(triesOf(clientNetwork, login ?? email, deps.limits), deps.limitStore)
  await deps.requests.insert({ id: deps.newId(), login: login ?? nobodysLogin, locale })
}

function triesOf(clientNetwork: string, account: string, limits: AskResetLimits | undefined): Try[] {
  if (!limits) return []
  return [
    { limit: limits.perClient, subject: clientNetwork },
    { limit: limits.perAccount, subject: account },
  ]
}
