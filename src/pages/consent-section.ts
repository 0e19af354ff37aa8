import type { ConsentStanding } from '../core/consents/overview.ts'
import { textShown } from '../core/consents/version.ts'
import { type Html, html, type Piece } from '../markup/html.ts'
import type { Violation } from '../violations/violation.ts'
import { tickField, visitForm } from './fields.ts'
import type { SignedIn } from './hosted-page.ts'
import { shownInstant } from './instants.ts'
import { consentTexts } from './texts/account-consents.ts'
import { violationText } from './texts/violations.ts'

type Visitor = SignedIn<unknown>
type Say = ReturnType<typeof consentTexts>

/** What a box is called that lets the shop reach somebody: by the places of consent and way among the tenant's. */
export const methodField = (consent: number, method: number): string => `method-${consent}-${method}`

interface Around {
  readonly visitor: Visitor
  /** Where the form goes. */
  readonly action: string
}

/** What a consent is called: the tenant's own name for it, but for the newsletter, which has one in every language. */
export const consentName = (consentId: string, { settings, locale }: Visitor): string =>
  consentId === settings.newsletterConsent ? consentTexts(locale)('newsletter') : consentId

/** One consent: its text in force, what was said to it, and what can be said now. */
export function consentSection(standing: ConsentStanding, violations: readonly Violation[], { visitor, action }: Around): Html {
  const { consentId } = standing
  const say = consentTexts(visitor.locale)
  const wrong = violations.filter((violation) => 'consentId' in violation && violation.consentId === consentId)
  return html`<section>
<h2>${consentName(consentId, visitor)}</h2>
${textInForce(standing, visitor)}<p>${saidSoFar(standing, visitor)}</p>
${standing.isNeeded && html`<p class="hint">${say('neededByShop')}</p>\n`}${wrong.map((violation) => html`<p class="error" role="alert">${violationText(visitor.locale, violation)}</p>\n`)}${answerForm(standing, { visitor, action })}
</section>
`
}

function textInForce({ consentId, definition, versionInForce }: ConsentStanding, visitor: Visitor): Piece {
  const { settings, locale } = visitor
  const say = consentTexts(locale)
  const version = definition?.versions.find((one) => one.version === versionInForce)
  const shown = version && textShown(version, [locale, settings.locale])
  if (!shown) return consentId === settings.newsletterConsent && html`<p>${say('newsletterText')}</p>\n`
  const { text, url } = shown.text
  return html`<p lang="${shown.locale}">${text}</p>
${url !== null && html`<p><a href="${url}">${say('inFull')}</a></p>\n`}`
}

function saidSoFar({ said, versionInForce, consentId, definition }: ConsentStanding, visitor: Visitor): Piece {
  const { customer, settings, locale } = visitor
  const say = consentTexts(locale)
  if (!said) return say(customer.subscribedToNewsletter && consentId === settings.newsletterConsent ? 'granted' : 'unanswered')
  const when = shownInstant(said.recordedAt, locale, settings.timeZone)
  const isEarlier = versionInForce !== null && said.version !== versionInForce
  const earlier = isEarlier && say('earlierText', { version: said.version, current: versionInForce ?? '' })
  const isOver = definition === null && said.decision === 'granted' && consentId !== settings.newsletterConsent
  return html`${say(`${said.decision}At`)} ${when}. ${earlier}${isOver && say('noLongerAsked')}`
}

function answerForm(standing: ConsentStanding, { visitor, action }: Around): Piece {
  const { consentId, definition, versionInForce, said } = standing
  const { settings, customer, locale, visit } = visitor
  const isMark = definition === null && consentId === settings.newsletterConsent
  if (!isMark && (definition === null || versionInForce === null)) return null
  const say = consentTexts(locale)
  const isGranted = isMark ? customer.subscribedToNewsletter : said?.decision === 'granted'
  const asksForMethods = definition !== null && definition.contactMethods !== 'none'
  const isCurrent = isMark || said?.version === versionInForce
  const name = consentName(consentId, visitor)
  const button = (does: 'grant' | 'decline', label: string) =>
    html`<button type="submit"${does === 'decline' && html` class="quiet"`} name="do" value="${does}" aria-label="${say('which', { action: label, consent: name })}">${label}</button>\n`
  const grants = !isGranted || !isCurrent ? button('grant', say('grant')) : asksForMethods && button('grant', say('grantAgain'))
  const declines = isGranted ? button('decline', say('withdraw')) : !said && button('decline', say('decline'))
  return visitForm(
    visit,
    html`<input type="hidden" name="consent" value="${consentId}">
${versionInForce !== null && html`<input type="hidden" name="version" value="${versionInForce}">\n`}${asksForMethods && methods(standing, visitor, say)}<div class="actions">${grants}${declines}</div>`,
    action,
  )
}

function methods({ consentId, said }: ConsentStanding, { settings }: Visitor, say: Say): Html {
  const index = settings.consents.findIndex((one) => one.consentId === consentId)
  const boxes = settings.contactMethods.map((method, nth) =>
    tickField({ name: methodField(index, nth), label: methodName(method, say), isTicked: said?.contactMethods[method] === true }),
  )
  return html`<fieldset><legend>${say('contactMethods')}</legend>
${boxes}</fieldset>
`
}

const named = ['EMAIL', 'SMS', 'PHONE', 'POST'] as const

/** As the tenant calls it where it is none of the usual ones. */
function methodName(method: string, say: Say): string {
  const usual = named.find((one) => one === method)
  return usual ? say(usual) : method
}
