import { Trouble } from '../../violations/trouble.ts'
import type { Violation } from '../../violations/violation.ts'
import type { ConsentAnswer, ConsentRecord } from '../consents/consent.ts'
import type { ConsentsSaid, RecordConsentsDeps } from '../consents/record-answers.ts'
import { reviewAnswers } from '../consents/review-consents.ts'
import type { CustomerStore } from '../customers/customer.ts'
import { type ConsentStores, recordConsents } from '../customers/record-consents.ts'
import type { TenantSettings } from '../tenants/settings.ts'

export interface AnswerConsentStores extends ConsentStores {
  readonly customers: Pick<CustomerStore, 'lock'>
}

export interface AnswerConsentDeps extends RecordConsentsDeps {
  readonly settings: TenantSettings
  transaction(work: (stores: AnswerConsentStores) => Promise<AnswerOutcome>): Promise<AnswerOutcome>
}

export interface AnswerReport extends Omit<ConsentsSaid, 'answers'> {
  readonly customerId: string
  readonly answer: ConsentAnswer
}

/** How it went: `isNew` is false for what stood already, whose record is told then. */
export type AnswerOutcome =
  | { readonly ok: true; readonly isNew: boolean; readonly record: ConsentRecord }
  | { readonly ok: false; readonly violations: readonly Violation[] }

/**
 * Takes in what a program of the shop was told by a customer, suspended and deactivated ones included. Also what is mandatory
 * may be taken back: whoever does is asked for it at their next sign-in.
 *
 * @throws Trouble `no_such_customer`, also for a deleted one; `unavailable`
 * @source docs/service-api.md#consents
 */
export async function answerConsent(report: AnswerReport, deps: AnswerConsentDeps): Promise<AnswerOutcome> {
  const { customerId, answer, evidence, locale } = report
  return deps.transaction(async (stores): Promise<AnswerOutcome> => {
    const customer = await stores.customers.lock(customerId)
    if (!customer || customer.state === 'deleted') throw new Trouble({ code: 'no_such_customer' })
    const before = await stores.consents.states(customerId)
    const violations = reviewAnswers([answer], before, deps.settings, deps.now())
    if (violations.length > 0) return { ok: false, violations }
    const [kept] = await recordConsents(customer, { answers: [answer], evidence, locale }, stores, deps)
    const states = kept ? await stores.consents.states(customerId) : before
    const record = states.find(({ consentId }) => consentId === answer.consentId)
    if (!record) throw new Error('an answer was neither kept nor there before')
    return { ok: true, isNew: kept !== undefined, record }
  })
}
