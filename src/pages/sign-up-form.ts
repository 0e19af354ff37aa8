import { type Html, html } from '../markup/html.ts'
import type { Violation } from '../violations/violation.ts'
import type { AskedConsent } from './asked-consents.ts'
import { consentFields, placeOfConsent } from './consent-fields.ts'
import { errorSummary, errorsOf, type NamedField, textField, visitForm } from './fields.ts'
import type { Form } from './form.ts'
import type { Visited } from './hosted-page.ts'
import { maximumNameCharacters, minimumCharacters } from './policy.ts'
import { strengthMeter } from './strength-meter.ts'
import { signUpTexts } from './texts/sign-up.ts'

export interface SignUpForm {
  readonly asked: readonly AskedConsent[]
  /** What was sent before, and what is wrong with it. The password is not shown again. */
  readonly form: Form | undefined
  readonly violations: readonly Violation[]
}

/** The form by which somebody registers. */
export function signUpForm({ asked, form, violations }: SignUpForm, { locale, settings, site, visit }: Visited<unknown>): Html {
  const say = signUpTexts(locale)
  const typed = (name: SignUpName) => ({
    ...{ name, label: say(name), isRequired: true, value: form?.text(name) ?? '' },
    errors: errorsOf(name, violations, locale),
  })
  const { minimumAgeYears: years, contactMethods } = settings
  const isNew = form === undefined
  const isGone = !isNew && errorsOf('password', violations, locale).length === 0
  const hint = isGone ? say('once') : say('hint', { n: minimumCharacters })
  const name = { maximumCharacters: maximumNameCharacters }
  const fields = html`${textField({ ...typed('email'), type: 'email', autocomplete: 'email', isFirst: isNew }, locale)}
${textField({ ...typed('firstName'), ...name, autocomplete: 'given-name' }, locale)}
${textField({ ...typed('lastName'), ...name, autocomplete: 'family-name' }, locale)}
${years !== null && textField({ ...typed('dateOfBirth'), type: 'date', autocomplete: 'bday', hint: say('dateHint', { years }) }, locale)}
${textField(
  {
    ...typed('password'),
    ...{ type: 'password', value: '', autocomplete: 'new-password', minimumCharacters, hint },
    after: strengthMeter('password', site),
  },
  locale,
)}
${consentFields({ asked, contactMethods, form, violations }, locale)}<button type="submit">${say('button')}</button>`
  const placeOf = (violation: Violation): NamedField | undefined =>
    isSignUpName(violation.field) ? [violation.field, say(violation.field)] : placeOfConsent(violation, locale)
  return html`${errorSummary(violations, placeOf, locale)}
${visitForm(visit, fields)}`
}

const signUpNames = ['email', 'firstName', 'lastName', 'dateOfBirth', 'password'] as const
type SignUpName = (typeof signUpNames)[number]
const isSignUpName = (name: string): name is SignUpName => signUpNames.some((one) => one === name)
