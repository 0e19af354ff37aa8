import type { EmailChangeWish } from '../../../core/account/ask-email-change.ts'
import type { EmailChange } from '../../../core/account/email-change.ts'
import { textOf } from '../../../core/customers/sent.ts'
import type { Route, WireAnswer } from '../../../dialects/dialect.ts'
import { type Html, html } from '../../../markup/html.ts'
import type { Violation } from '../../../violations/violation.ts'
import { accountPath } from '../../account-navigation.ts'
import { showAccount } from '../../account-page.ts'
import { accountProfile } from '../../account-policy.ts'
import { errorSummary, errorsOf, textField, visitForm } from '../../fields.ts'
import type { Form } from '../../form.ts'
import { accountPage, type Hosting, type SessionServices, type SignedIn, seeOther } from '../../hosted-page.ts'
import { shownInstant } from '../../instants.ts'
import { currentPasswordField } from '../../password-proof.ts'
import { emailTexts } from '../../texts/account-email.ts'
import { passwordTexts } from '../../texts/account-password.ts'

/** What this page asks of the core. */
export interface EmailServices extends SessionServices {
  emailChangeOf(customerId: string): Promise<EmailChange | undefined>
  askEmailChange(wish: EmailChangeWish): Promise<readonly Violation[]>
  cancelEmailChange(customerId: string): Promise<void>
}

type Visitor = SignedIn<EmailServices>

/** `/customer/account/email`: asks both mailboxes, and tells which one has yet to agree. */
export const emailRoute = (hosting: Hosting<EmailServices>): Route => ({
  path: '/customer/account/email',
  hashes: { method: 'POST', lane: 'sign_in' },
  ...accountPage(hosting, { GET: (visitor) => emailPage(visitor, '', []), POST: takeWish }),
})

async function takeWish(visitor: Visitor, form: Form): Promise<WireAnswer> {
  const { customer, bearer, services, locale, request, site } = visitor
  if (form.text('do') === 'cancel') {
    await services.cancelEmailChange(customer.id)
    return seeOther(site, '/customer/account/email?cancelled')
  }
  const email = form.text('email')
  const violations = await services.askEmailChange({
    customer,
    sessionId: bearer.session.id,
    email,
    password: textOf(form.sent('currentPassword')),
    policy: accountProfile,
    clientNetwork: request.clientNetwork,
    locale,
  })
  return violations.length > 0 ? emailPage(visitor, email, violations) : seeOther(site, '/customer/account/email?asked')
}

async function emailPage(visitor: Visitor, typed: string, violations: readonly Violation[]): Promise<WireAnswer> {
  const { customer, services, locale, visit } = visitor
  const say = emailTexts(locale)
  const change = await services.emailChangeOf(customer.id)
  const isWaiting = change?.fromKey === customer.emailKey
  const isPresent = violations.some(({ code }) => code === 'not_allowed')
  const [first] = violations
  const email = textField(
    {
      ...({ name: 'email', type: 'email', autocomplete: 'email', isRequired: true } as const),
      ...{ label: say('email'), value: typed, isFirst: first?.field === 'email' },
      errors: isPresent ? [say('samePresent')] : errorsOf('email', violations, locale),
    },
    locale,
  )
  const form = html`${email}
${currentPasswordField({ customer, violations, isFirst: first?.field === 'currentPassword' }, locale)}
<button type="submit">${say('button')}</button>`
  const names = {
    email: ['email', say('email')],
    currentPassword: ['currentPassword', passwordTexts(locale)('currentPassword')],
  } as const
  return showAccount(visitor, {
    section: 'email',
    title: say('title'),
    violations,
    said: { asked: say('asked'), cancelled: say('cancelled') },
    content: html`<p>${say('present')} <span class="address">${customer.email}</span></p>
${isWaiting && waiting(change, visitor)}<p>${say('text')}</p>
${!isPresent && errorSummary(violations, names, locale)}
${visitForm(visit, form, accountPath(visitor, '/email'))}`,
  })
}

function waiting({ email, hasOldAgreed, hasNewAgreed, expiresAt }: EmailChange, visitor: Visitor): Html {
  const { locale, settings, visit } = visitor
  const say = emailTexts(locale)
  const missing = hasNewAgreed ? 'missingOld' : hasOldAgreed ? 'missingNew' : 'missingBoth'
  const cancel = html`<button type="submit" class="quiet" name="do" value="cancel">${say('cancel')}</button>`
  return html`<section>
<p>${say('pending')} <span class="address">${email}</span></p>
<p>${say(missing)}</p>
<p class="hint">${say('until')} ${shownInstant(expiresAt, locale, settings.timeZone)}. ${say('replace')}</p>
${visitForm(visit, cancel, accountPath(visitor, '/email'))}
</section>
`
}
