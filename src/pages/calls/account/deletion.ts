import type { DeletionWish } from '../../../core/erasure/delete-own-account.ts'
import type { PlannedDeletion, PlannedWish } from '../../../core/erasure/planned-deletion.ts'
import type { Route, WireAnswer } from '../../../dialects/dialect.ts'
import { html } from '../../../markup/html.ts'
import type { Violation } from '../../../violations/violation.ts'
import { accountPath } from '../../account-navigation.ts'
import { showAccount } from '../../account-page.ts'
import { errorSummary, visitForm } from '../../fields.ts'
import type { Form } from '../../form.ts'
import {
  accountPage,
  type Hosting,
  openPage,
  type SessionServices,
  type SignedIn,
  seeOther,
  showPage,
} from '../../hosted-page.ts'
import { shownInstant } from '../../instants.ts'
import { currentPasswordField, readCurrentPassword } from '../../password-proof.ts'
import { dataTexts } from '../../texts/account-data.ts'
import { deletionTexts } from '../../texts/account-deletion.ts'
import { passwordTexts } from '../../texts/account-password.ts'
import { forgetSession } from '../../visit.ts'

/** What these pages ask of the core. */
export interface DeletionServices extends SessionServices {
  deleteOwnAccount(wish: DeletionWish): Promise<readonly Violation[]>
  plannedDeletion(customerId: string): Promise<PlannedDeletion | undefined>
  planDeletion(wish: PlannedWish): Promise<readonly Violation[]>
  cancelDeletion(customerId: string): Promise<void>
}

type Visitor = SignedIn<DeletionServices>

/** `/customer/account/delete`: at once, or once the tenant's days have passed, until when it can be taken back here. */
export const deletionRoute = (hosting: Hosting<DeletionServices>): Route => ({
  path: '/customer/account/delete',
  hashes: { method: 'POST', lane: 'sign_in' },
  ...accountPage(hosting, { GET: (visitor) => deletionPage(visitor, []), POST: takeWish }),
})

/** `/customer/account/goodbye`: for who has no account any more. */
export const goodbyeRoute = (hosting: Hosting<unknown>): Route => ({
  path: '/customer/account/goodbye',
  ...openPage(hosting, {
    async GET(visitor) {
      const say = deletionTexts(visitor.locale)
      return showPage(visitor, { status: 200, title: say('goodbyeTitle'), content: html`<p>${say('goodbye')}</p>` })
    },
  }),
})

async function takeWish(visitor: Visitor, form: Form): Promise<WireAnswer> {
  const { customer, services, settings, locale, request, site } = visitor
  if (form.text('do') === 'keep') {
    await services.cancelDeletion(customer.id)
    return seeOther(site, '/customer/account/delete?kept')
  }
  const typed = readCurrentPassword(form)
  if (!typed.ok) return deletionPage(visitor, typed.violations)
  const wish = { customer, password: typed.password, clientNetwork: request.clientNetwork, locale }
  const isLater = settings.deletionDelayDays > 0
  const violations = await (isLater ? services.planDeletion(wish) : services.deleteOwnAccount(wish))
  if (violations.length > 0) return deletionPage(visitor, violations)
  return isLater
    ? seeOther(site, '/customer/account/delete?wished')
    : seeOther(site, '/customer/account/goodbye', [forgetSession()])
}

async function deletionPage(visitor: Visitor, violations: readonly Violation[]): Promise<WireAnswer> {
  const planned = await visitor.services.plannedDeletion(visitor.customer.id)
  const say = deletionTexts(visitor.locale)
  return showAccount(visitor, {
    section: 'deletion',
    title: say('title'),
    violations,
    said: { wished: say('wished'), kept: say('keptNow') },
    content: planned ? plannedContent(planned, visitor) : wishForm(visitor, violations),
  })
}

function plannedContent({ dueAt }: PlannedDeletion, visitor: Visitor) {
  const { locale, settings, visit } = visitor
  const say = deletionTexts(locale)
  const keep = html`<button type="submit" name="do" value="keep">${say('keep')}</button>`
  return html`<p>${say('planned')} <strong>${shownInstant(dueAt, locale, settings.timeZone)}</strong>.</p>
<p>${say('plannedText')}</p>
${visitForm(visit, keep, accountPath(visitor, '/delete'))}`
}

function wishForm(visitor: Visitor, violations: readonly Violation[]) {
  const { locale, settings, visit, customer } = visitor
  const say = deletionTexts(locale)
  const days = settings.deletionDelayDays
  const form = html`${currentPasswordField({ customer, violations, isFirst: violations.length > 0 }, locale)}
<button type="submit" class="danger">${say('button')}</button>`
  const label = passwordTexts(locale)('currentPassword')
  return html`<p>${say('text')}</p>
<p>${say('kept')} <a href="${accountPath(visitor, '/data')}">${dataTexts(locale)('button')}</a></p>
<p><strong>${days === 0 ? say('atOnce') : say('later', { days })}</strong></p>
${errorSummary(violations, { currentPassword: ['currentPassword', label] }, locale)}
${visitForm(visit, form, accountPath(visitor, '/delete'))}`
}
