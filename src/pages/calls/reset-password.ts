import type { NewPasswordPolicy } from '../../core/customers/new-password.ts'
import type { WorkingLink } from '../../core/recovery/follow-link.ts'
import type { PasswordReset, ResetOutcome } from '../../core/recovery/reset-password.ts'
import type { Locale } from '../../core/tenants/locale.ts'
import type { Route, WireAnswer } from '../../dialects/dialect.ts'
import { html } from '../../markup/html.ts'
import { decodePasswords, requireOwnOrigin, speaksJson } from '../decode.ts'
import { encodeJson, encodePage } from '../encode.ts'
import { errorsOf } from '../fields.ts'
import { type Followed, linkPage, type TenantOfLink } from '../link-page.ts'
import { resetOperation } from '../operations.ts'
import { pagesPolicy } from '../policy.ts'
import { type ResetForm, resetForm } from '../reset-form.ts'
import type { Site } from '../site.ts'
import { resetTexts } from '../texts/reset.ts'
import { wayIn } from '../way-in.ts'

/** What this page asks of the core. */
export interface ResetServices {
  /** @throws Trouble `link_refused` */
  peekLink(kind: 'password_reset', token: string): Promise<Pick<WorkingLink, 'email'>>
  resetPassword(reset: PasswordReset, policy: NewPasswordPolicy): Promise<ResetOutcome>
}

/**
 * `/customer/reset-password/:token`: a form for people, and the same by JSON for a shop that has a form of its own.
 *
 * @source docs/contracts/bagisto.md, section 0 and 8.5
 */
export function resetRoute(tenantOf: TenantOfLink<ResetServices>, isCommonPassword: (password: string) => boolean): Route {
  const policy = pagesPolicy(isCommonPassword)
  const show = async ({ request, token, services, site, locale }: Followed<ResetServices>): Promise<WireAnswer> => {
    const { email } = await services.peekLink('password_reset', token)
    return formPage({ email, violations: [], followsUndoing: request.query.has('undone') }, locale, site)
  }
  const take = async ({ request, token, services, site, locale }: Followed<ResetServices>): Promise<WireAnswer> => {
    requireOwnOrigin(request, site.origin)
    const { clientNetwork } = request
    const reset = { ...decodePasswords(request), token, locale, clientNetwork }
    const outcome = await services.resetPassword(reset, policy)
    if (speaksJson(request.headers)) return jsonAnswer(outcome, locale)
    return outcome.ok ? donePage(locale, site) : formPage({ ...outcome, followsUndoing: false }, locale, site)
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
