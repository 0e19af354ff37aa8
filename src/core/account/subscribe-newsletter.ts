import { Trouble } from '../../violations/trouble.ts'
import type { Violation } from '../../violations/violation.ts'
import type { ConsentStore, Evidence } from '../consents/consent.ts'
import type { NewsletterStore } from '../consents/newsletter.ts'
import { type RecordConsentsDeps, recordAnswers } from '../consents/record-answers.ts'
import { type ClaimStore, newsletterClaim } from '../customers/claim.ts'
import type { CustomerStore } from '../customers/customer.ts'
import { emailKey } from '../customers/email-key.ts'
import { newsletterAnswer } from '../customers/record-consents.ts'
import { absence, type Sent, textOf } from '../customers/sent.ts'
import { storedEmail } from '../customers/stored-email.ts'
import { askAll, notLonger, storable } from '../customers/text-rules.ts'
import type { EventStore } from '../outbox/event.ts'
import type { Locale } from '../tenants/locale.ts'
import { lockActive } from './lock-active.ts'

/** What a contract promises about the address that is subscribed. */
export interface SubscriptionPolicy {
  readonly maximumCharacters: { readonly email: number }
  isEmail(text: string): boolean
}

export interface SubscriptionStores {
  readonly customers: Pick<CustomerStore, 'lock'>
  readonly claims: Pick<ClaimStore, 'take'>
  readonly newsletter: NewsletterStore
  readonly consents: ConsentStore
  readonly events: EventStore
}

export interface SubscribeDeps extends RecordConsentsDeps {
  transaction(work: (stores: SubscriptionStores) => Promise<SubscriptionOutcome>): Promise<SubscriptionOutcome>
  toAscii(domain: string): string
}

export interface SubscriptionRequest {
  readonly customerId: string
  readonly email: Sent
  readonly policy: SubscriptionPolicy
  readonly evidence: Evidence
  readonly locale: Locale | undefined
}

export type SubscriptionOutcome = { readonly ok: true } | { readonly ok: false; readonly violations: readonly Violation[] }

// Enough for every mailbox of a person's own, and few for whoever would take other people's.
const mostSubscriptions = 10

/**
 * Subscribes a mailbox to the newsletter for the customer who asks. One mailbox is subscribed once, whoever asks and in
 * whatever spelling: the claim decides. When it is the customer's own, they get the mark that says so, and with it the consent
 * that the mark is.
 *
 * @returns ok, or at least one violation: `already_taken` also for what the customer has subscribed before
 * @throws Trouble `quota_reached`, `account_inactive`, `no_such_customer`, `unavailable`
 * @source docs/contracts/bagisto.md, section 8.10
 */
export async function subscribeNewsletter(request: SubscriptionRequest, deps: SubscribeDeps): Promise<SubscriptionOutcome> {
  const { customerId, policy, evidence, locale } = request
  const { mailbox, violations } = reviewSubscription(request.email, policy, deps.toAscii)
  if (violations.length > 0) return { ok: false, violations }
  return deps.transaction(async (stores): Promise<SubscriptionOutcome> => {
    const { customers, claims, newsletter, events } = stores
    const customer = await lockActive(customerId, customers)
    if (await claims.take(customerId, [newsletterClaim(mailbox.emailKey)])) return { ok: false, violations: [alreadyTaken] }
    if ((await newsletter.of(customerId)).length >= mostSubscriptions)
      throw new Trouble({ code: 'quota_reached', of: 'newsletter_subscriptions', maximum: mostSubscriptions })
    await newsletter.add({ customerId, ...mailbox })
    if (mailbox.emailKey === customer.emailKey) {
      await newsletter.setMark(customerId, true)
      await recordAnswers(customerId, { answers: [newsletterAnswer(true, deps.settings)], evidence, locale }, stores, deps)
    }
    const event = { id: deps.newId(), customerId, occurredAt: deps.now(), personal: null }
    await events.append({ ...event, type: 'customer.updated', facts: { changed: 'newsletter' } })
    return { ok: true }
  })
}

/**
 * Reads an address that is to be subscribed; for contracts that find fault with it before they ask who wants it.
 *
 * @returns the mailbox, which means something where nothing was wrong; and every violation
 */
export function reviewSubscription(
  sent: Sent,
  policy: SubscriptionPolicy,
  toAscii: (domain: string) => string,
): { mailbox: { readonly email: string; readonly emailKey: string }; violations: readonly Violation[] } {
  const email = textOf(sent)
  const key = policy.isEmail(email) ? emailKey(email, toAscii) : null
  const malformed: readonly Violation[] = key === null ? [{ code: 'email_malformed', field: 'email' }] : []
  const ofText = () => askAll([notLonger('email', policy.maximumCharacters.email), ...storable('email')], email)
  const violations = absence('email', sent, { required: true, blank: 'refused' }) ?? [...ofText(), ...malformed]
  return { mailbox: { email: storedEmail(email), emailKey: key ?? '' }, violations }
}

const alreadyTaken: Violation = { code: 'already_taken', field: 'email' }
