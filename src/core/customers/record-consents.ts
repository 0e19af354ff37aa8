import type { ConsentAnswer, NewConsentRecord } from '../consents/consent.ts'
import {
  type ConsentRecordStores,
  type ConsentsSaid,
  type RecordConsentsDeps,
  recordAnswers,
} from '../consents/record-answers.ts'
import type { TenantSettings } from '../tenants/settings.ts'
import { type Mailbox, type OwnNewsletterStores, setNewsletter } from './own-newsletter.ts'

export interface ConsentStores extends ConsentRecordStores, OwnNewsletterStores {}

/**
 * Keeps what a customer said to consents, as `recordAnswers` does, in the transaction that has stored or locked them. The
 * newsletter's mark is one of these consents: an answer to it sets or clears mark and subscription of the own mailbox.
 *
 * @param said  answers that `reviewConsents` finds nothing wrong with
 * @returns what was kept; nothing of what stood already
 */
export async function recordConsents(
  customer: Mailbox,
  said: ConsentsSaid,
  stores: ConsentStores,
  deps: RecordConsentsDeps,
): Promise<readonly NewConsentRecord[]> {
  const wantsNewsletter = newsletterIn(said.answers, deps.settings)
  const kept = await recordAnswers(customer.id, said, stores, deps)
  if (wantsNewsletter !== undefined) await setNewsletter(customer, wantsNewsletter, stores)
  return kept
}

/** Whether the answers ask for the newsletter; `undefined` where they do not mention it. */
export const newsletterIn = (
  answers: readonly ConsentAnswer[],
  { newsletterConsent }: Pick<TenantSettings, 'newsletterConsent'>,
): boolean | undefined => answers.find(({ consentId }) => consentId === newsletterConsent)?.isGranted

/** The answer that a newsletter's mark is, set or cleared; also where the tenant has declared no such consent. */
export const newsletterAnswer = (
  isGranted: boolean,
  { newsletterConsent }: Pick<TenantSettings, 'newsletterConsent'>,
): ConsentAnswer => ({ consentId: newsletterConsent, isGranted, contactMethods: {} })
