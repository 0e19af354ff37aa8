import type { Customer } from '../core/customers/customer.ts'
import { textOf } from '../core/customers/sent.ts'
import type { Locale } from '../core/tenants/locale.ts'
import { type Html, html } from '../markup/html.ts'
import type { Violation } from '../violations/violation.ts'
import { errorsOf, textField } from './fields.ts'
import type { Form } from './form.ts'
import { passwordTexts } from './texts/account-password.ts'

export interface PasswordProofField {
  readonly customer: Pick<Customer, 'email'>
  readonly violations: readonly Violation[]
  readonly isFirst?: boolean
}

/** Asks for the present password. Password managers find by the address, which nobody sees, whose it is. */
export function currentPasswordField({ customer, violations, isFirst = false }: PasswordProofField, locale: Locale): Html {
  const label = passwordTexts(locale)('currentPassword')
  const errors = errorsOf('currentPassword', violations, locale)
  const field = { name: 'currentPassword', label, type: 'password', autocomplete: 'current-password' } as const
  return html`<input type="email" name="account" value="${customer.email}" autocomplete="username" hidden>
${textField({ ...field, errors, isRequired: true, isFirst }, locale)}`
}

/** The present password as it was typed, blanks included. */
export function readCurrentPassword(
  form: Form,
): { readonly ok: true; readonly password: string } | { readonly ok: false; readonly violations: readonly Violation[] } {
  const password = textOf(form.sent('currentPassword'))
  if (password !== '') return { ok: true, password }
  return { ok: false, violations: [{ code: 'missing', field: 'currentPassword' }] }
}
