import type { Violation } from '../../violations/violation.ts'
import type { ClaimStore } from '../customers/claim.ts'
import type { Customer, CustomerStore } from '../customers/customer.ts'
import { emailKey } from '../customers/email-key.ts'
import { absence, type Sent, textOf } from '../customers/sent.ts'
import { askAll, notLonger, storable } from '../customers/text-rules.ts'
import { enforceLimits, type Limit, type LimitStore } from '../limits/limit.ts'
import type { EventStore } from '../outbox/event.ts'
import type { Locale } from '../tenants/locale.ts'
import type { TenantSettings } from '../tenants/settings.ts'
import { newNames } from './claim-names.ts'
import { type EmailChangeStore, emailChangeSeconds, movedTo } from './email-change.ts'
import { lockActive } from './lock-active.ts'
import { type ProvePasswordDeps, provePassword } from './prove-password.ts'

export interface EmailChangeStores {
  readonly customers: Pick<CustomerStore, 'lock'>
  readonly claims: Pick<ClaimStore, 'holder'>
  readonly emailChanges: EmailChangeStore
  readonly events: EventStore
}

export interface AskEmailChangeDeps extends ProvePasswordDeps {
  readonly settings: Pick<TenantSettings, 'emailUnique' | 'externalIdUnique'>
  /** How often one mailbox may be written to; absent: as often as anybody likes. */
  readonly mailboxLimit: Limit | undefined
  readonly limitStore: LimitStore
  transaction<Result>(work: (stores: EmailChangeStores) => Promise<Result>): Promise<Result>
  toAscii(domain: string): string
  newId(): string
  now(): Date
}

export interface EmailChangeWish {
  readonly customer: Customer
  readonly sessionId: string
  readonly email: Sent
  /** The present one. */
  readonly password: string
  readonly policy: { readonly maximumCharacters: { readonly email: number }; isEmail(text: string): boolean }
  readonly clientNetwork: string
  readonly locale: Locale
}

/**
 * Notes that whoever is signed in, and knows the password, wants another address; both mailboxes are asked by mail. Whether
 * somebody else has the new address is told to nobody: it is asked nothing then, and everything else is the same.
 *
 * @returns what is wrong, or nothing; `not_allowed` of the address there is already
 * @throws Trouble as `provePassword`; `too_many_requests`, `account_inactive`, `no_such_customer`, `unavailable`
 */
export async function askEmailChange(wish: EmailChangeWish, deps: AskEmailChangeDeps): Promise<readonly Violation[]> {
  const { customer, password, clientNetwork } = wish
  const { key, violations } = reviewEmail(wish, deps)
  const wrong = password === '' ? missingPassword : await provePassword({ customer, password, clientNetwork }, deps)
  if (key === null || violations.length > 0 || wrong.length > 0) return [...violations, ...wrong]
  await enforceLimits(deps.mailboxLimit ? [{ limit: deps.mailboxLimit, subject: key }] : [], deps.limitStore)
  await deps.transaction((stores) => note({ email: textOf(wish.email), emailKey: key }, wish, stores, deps))
  return []
}

const missingPassword: readonly Violation[] = [{ code: 'missing', field: 'currentPassword' }]

function reviewEmail(
  { customer, email: sent, policy }: EmailChangeWish,
  { toAscii }: AskEmailChangeDeps,
): { readonly key: string | null; readonly violations: readonly Violation[] } {
  const field = 'email'
  const email = textOf(sent)
  const key = policy.isEmail(email) ? emailKey(email, toAscii) : null
  const absent = absence(field, sent, { required: true, blank: 'refused' })
  if (absent) return { key, violations: absent }
  if (key === customer.emailKey) return { key, violations: [{ code: 'not_allowed', field }] }
  const unfit = askAll([notLonger(field, policy.maximumCharacters.email), ...storable(field)], email)
  return { key, violations: key === null && unfit.length === 0 ? [{ code: 'email_malformed', field }] : unfit }
}

async function note(
  mailbox: Pick<Customer, 'email' | 'emailKey'>,
  { customer: { id: customerId }, sessionId, locale }: EmailChangeWish,
  { customers, claims, emailChanges, events }: EmailChangeStores,
  deps: AskEmailChangeDeps,
): Promise<void> {
  const before = await lockActive(customerId, customers)
  const occurredAt = deps.now()
  const { emailUnique } = deps.settings
  const after = movedTo(before, mailbox, { emailUnique, movedAt: occurredAt })
  const holders = await Promise.all(newNames(before, after, deps.settings).map(({ claim }) => claims.holder(claim)))
  const isTaken = holders.some((holder) => holder !== undefined && holder !== customerId)
  const change = { id: deps.newId(), email: after.email, fromKey: before.emailKey, sessionId }
  await emailChanges.put(customerId, change, emailChangeSeconds)
  await events.append({
    id: deps.newId(),
    customerId,
    type: 'customer.email_change_asked',
    occurredAt,
    facts: { change: change.id, asksNew: !isTaken, locale },
    personal: { from: before.email, to: after.email, firstName: before.firstName },
  })
}

/** Takes the wish back; without one nothing happens. @throws Trouble as `lockActive` */
export const cancelEmailChange = (
  customerId: string,
  deps: { transaction<Result>(work: (stores: EmailChangeStores) => Promise<Result>): Promise<Result> },
): Promise<void> =>
  deps.transaction(async ({ customers, emailChanges }) => {
    await lockActive(customerId, customers)
    await emailChanges.remove(customerId)
  })
