import type { Locale } from '../../core/tenants/locale.ts'
import type { Route, WireAnswer } from '../../dialects/dialect.ts'
import { html } from '../../markup/html.ts'
import type { Violation } from '../../violations/violation.ts'
import { isTypedEmail } from '../email-syntax.ts'
import { errorSummary, errorsOf, textField, visitForm } from '../fields.ts'
import type { Form } from '../form.ts'
import { type Hosting, openPage, seeOther, showPage, type Visited } from '../hosted-page.ts'
import { type Later, laterAlert, laterHeaders, laterOf } from '../later.ts'
import { onwardOf, pathTo } from '../onward.ts'
import { entranceTexts } from '../texts/entrance.ts'
import { forgotTexts } from '../texts/forgot-password.ts'
import { forReset } from './check-inbox.ts'

/** What this page asks of the core. */
export interface ForgotServices {
  /** @throws Trouble */
  askReset(asked: { readonly email: string; readonly locale: Locale; readonly clientNetwork: string }): Promise<void>
}

/** `/customer/forgot-password`: whoever gives an address is sent to their inbox, whether there is such an account or not. */
export const forgotRoute = (hosting: Hosting<ForgotServices>): Route => ({
  path: '/customer/forgot-password',
  ...openPage(hosting, { GET: async (visited) => formPage(visited, '', []), POST: take }),
})

async function take(visited: Visited<ForgotServices>, form: Form): Promise<WireAnswer> {
  const { services, request, locale, site } = visited
  const email = form.text('email')
  if (email === '') return formPage(visited, email, [{ code: 'missing', field: 'email' }])
  if (!isTypedEmail(email)) return formPage(visited, email, [{ code: 'email_malformed', field: 'email' }])
  try {
    await services.askReset({ email, locale, clientNetwork: request.clientNetwork })
  } catch (error) {
    const later = laterOf(error, locale)
    if (later === undefined) throw error
    return { ...formPage(visited, email, [], later), causes: [error] }
  }
  return seeOther(site, pathTo('/customer/check-inbox', { ...onwardOf(visited).kept, ...forReset }))
}

function formPage(visited: Visited<ForgotServices>, email: string, violations: readonly Violation[], later?: Later): WireAnswer {
  const { locale, site, visit } = visited
  const { kept } = onwardOf(visited)
  const say = forgotTexts(locale)
  const isRefusal = violations.length > 0 || later !== undefined
  const field = { name: 'email', label: say('email'), value: email, errors: errorsOf('email', violations, locale) }
  const fields = html`${textField({ ...field, type: 'email', autocomplete: 'email', isRequired: true, isFirst: true }, locale)}
<button type="submit">${say('button')}</button>`
  const content = html`${laterAlert(later)}${errorSummary(violations, { email: ['email', say('email')] }, locale)}
<p>${say('text')}</p>
${visitForm(visit, fields)}
<p class="onward"><a href="${site.basePath}${pathTo('/customer/sign-in', kept)}">${entranceTexts(locale)('signIn')}</a></p>`
  const status = later?.status ?? (isRefusal ? 422 : 200)
  return showPage(visited, { status, title: say('title'), content, isRefusal, kept, ...(later && laterHeaders(later)) })
}
