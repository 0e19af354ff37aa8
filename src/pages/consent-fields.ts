import type { Locale } from '../core/tenants/locale.ts'
import { type Html, html, type Piece } from '../markup/html.ts'
import type { Violation } from '../violations/violation.ts'
import { type AskedConsent, consentNames } from './asked-consents.ts'
import type { NamedField } from './fields.ts'
import type { Form } from './form.ts'
import { consentTexts, methodText } from './texts/consents.ts'
import { violationText } from './texts/violations.ts'

/** What the fields of consents show. */
export interface ConsentFields {
  readonly asked: readonly AskedConsent[]
  /** The tenant's. */
  readonly contactMethods: readonly string[]
  /** What was sent before. */
  readonly form: Form | undefined
  readonly violations: readonly Violation[]
}

/** Everything that is asked, each with its text: two choices where either answer does, else a box to tick. */
export const consentFields = (fields: ConsentFields, locale: Locale): Html =>
  html`${fields.asked.map((consent) => oneConsent(consent, fields, locale))}`

function oneConsent(consent: AskedConsent, fields: ConsentFields, locale: Locale): Html {
  const names = consentNames(consent.consentId)
  const errors = errorsOfConsent(consent, 'consents', fields, locale)
  const ask = consent.mandatory === 'answer' ? choices : box
  const content = ask(consent, fields.form?.text(names.answer) ?? '', errors, locale)
  return html`<div class="consent">
<input type="hidden" name="${names.version}" value="${consent.version}">
${content}${consent.contactMethods !== 'none' && methodBoxes(consent, fields, locale)}</div>
`
}

/** The reason stands behind the field it is about, as with every other. */
const errorsOfConsent = (
  { consentId }: AskedConsent,
  field: 'consents' | 'contactMethods',
  { violations }: ConsentFields,
  locale: Locale,
): readonly string[] =>
  violations
    .filter((violation) => violation.field === field && 'consentId' in violation && violation.consentId === consentId)
    .map((violation) => violationText(locale, violation))

function choices(consent: AskedConsent, said: string, errors: readonly string[], locale: Locale): Html {
  const say = consentTexts(locale)
  const { answer } = consentNames(consent.consentId)
  const choice = (value: 'yes' | 'no', id: string) =>
    html`<div class="tick"><input id="${id}" name="${answer}" type="radio" value="${value}" required${value === said && html` checked`}${states(answer, errors)}>
<label for="${id}">${say(value)}</label></div>
`
  return html`<fieldset>
<legend>${wording(consent, locale)}</legend>
${choice('yes', answer)}${choice('no', `${answer}-no`)}</fieldset>
${errorOf(answer, errors)}${more(consent, locale)}`
}

function box(consent: AskedConsent, said: string, errors: readonly string[], locale: Locale): Html {
  const { answer } = consentNames(consent.consentId)
  const isRequired = consent.mandatory === 'accept'
  return html`<div class="tick"><input id="${answer}" name="${answer}" type="checkbox" value="yes"${said === 'yes' && html` checked`}${isRequired && html` required`}${states(answer, errors)}>
<label for="${answer}">${wording(consent, locale)}${!isRequired && html` <span class="optional">(${consentTexts(locale)('optional')})</span>`}</label></div>
${errorOf(answer, errors)}${more(consent, locale)}`
}

function methodBoxes(consent: AskedConsent, fields: ConsentFields, locale: Locale): Html {
  const { methods, method } = consentNames(consent.consentId)
  const errors = errorsOfConsent(consent, 'contactMethods', fields, locale)
  const ticked = fields.form?.all(methods) ?? []
  const boxes = fields.contactMethods.map(
    (code, index) =>
      html`<div class="tick"><input id="${method(index)}" name="${methods}" type="checkbox" value="${code}"${ticked.includes(code) && html` checked`}${states(methods, errors)}>
<label for="${method(index)}">${methodText(code, locale)}</label></div>
`,
  )
  return html`<fieldset class="methods">
<legend>${consentTexts(locale)('methods')}</legend>
${boxes}</fieldset>
${errorOf(methods, errors)}`
}

/** In the language it is kept in; where there is no text, what the tenant calls the consent. */
const wording = ({ consentId, shown }: AskedConsent, locale: Locale): Piece =>
  shown === undefined
    ? consentId
    : shown.locale === locale
      ? shown.text.text
      : html`<span lang="${shown.locale}">${shown.text.text}</span>`

const more = ({ shown }: AskedConsent, locale: Locale): Html | false =>
  typeof shown?.text.url === 'string' &&
  html`<p class="hint"><a href="${shown.text.url}" target="_blank" rel="noopener">${consentTexts(locale)('more')}</a></p>
`

const states = (name: string, errors: readonly string[]): Html | false =>
  errors.length > 0 && html` aria-describedby="${name}-error" aria-invalid="true"`

const errorOf = (name: string, errors: readonly string[]): Html | false =>
  errors.length > 0 && html`<p class="error" id="${name}-error">${errors.join(' ')}</p>\n`

/** Where the summary of errors leads for a violation about a consent. */
export function placeOfConsent(violation: Violation, locale: Locale): NamedField | undefined {
  if (!('consentId' in violation)) return undefined
  const { answer, method } = consentNames(violation.consentId)
  const say = consentTexts(locale)
  return violation.field === 'contactMethods' ? [method(0), say('methodsLabel')] : [answer, say('label')]
}
