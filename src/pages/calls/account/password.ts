import type { PasswordDraft, PasswordWish, PreparedPassword } from '../../../core/account/prepare-password.ts'
import type { ProfileDraft } from '../../../core/account/profile-draft.ts'
import type { NewPasswordPolicy } from '../../../core/customers/new-password.ts'
import { evidenceOf, type Route, type WireAnswer } from '../../../dialects/dialect.ts'
import { html } from '../../../markup/html.ts'
import type { Violation } from '../../../violations/violation.ts'
import { accountPath } from '../../account-navigation.ts'
import { showAccount } from '../../account-page.ts'
import { accountProfile } from '../../account-policy.ts'
import { errorSummary, errorsOf, textField, visitForm } from '../../fields.ts'
import type { Form } from '../../form.ts'
import { accountPage, type Hosting, type SignedIn, seeOther } from '../../hosted-page.ts'
import { currentPasswordField } from '../../password-proof.ts'
import { minimumCharacters, pagesPolicy } from '../../policy.ts'
import { passwordTexts } from '../../texts/account-password.ts'
import type { ProfileServices } from './profile.ts'

/** What this page asks of the core. */
export interface PasswordServices extends ProfileServices {
  preparePassword(wish: PasswordWish): Promise<PreparedPassword>
}

type Visitor = SignedIn<PasswordServices>

/** Nothing of the profile but the password changes. */
const nothing: ProfileDraft = {
  email: undefined,
  firstName: undefined,
  lastName: undefined,
  dateOfBirth: undefined,
  address: undefined,
}

/** `/customer/account/password`. */
export function passwordRoute(hosting: Hosting<PasswordServices>, isCommonPassword: (password: string) => boolean): Route {
  const policy = pagesPolicy(isCommonPassword)
  return {
    path: '/customer/account/password',
    hashes: { method: 'POST', lane: 'sign_in' },
    ...accountPage(hosting, {
      GET: async (visitor) => formPage(visitor, []),
      POST: (visitor, form) => changePassword(visitor, form, policy),
    }),
  }
}

async function changePassword(visitor: Visitor, form: Form, policy: NewPasswordPolicy): Promise<WireAnswer> {
  const { customer, bearer, services, locale, request, site } = visitor
  const draft: PasswordDraft = {
    currentPassword: form.sent('currentPassword'),
    password: form.sent('password'),
    passwordAgain: form.sent('passwordAgain'),
  }
  const { clientNetwork } = request
  const prepared = await services.preparePassword({ customer, draft, policy, clientNetwork })
  if (!prepared.ok) return formPage(visitor, prepared.violations)
  const outcome = await services.updateProfile({
    customerId: customer.id,
    sessionId: bearer.session.id,
    draft: nothing,
    policy: accountProfile,
    passwordHash: prepared.hash,
    locale,
    evidence: evidenceOf('pages', request),
  })
  return outcome.ok ? seeOther(site, '/customer/account/password?changed') : formPage(visitor, outcome.violations)
}

function formPage(visitor: Visitor, violations: readonly Violation[]): WireAnswer {
  const { locale, visit, customer } = visitor
  const say = passwordTexts(locale)
  const [first] = violations
  const field = (name: 'password' | 'passwordAgain') => ({
    ...({ type: 'password', autocomplete: 'new-password', isRequired: true, minimumCharacters } as const),
    name,
    label: say(name),
    errors: errorsOf(name, violations, locale),
    isFirst: first?.field === name,
  })
  const form = html`${currentPasswordField({ customer, violations, isFirst: first?.field === 'currentPassword' }, locale)}
${textField({ ...field('password'), hint: say('hint', { n: minimumCharacters }) }, locale)}
${textField(field('passwordAgain'), locale)}
<button type="submit">${say('button')}</button>`
  const names = (['currentPassword', 'password', 'passwordAgain'] as const).map((name) => [name, [name, say(name)]])
  return showAccount(visitor, {
    section: 'password',
    title: say('title'),
    violations,
    said: { changed: say('changed') },
    content: html`<p>${say('text')}</p>
${errorSummary(violations, Object.fromEntries(names), locale)}
${visitForm(visit, form, accountPath(visitor, '/password'))}`,
  })
}
