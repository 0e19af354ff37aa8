import type { ClaimStore } from '../customers/claim.ts'
import type { Customer, CustomerStore } from '../customers/customer.ts'
import { emailKey } from '../customers/email-key.ts'
import { moveNewsletter, type OwnNewsletterStores } from '../customers/own-newsletter.ts'
import { enforceLimits, type Limit, type LimitStore } from '../limits/limit.ts'
import { refuseLink } from '../recovery/follow-link.ts'
import type { LinkTarget, LinkTokens } from '../recovery/link.ts'
import type { Unverified } from '../sessions/unverified.ts'
import type { Locale } from '../tenants/locale.ts'
import type { TenantSettings } from '../tenants/settings.ts'
import { announceProfile, type ProfileEventStores } from './announce-profile.ts'
import { claimNames } from './claim-names.ts'
import { type EmailChange, type EmailChangeLookUp, type EmailChangeStore, type MailboxSide, movedTo } from './email-change.ts'

export interface AgreeStores extends OwnNewsletterStores, ProfileEventStores {
  readonly claims: ClaimStore
  readonly customers: Pick<CustomerStore, 'lock' | 'updateProfile'>
  readonly emailChanges: EmailChangeStore
}

export interface EmailChangeLinkDeps {
  readonly tenantId: string
  readonly links: LinkTokens
  /** Look before the transaction that decides. */
  readonly customers: { withId(id: string): Promise<Customer | undefined> }
  readonly emailChanges: EmailChangeLookUp
}

export interface AgreeDeps extends EmailChangeLinkDeps {
  readonly settings: Pick<TenantSettings, 'emailUnique' | 'externalIdUnique'>
  readonly unverified: Unverified
  /** How often one client may follow links to their end; absent: as often as it likes. */
  readonly limit: Limit | undefined
  readonly limitStore: LimitStore
  transaction<Result>(work: (stores: AgreeStores) => Promise<Result>): Promise<Result>
  toAscii(domain: string): string
  newId(): string
  now(): Date
}

/** A change as the page of a link shows it. */
export interface EmailChangeSeen {
  readonly from: string
  readonly to: string
  /** Whether the mailbox of the link has agreed already. */
  readonly hasAgreed: boolean
}

/**
 * What a link to agree to a change of address is about, without using it up: mail scanners follow links, too. A link works until
 * it runs out, a newer wish takes the place of its own, or the address is another one.
 *
 * @throws Trouble `link_refused`
 */
export async function peekEmailChange(side: MailboxSide, token: string, deps: EmailChangeLinkDeps): Promise<EmailChangeSeen> {
  const target = targetOf(side, token, deps)
  const [customer, change] = await Promise.all([
    deps.customers.withId(target.customerId),
    deps.emailChanges.find(target.customerId),
  ])
  if (!customer || !isAbout(change, target, customer)) return refuseLink()
  return { from: customer.email, to: change.email, hasAgreed: side === 'old' ? change.hasOldAgreed : change.hasNewAgreed }
}

export interface Agreement {
  readonly side: MailboxSide
  readonly token: string
  readonly clientNetwork: string
  readonly locale: Locale
}

/**
 * Notes that a mailbox agrees. When both have, the change takes effect: the new address is claimed and the old one freed, it
 * counts as proven, the newsletter follows, every other session ends than the one that asked, and both mailboxes are told, the
 * old one with a link back. Agreeing again changes nothing.
 *
 * @returns whether the change has taken effect
 * @throws Trouble `link_refused`, also when somebody else has the address by now; `too_many_requests`, `unavailable`
 */
export async function agreeToEmailChange(agreement: Agreement, deps: AgreeDeps): Promise<boolean> {
  const { side, token, clientNetwork, locale } = agreement
  await enforceLimits(deps.limit ? [{ limit: deps.limit, subject: clientNetwork }] : [], deps.limitStore)
  const target = targetOf(side, token, deps)
  return deps.transaction(async (stores) => {
    const before = await stores.customers.lock(target.customerId)
    const change = before && (await stores.emailChanges.find(before.id))
    if (!before || !isAbout(change, target, before)) return refuseLink()
    await stores.emailChanges.agree(before.id, side)
    if (!(side === 'old' ? change.hasNewAgreed : change.hasOldAgreed)) return false
    await move(before, change, locale, stores, deps)
    return true
  })
}

function targetOf(side: MailboxSide, token: string, { links, tenantId }: EmailChangeLinkDeps): LinkTarget {
  const link = links.read(`email_change_${side}`, token)
  return link?.tenantId === tenantId ? link : refuseLink()
}

const isAbout = (change: EmailChange | undefined, { id }: LinkTarget, customer: Customer): change is EmailChange =>
  change?.id === id && customer.state === 'active' && change.fromKey === customer.emailKey

async function move(
  before: Customer,
  { email, sessionId }: EmailChange,
  locale: Locale,
  stores: AgreeStores,
  deps: AgreeDeps,
): Promise<void> {
  const key = emailKey(email, deps.toAscii)
  if (key === null) return refuseLink()
  const { emailUnique } = deps.settings
  const after = movedTo(before, { email, emailKey: key }, { emailUnique, movedAt: deps.now() })
  const claimed = await claimNames(before, after, stores.claims, deps.settings)
  if ('lost' in claimed) return refuseLink()
  await moveNewsletter(before, after, stores)
  await stores.customers.updateProfile(before.id, { ...after, slug: claimed.slug }, deps.newId())
  await stores.emailChanges.remove(before.id)
  await announceProfile({ before, after, changesAttributes: false }, { sessionId, locale }, stores, deps)
}
