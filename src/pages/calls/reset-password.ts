import type { NewPasswordPolicy } from '../../core/customers/new-password.ts'
import { textOf } from '../../core/customers/sent.ts'
import type { WorkingLink } from '../../core/recovery/follow-link.ts'
import type { PasswordReset, ResetOutcome } from '../../core/recovery/reset-password.ts'
import type { Locale } from '../../core/tenants/locale.ts'
import type { Route, WireAnswer } from '../../dialects/dialect.ts'
import { html } from '../../markup/html.ts'
import { Trouble } from '../../violations/trouble.ts'
import { decodePasswords, requireOwnOrigin, speaksJson } from '../decode.ts'
import { encodeJson, encodePage } from '../encode.ts'
import { errorsOf } from '../fields.ts'
import { type Followed, linkPage, type TenantOfLink } from '../link-page.ts'
import { resetOperation } from '../operations.ts'
import { pagesPolicy } from '../policy.ts'
import { type ResetForm, resetForm } from '../reset-form.ts'
import type { Site } from '../site.ts'
import { resetTexts } from '../texts/reset.ts'
import { keepSession } from '../visit.ts'
import { wayIn } from '../way-in.ts'
import type { SignInServices } from './sign-in.ts'

/** What this page asks of the core. */
export interface ResetServices extends Pick<SignInServices, 'signIn' | 'sessionSeconds'> {
  /** @throws Trouble `link_refused` */
  peekLink(kind: 'password_reset', token: string): Promise<Pick<WorkingLink, 'email'>>
  resetPassword(reset: PasswordReset, policy: NewPasswordPolicy): Promise<ResetOutcome>
}

/**
 * `/customer/reset-password/:token`: a form for people, and the same by JSON for a shop that has a form of its own. People are
 * signed in with the password they have just set, also those who came from another system without any.
 *
 * @source docs/contracts/bagisto.md, section 0 and 8.5
 */
export function resetRoute(tenantOf: TenantOfLink<ResetServices>, isCommonPassword: (password: string) => boolean): Route {
  const policy = pagesPolicy(isCommonPassword)
  const show = async ({ request, token, services, site, locale }: Followed<ResetServices>): Promise<WireAnswer> => {
    const { email } = await services.peekLink('password_reset', token)
    return formPage({ email, violations: [], followsUndoing: request.query.has('undone') }, locale, site)
  }
  const take = async (followed: Followed<ResetServices>): Promise<WireAnswer> => {
    const { request, token, services, site, locale } = followed
    requireOwnOrigin(request, site.origin)
    const { clientNetwork } = request
    const reset = { ...decodePasswords(request), token, locale, clientNetwork }
    const outcome = await services.resetPassword(reset, policy)
    if (speaksJson(request.headers)) return jsonAnswer(outcome, locale)
    if (!outcome.ok) return formPage({ ...outcome, followsUndoing: false }, locale, site)
    return site.emailUnique ? signIn(followed, outcome.email) : donePage(locale, site)
  }
  return {
    path: '/customer/reset-password/:token',
    operations: [resetOperation],
    ...linkPage('password_reset', tenantOf, { GET: show, POST: take }),
  }
}

function formPage(form: ResetForm & { readonly followsUndoing: boolean }, locale: Locale, site: Site): WireAnswer {
  const say = resetTexts(locale)
  const isRefusal = form.violations.length > 0
  const content = html`${form.followsUndoing && html`<p>${say('afterUndoing')}</p>`}${resetForm(form, locale)}`
  return encodePage({ status: isRefusal ? 422 : 200, title: say('title'), content, isRefusal }, locale, site)
}

/** What keeps somebody out keeps them out here, too: then the page leads to the sign-in, which says what it is. */
async function signIn({ request, services, site, locale }: Followed<ResetServices>, login: string): Promise<WireAnswer> {
  const password = textOf(decodePasswords(request).password)
  const { clientNetwork, headers } = request
  const attempt = { draft: { login, password, passwordAsSent: password }, clientNetwork }
  try {
    const { token } = await services.signIn({ ...attempt, deviceToken: null, userAgent: headers['user-agent'] ?? null })
    return { ...insidePage(locale, site), cookies: [keepSession(token, services.sessionSeconds)] }
  } catch (error) {
    if (!(error instanceof Trouble)) throw error
    return { ...donePage(locale, site), causes: [error] }
  }
}

function insidePage(locale: Locale, site: Site): WireAnswer {
  const say = resetTexts(locale)
  const content = html`<p>${say('doneInside')}</p>
<p class="onward"><a href="${site.basePath}/customer/account">${say('toAccount')}</a></p>`
  return encodePage({ status: 200, title: say('doneTitle'), content }, locale, site)
}

function donePage(locale: Locale, site: Site): WireAnswer {
  const say = resetTexts(locale)
  const content = html`<p>${say('done')}</p>
${wayIn(site, locale)}`
  return encodePage({ status: 200, title: say('doneTitle'), content }, locale, site)
}

const wireNames = { password: 'password', passwordAgain: 'confirmPassword' } as const

/** 200 with a message; 422 with the first text and the texts of each field, by its wire name. */
function jsonAnswer(outcome: ResetOutcome, locale: Locale): WireAnswer {
  const say = resetTexts(locale)
  if (outcome.ok) return encodeJson(200, { message: `${say('doneTitle')}. ${say('done')}` })
  const fields = Object.entries(wireNames) as [keyof typeof wireNames, string][]
  const errors = fields.map(([field, name]) => [name, errorsOf(field, outcome.violations, locale)] as const)
  const [first] = errors.flatMap(([, ofField]) => ofField)
  return encodeJson(422, { message: first, errors: Object.fromEntries(errors.filter(([, ofField]) => ofField.length > 0)) })
}
