import type { AnswerOutcome, AnswerReport } from '../../../core/account/answer-consent.ts'
import type { ConsentAnswer, ConsentRecord } from '../../../core/consents/consent.ts'
import type { ConsentStanding } from '../../../core/consents/overview.ts'
import type { Telling } from '../../../core/idempotency/create-once.ts'
import { evidenceOf, type Route, type WireAnswer } from '../../../dialects/dialect.ts'
import { html } from '../../../markup/html.ts'
import { Trouble } from '../../../violations/trouble.ts'
import type { Violation } from '../../../violations/violation.ts'
import { showAccount } from '../../account-page.ts'
import { accountProfile } from '../../account-policy.ts'
import { consentHistory } from '../../consent-history.ts'
import { consentSection, methodField } from '../../consent-section.ts'
import type { Form } from '../../form.ts'
import { accountPage, type Hosting, type SignedIn, seeOther } from '../../hosted-page.ts'
import { askedQuery, goOn, pathTo, wasAsked } from '../../onward.ts'
import { consentTexts } from '../../texts/account-consents.ts'
import type { ProfileServices } from './profile.ts'

/** What this page asks of the core. */
export interface ConsentServices extends ProfileServices {
  consentsOf(customerId: string): Promise<readonly ConsentStanding[]>
  consentHistory(customerId: string): Promise<readonly ConsentRecord[]>
  answerConsent<Answer>(
    report: AnswerReport,
    telling: Telling<AnswerOutcome, Answer>,
  ): Promise<{ readonly answer: Answer; readonly replayed: boolean }>
}

type Visitor = SignedIn<ConsentServices>

/** `/customer/account/consents`: what the shop asks, what the customer says to it, and ever said. */
export const consentsRoute = (hosting: Hosting<ConsentServices>): Route => ({
  path: '/customer/account/consents',
  ...accountPage(hosting, { GET: (visitor) => consentsPage(visitor, []), POST: takeAnswer }),
})

async function takeAnswer(visitor: Visitor, form: Form): Promise<WireAnswer> {
  const { settings, site } = visitor
  const consentId = form.text('consent')
  const isGranted = form.text('do') === 'grant'
  if (!isGranted && form.text('do') !== 'decline')
    throw new Trouble({ code: 'unreadable_body', detail: 'The form says no answer.' })
  const index = settings.consents.findIndex((one) => one.consentId === consentId)
  const violations =
    index === -1 && consentId === settings.newsletterConsent
      ? await answerMark(visitor, isGranted)
      : await answerDeclared(visitor, { consentId, isGranted, ...shownIn(form, index, isGranted, visitor) })
  if (violations.length > 0) return consentsPage(visitor, violations)
  if (wasAsked(visitor) && !(await asksMore(visitor))) return goOn(visitor)
  const kept = wasAsked(visitor) ? askedQuery(visitor) : {}
  return seeOther(site, pathTo('/customer/account/consents', { ...kept, [isGranted ? 'given' : 'taken']: '' }))
}

const asksMore = async ({ services, customer }: Visitor): Promise<boolean> =>
  (await services.consentsOf(customer.id)).some(({ isNeeded }) => isNeeded)

/** What else the form says: which text it stood under, and of a consent that is given the ways to be reached. */
function shownIn(
  form: Form,
  index: number,
  isGranted: boolean,
  { settings }: Visitor,
): Pick<ConsentAnswer, 'version' | 'contactMethods'> {
  const asksForMethods = isGranted && settings.consents[index]?.contactMethods !== 'none'
  const methods = settings.contactMethods.map((method, nth) => [method, form.isTicked(methodField(index, nth))])
  return { version: form.text('version'), contactMethods: asksForMethods ? Object.fromEntries(methods) : {} }
}

async function answerDeclared(visitor: Visitor, answer: ConsentAnswer): Promise<readonly Violation[]> {
  const { customer, services, locale, request } = visitor
  const report = { customerId: customer.id, answer, evidence: evidenceOf('pages', request), locale }
  const { answer: outcome } = await services.answerConsent(report, { keyed: undefined, answer: (made) => made })
  if (outcome.ok) return []
  if (outcome.violations.some(({ code }) => code === 'consent_unknown')) throw new Trouble({ code: 'not_found' })
  return outcome.violations
}

/** The newsletter where the tenant has declared no consent for it: the mark of the customer is one all the same. */
async function answerMark({ customer, bearer, services, locale, request }: Visitor, isGranted: boolean) {
  const nothing = { email: undefined, firstName: undefined, lastName: undefined, dateOfBirth: undefined, address: undefined }
  const outcome = await services.updateProfile({
    customerId: customer.id,
    sessionId: bearer.session.id,
    draft: nothing,
    policy: accountProfile,
    subscribesToNewsletter: isGranted,
    locale,
    evidence: evidenceOf('pages', request),
  })
  return outcome.ok ? [] : outcome.violations
}

async function consentsPage(visitor: Visitor, violations: readonly Violation[]): Promise<WireAnswer> {
  const { customer, services, settings, locale } = visitor
  const say = consentTexts(locale)
  const [standings, history] = await Promise.all([services.consentsOf(customer.id), services.consentHistory(customer.id)])
  const shown = standings.some(({ consentId }) => consentId === settings.newsletterConsent)
    ? standings
    : [...standings, ...(customer.subscribedToNewsletter ? [newsletterBefore(settings.newsletterConsent)] : [])]
  const asked = wasAsked(visitor)
  const action = visitor.site.basePath + pathTo('/customer/account/consents', asked ? askedQuery(visitor) : {})
  return showAccount(visitor, {
    section: 'consents',
    title: say('title'),
    violations,
    said: { given: say('given'), taken: say('taken') },
    content: html`${asked && html`<p class="notice">${say('asked')}</p>\n`}<p>${say(shown.length === 0 ? 'none' : 'text')}</p>
${shown.map((standing) => consentSection(standing, violations, { visitor, action }))}${history.length > 0 && consentHistory(history, visitor)}`,
  })
}

/** Of who got the newsletter before what they said to it was kept. */
const newsletterBefore = (consentId: string): ConsentStanding => ({
  consentId,
  definition: null,
  versionInForce: null,
  said: null,
  isNeeded: false,
})
