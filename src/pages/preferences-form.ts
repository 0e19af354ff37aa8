import type { Preference } from '../core/account/preferences.ts'
import type { ConsentAnswer } from '../core/consents/consent.ts'
import { textShown } from '../core/consents/version.ts'
import type { Locale } from '../core/tenants/locale.ts'
import { type Html, html } from '../markup/html.ts'
import type { Violation } from '../violations/violation.ts'
import { tickField } from './fields.ts'
import type { Form } from './form.ts'
import { preferencesTexts } from './texts/preferences.ts'
import { violationText } from './texts/violations.ts'

export interface PreferencesForm {
  readonly choices: readonly Preference[]
  readonly shopName: string
  /** Of the tenant. */
  readonly contactMethods: readonly string[]
  readonly violations: readonly Violation[]
}

/** Everything that may be given or withdrawn, each a box to tick. */
export function preferencesForm(form: PreferencesForm, locale: Locale): Html {
  const say = preferencesTexts(locale)
  return html`<form method="post" novalidate>
${form.choices.map((choice, index) => choiceOf(choice, `choice-${index}`, form, locale))}
<button type="submit">${say('button')}</button>
</form>`
}

function choiceOf(choice: Preference, name: string, form: PreferencesForm, locale: Locale): Html {
  const { consentId, isGranted, version } = choice
  const errors = form.violations
    .filter((violation) => 'consentId' in violation && violation.consentId === consentId)
    .map((violation) => violationText(locale, violation))
  return html`${version && html`<input type="hidden" name="${name}-version" value="${version.version}">\n`}${tickField({ name, label: labelOf(choice, form, locale), isTicked: isGranted, errors })}${methodsOf(choice, name, form, locale)}`
}

/** The text in the reader's language, or what is shown in its place; of a newsletter without one our own words. */
function labelOf({ consentId, isNewsletter, version }: Preference, { shopName }: PreferencesForm, locale: Locale): Html {
  const say = preferencesTexts(locale)
  const shown = version ? textShown(version, [locale]) : undefined
  if (!shown) return html`${isNewsletter ? say('newsletter', { shop: shopName }) : consentId}`
  const { text, url } = shown.text
  const label = html`<span lang="${shown.locale}">${text}</span>`
  return url === null ? label : html`${label} (<a href="${url}">${say('inFull')}</a>)`
}

const knownMethods: Readonly<Record<string, 'email' | 'sms' | 'phone' | 'post'>> = {
  EMAIL: 'email',
  SMS: 'sms',
  PHONE: 'phone',
  POST: 'post',
}

function methodsOf(choice: Preference, name: string, { contactMethods }: PreferencesForm, locale: Locale): Html | false {
  if ((choice.definition?.contactMethods ?? 'none') === 'none') return false
  const say = preferencesTexts(locale)
  const methods = contactMethods.map((method, index) => {
    const known = knownMethods[method]
    return tickField({
      name: `${name}-by-${index}`,
      label: known ? say(known) : method,
      isTicked: choice.contactMethods[method] === true,
    })
  })
  return html`<fieldset class="within"><legend>${say('methods')}</legend>
${methods}</fieldset>`
}

/** What a form that was sent wishes for each of the choices. */
export const wishesIn = (
  form: Form,
  choices: readonly Preference[],
  contactMethods: readonly string[],
): readonly ConsentAnswer[] =>
  choices.map(({ consentId, definition }, index) => {
    const name = `choice-${index}`
    const asksForMethods = (definition?.contactMethods ?? 'none') !== 'none'
    const methods = asksForMethods ? contactMethods.map((method, at) => [method, form.isTicked(`${name}-by-${at}`)] as const) : []
    return {
      consentId,
      isGranted: form.isTicked(name),
      contactMethods: Object.fromEntries(methods),
      version: form.text(`${name}-version`) || undefined,
    }
  })
