import { type Html, html } from '../markup/html.ts'
import type { Violation } from '../violations/violation.ts'
import { minimumCharacters } from './policy.ts'
import { type PageTexts, violationText } from './texts/texts.ts'

export interface ResetForm {
  /** The mailbox the link went to, by which a password manager knows the account. */
  readonly email: string
  /** Of what was typed before, which is never shown again. */
  readonly violations: readonly Violation[]
}

/** The form for a new password. Each field is labelled, and described by what is wrong with it. */
export function resetForm({ email, violations }: ResetForm, texts: PageTexts): Html {
  const { reset } = texts
  const errorsOf = (field: Violation['field']) =>
    violations.filter((violation) => violation.field === field).map((violation) => violationText(texts, violation))
  const ofFirst = errorsOf('password')
  const ofSecond = errorsOf('passwordAgain')
  return html`${violations.length > 0 && html`<p class="refused" role="alert">${reset.refused}</p>`}
<form method="post">
<label for="account">${texts.account}</label>
<input id="account" type="text" value="${email}" autocomplete="username" readonly>
${passwordField({ name: 'password', label: reset.password, hint: reset.hint(minimumCharacters), errors: ofFirst, isFirst: ofFirst.length > 0 || ofSecond.length === 0 })}
${passwordField({ name: 'confirmPassword', label: reset.passwordAgain, errors: ofSecond, isFirst: ofFirst.length === 0 && ofSecond.length > 0 })}
<button type="submit">${reset.button}</button>
</form>`
}

interface PasswordField {
  readonly name: 'password' | 'confirmPassword'
  readonly label: string
  readonly hint?: string
  readonly errors: readonly string[]
  /** Whether typing begins here. */
  readonly isFirst: boolean
}

function passwordField({ name, label, hint, errors, isFirst }: PasswordField): Html {
  const isWrong = errors.length > 0
  const describedBy = [...(hint === undefined ? [] : [`${name}-hint`]), ...(isWrong ? [`${name}-error`] : [])]
  const attributes = html`${describedBy.length > 0 && html` aria-describedby="${describedBy.join(' ')}"`}${isWrong && html` aria-invalid="true"`}${isFirst && html` autofocus`}`
  return html`<label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="password" autocomplete="new-password" minlength="${minimumCharacters}" required${attributes}>
${isWrong && html`<p class="error" id="${name}-error">${errors.join(' ')}</p>`}
${hint !== undefined && html`<p class="hint" id="${name}-hint">${hint}</p>`}`
}
