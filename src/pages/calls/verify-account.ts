import type { WorkingLink } from '../../core/recovery/follow-link.ts'
import type { Route, WireAnswer } from '../../dialects/dialect.ts'
import { html } from '../../markup/html.ts'
import { requireForm, requireOwnOrigin } from '../decode.ts'
import { encodePage } from '../encode.ts'
import { type Followed, linkPage, type TenantOfLink } from '../link-page.ts'
import type { Site } from '../site.ts'
import type { PageTexts } from '../texts/texts.ts'

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
  const show = async ({ request, token, services, site }: Followed<VerifyServices>): Promise<WireAnswer> => {
    const texts = site.textsFor(request.headers)
    const { email, isDone } = await services.peekLink('email_verification', token)
    return isDone ? donePage(texts, site) : askPage(email, texts, site)
  }
  const take = async ({ request, token, services, site }: Followed<VerifyServices>): Promise<WireAnswer> => {
    requireOwnOrigin(request, site.origin)
    requireForm(request)
    await services.verifyEmail({ token, clientNetwork: request.clientNetwork })
    return donePage(site.textsFor(request.headers), site)
  }
  return { path: '/customer/verify-account/:token', ...linkPage('email_verification', tenantOf, { GET: show, POST: take }) }
}

function askPage(email: string, texts: PageTexts, site: Site): WireAnswer {
  const { title, text, button } = texts.verify
  const content = html`<p>${text}</p>
<p class="address">${email}</p>
<form method="post"><button type="submit" autofocus>${button}</button></form>`
  return encodePage({ status: 200, title, content }, texts, site)
}

function donePage(texts: PageTexts, site: Site): WireAnswer {
  const { title, text } = texts.verify.done
  return encodePage({ status: 200, title, content: html`<p>${text}</p>` }, texts, site)
}
