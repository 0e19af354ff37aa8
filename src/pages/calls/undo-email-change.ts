import type { WorkingLink } from '../../core/recovery/follow-link.ts'
import type { Route, WireAnswer } from '../../dialects/dialect.ts'
import { html } from '../../markup/html.ts'
import { requireForm, requireOwnOrigin } from '../decode.ts'
import { encodePage } from '../encode.ts'
import { type Followed, linkPage, type TenantOfLink } from '../link-page.ts'
import { undoTexts } from '../texts/undo.ts'

/** What this page asks of the core. */
export interface UndoServices {
  /** @throws Trouble `link_refused` */
  peekLink(kind: 'undo_email_change', token: string): Promise<Pick<WorkingLink, 'email'>>
  /** @returns the token of a link to a new password */
  undoEmailChange(request: { token: string; clientNetwork: string }): Promise<string>
}

/**
 * `/customer/undo-email-change/:token`, which goes on to the choice of a new password.
 *
 * @source docs/contracts/bagisto.md, section 0
 */
export function undoRoute(tenantOf: TenantOfLink<UndoServices>): Route {
  const show = async ({ token, services, site, locale }: Followed<UndoServices>): Promise<WireAnswer> => {
    const say = undoTexts(locale)
    const { email } = await services.peekLink('undo_email_change', token)
    const content = html`<p>${say('text')}</p>
<p class="address">${email}</p>
<p>${say('consequences')}</p>
<form method="post"><button type="submit">${say('button')}</button></form>`
    return encodePage({ status: 200, title: say('title'), content }, locale, site)
  }
  const take = async ({ request, token, services, site }: Followed<UndoServices>): Promise<WireAnswer> => {
    requireOwnOrigin(request, site.origin)
    requireForm(request)
    const resetToken = await services.undoEmailChange({ token, clientNetwork: request.clientNetwork })
    const location = `${site.basePath}/customer/reset-password/${resetToken}?undone`
    return { status: 303, headers: { location }, body: null }
  }
  return { path: '/customer/undo-email-change/:token', ...linkPage('undo_email_change', tenantOf, { GET: show, POST: take }) }
}
