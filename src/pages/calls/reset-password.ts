import type { NewPasswordPolicy } from '../../core/customers/new-password.ts'
import type { WorkingLink } from '../../core/recovery/follow-link.ts'
import type { PasswordReset, ResetOutcome } from '../../core/recovery/reset-password.ts'
import type { Route, WireAnswer } from '../../dialects/dialect.ts'
import { html } from '../../markup/html.ts'
import { decodePasswords, requireOwnOrigin, speaksJson } from '../decode.ts'
import { encodeJson, encodePage } from '../encode.ts'
import { type Followed, linkPage, type TenantOfLink } from '../link-page.ts'
import { resetOperation } from '../operations.ts'
import { pagesPolicy } from '../policy.ts'
import { type ResetForm, resetForm } from '../reset-form.ts'
import type { Site } from '../site.ts'
import { type PageTexts, violationText } from '../texts/texts.ts'

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
  const show = async ({ request, token, services, site }: Followed<ResetServices>): Promise<WireAnswer> => {
    const texts = site.textsFor(request.headers)
    const { email } = await services.peekLink('password_reset', token)
    return formPage({ email, violations: [], followsUndoing: request.query.has('undone') }, texts, site)
  }
  const take = async ({ request, token, services, site }: Followed<ResetServices>): Promise<WireAnswer> => {
    requireOwnOrigin(request, site.origin)
    const texts = site.textsFor(request.headers)
    const { clientNetwork } = request
    const reset = { ...decodePasswords(request), token, locale: texts.locale, clientNetwork }
    const outcome = await services.resetPassword(reset, policy)
    if (speaksJson(request.headers)) return jsonAnswer(outcome, texts)
    return outcome.ok ? donePage(texts, site) : formPage({ ...outcome, followsUndoing: false }, texts, site)
  }
  return {
    path: '/customer/reset-password/:token',
    operations: [resetOperation],
    ...linkPage('password_reset', tenantOf, { GET: show, POST: take }),
  }
}

function formPage(form: ResetForm & { readonly followsUndoing: boolean }, texts: PageTexts, site: Site): WireAnswer {
  const { title, afterUndoing } = texts.reset
  const isRefusal = form.violations.length > 0
  const content = html`${form.followsUndoing && html`<p>${afterUndoing}</p>`}${resetForm(form, texts)}`
  return encodePage({ status: isRefusal ? 422 : 200, title, content, isRefusal }, texts, site)
}

function donePage(texts: PageTexts, site: Site): WireAnswer {
  const { title, text } = texts.reset.done
  return encodePage({ status: 200, title, content: html`<p>${text}</p>` }, texts, site)
}

const wireNames = { password: 'password', passwordAgain: 'confirmPassword' } as const

/** 200 with a message; 422 with the first text and the texts of each field, by its wire name. */
function jsonAnswer(outcome: ResetOutcome, texts: PageTexts): WireAnswer {
  if (outcome.ok) return encodeJson(200, { message: `${texts.reset.done.title}. ${texts.reset.done.text}` })
  const { violations } = outcome
  const errors = Object.entries(wireNames).map(
    ([field, name]) =>
      [
        name,
        violations.filter((violation) => violation.field === field).map((violation) => violationText(texts, violation)),
      ] as const,
  )
  const [first] = errors.flatMap(([, ofField]) => ofField)
  return encodeJson(422, { message: first, errors: Object.fromEntries(errors.filter(([, ofField]) => ofField.length > 0)) })
}
