import type { AnswerOutcome, AnswerReport } from '../../../core/account/answer-consent.ts'
import type { ConsentRecord, DeclaredText, Evidence } from '../../../core/consents/consent.ts'
import type { ConsentStanding } from '../../../core/consents/overview.ts'
import type { Telling } from '../../../core/idempotency/create-once.ts'
import type { Answered } from '../../../core/idempotency/run-once.ts'
import type { Violation } from '../../../violations/violation.ts'
import { evidenceOf, type WireAnswer } from '../../dialect.ts'
import { encodeAnswered } from '../../repeating.ts'
import * as contract from '../contract/consents.ts'
import { jsonAnswer } from '../encode.ts'
import {
  type ConsentCatalog,
  encodeAnswer,
  encodeCatalog,
  encodeHistory,
  encodeReceipt,
  encodeStandings,
  encodeTexts,
} from '../encode-consents.ts'
import { encodeRefusal } from '../refusals.ts'
import type { Call, Caller, callsWith } from '../view.ts'
import { idIn } from './customers.ts'

/** What these calls ask of the core. */
export interface ConsentServices {
  declaredConsents(): ConsentCatalog
  consentTexts(consentId: string, version: string): Promise<readonly DeclaredText[]>
  consentsOf(customerId: string): Promise<readonly ConsentStanding[]>
  consentHistory(customerId: string): Promise<readonly ConsentRecord[]>
  consentReceipt(customerId: string, recordId: string): Promise<string>
  preferenceLinks(customerId: string): Promise<{ readonly preferencesUrl: string; readonly unsubscribeUrl: string }>
  answerConsent(report: AnswerReport, telling: Telling<AnswerOutcome, WireAnswer>): Promise<Answered<WireAnswer>>
}

/**
 * What customers consented to, and the proof of it.
 *
 * @source docs/service-api.md#consents
 */
export const consentCalls = (call: ReturnType<typeof callsWith<ConsentServices>>): readonly Call[] => [
  call(contract.listConsents, async (_sent, shop) => encodeCatalog(shop.declaredConsents())),
  call(contract.listConsentTexts, async ({ query }, shop) =>
    encodeTexts(await shop.consentTexts(query.consentId, query.version)),
  ),
  call(contract.readConsents, async ({ path }, shop) => encodeStandings(await shop.consentsOf(idIn(path)))),
  call(contract.answerConsent, async ({ path, body }, shop, caller) => {
    const { consentId, granted: isGranted, contactMethods = {}, version, locale, actingUser } = body
    const answer = { consentId, isGranted, contactMethods, version }
    const report = { customerId: idIn(path), answer, evidence: evidenceIn(caller, actingUser), locale }
    const answered = await shop.answerConsent(report, {
      keyed: caller.keyed,
      answer: (outcome) => (outcome.ok ? encodeAnswer(outcome) : encodeRefusal(outcome.violations, pointerTo)),
    })
    return encodeAnswered(answered)
  }),
  call(contract.listConsentHistory, async ({ path }, shop) => encodeHistory(await shop.consentHistory(idIn(path)))),
  call(contract.readPreferenceLinks, async ({ path }, shop) => jsonAnswer(200, await shop.preferenceLinks(idIn(path)))),
  call(contract.makeConsentReceipt, async ({ path }, shop) =>
    encodeReceipt(await shop.consentReceipt(idIn(path), idIn({ id: path.recordId }))),
  ),
]

/** The shop passes on what it was told, or names who of its staff was. */
const evidenceIn = ({ request, keyId }: Caller, actingUser: string | undefined): Evidence => ({
  ...evidenceOf('patron', request),
  ...(actingUser === undefined ? { actingAs: 'program', actingId: keyId } : { actingAs: 'staff', actingId: actingUser }),
})

/** One answer is sent here and no list of them. */
function pointerTo({ code, field }: Violation): string {
  if (code === 'consent_unknown') return '/consentId'
  return code === 'consent_outdated' ? '/version' : `/${field}`
}
