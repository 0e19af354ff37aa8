import type { Locale } from '../core/tenants/locale.ts'
import { type Html, html } from '../markup/html.ts'
import type { Violation } from '../violations/violation.ts'
import { errorsOf, textField } from './fields.ts'
import { minimumCharacters } from './policy.ts'
import { frameTexts } from './texts/frame.ts'
import { resetTexts } from './texts/reset.ts'

export interface ResetForm {
  /** The mailbox the link went to, by which a password manager knows the account. */
  readonly email: string
  /** Of what was typed before, which is never shown again. */
  readonly violations: readonly Violation[]
}

/** The form for a new password. */
export function resetForm({ email, violations }: ResetForm, locale: Locale): Html {
  const say = resetTexts(locale)
  const ofFirst = errorsOf('password', violations, locale)
  const ofSecond = errorsOf('passwordAgain', violations, locale)
  const shared = { type: 'password', autocomplete: 'new-password', isRequired: true, minimumCharacters } as const
  const hint = say('hint', { n: minimumCharacters })
  const isSecondWrong = ofFirst.length === 0 && ofSecond.length > 0
  return html`${violations.length > 0 && html`<p class="refused" role="alert">${say('refused')}</p>`}
<form method="post" novalidate>
${textField({ name: 'account', label: frameTexts(locale)('account'), value: email, autocomplete: 'username', isRequired: true, isReadonly: true }, locale)}
${textField({ ...shared, name: 'password', label: say('password'), hint, errors: ofFirst, isFirst: !isSecondWrong }, locale)}
${textField({ ...shared, name: 'confirmPassword', label: say('passwordAgain'), errors: ofSecond, isFirst: isSecondWrong }, locale)}
<button type="submit">${say('button')}</button>
</form>`
}
