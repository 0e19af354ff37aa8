import type { WorkingLink } from '../../core/recovery/follow-link.ts'
import type { Locale } from '../../core/tenants/locale.ts'
import type { Route, WireAnswer } from '../../dialects/dialect.ts'
import { html } from '../../markup/html.ts'
import { requireForm, requireOwnOrigin } from '../decode.ts'
import { encodePage } from '../encode.ts'
import { type Followed, linkPage, type TenantOfLink } from '../link-page.ts'
import type { Site } from '../site.ts'
import { verifyTexts } from '../texts/verify.ts'
import { wayIn } from '../way-in.ts'

/** What this page asks of the core. */
export interface VerifyServices {
  /** @throws Trouble `link_refused` */
  peekLink(kind: 'email_verification', token: string): Promise<Pick<WorkingLink, 'email' | 'isDone'>>
  verifyEmail(request: { token: string; clientNetwork: string }): Promise<void>
}

/**
 * `/customer/verify-account/:token`.
 *
 * @source docs/contracts/bagisto.md, section 0
 */
export function verifyRoute(tenantOf: TenantOfLink<VerifyServices>): Route {
  const show = async ({ token, services, site, locale }: Followed<VerifyServices>): Promise<WireAnswer> => {
    const { email, isDone } = await services.peekLink('email_verification', token)
    return isDone ? donePage(locale, site) : askPage(email, locale, site)
  }
  const take = async ({ request, token, services, site, locale }: Followed<VerifyServices>): Promise<WireAnswer> => {
    requireOwnOrigin(request, site.origin)
    requireForm(request)
    await services.verifyEmail({ token, clientNetwork: request.clientNetwork })
    return donePage(locale, site)
  }
  return { path: '/customer/verify-account/:token', ...linkPage('email_verification', tenantOf, { GET: show, POST: take }) }
}

function askPage(email: string, locale: Locale, site: Site): WireAnswer {
  const say = verifyTexts(locale)
  const content = html`<p>${say('text')}</p>
<p class="address">${email}</p>
<form method="post"><button type="submit" autofocus>${say('button')}</button></form>`
  return encodePage({ status: 200, title: say('title'), content }, locale, site)
}

function donePage(locale: Locale, site: Site): WireAnswer {
  const say = verifyTexts(locale)
  const content = html`<p>${say('done')}</p>
${wayIn(site, locale)}`
  return encodePage({ status: 200, title: say('doneTitle'), content }, locale, site)
}
