import type { Agreement, EmailChangeSeen } from '../../core/account/agree-to-email-change.ts'
import type { MailboxSide } from '../../core/account/email-change.ts'
import type { Route, WireAnswer } from '../../dialects/dialect.ts'
import { html } from '../../markup/html.ts'
import { requireForm, requireOwnOrigin } from '../decode.ts'
import { encodePage } from '../encode.ts'
import { type Followed, linkPage, type TenantOfLink } from '../link-page.ts'
import { emailTexts } from '../texts/account-email.ts'

/** What these pages ask of the core. */
export interface AgreeServices {
  /** @throws Trouble `link_refused` */
  peekEmailChange(side: MailboxSide, token: string): Promise<EmailChangeSeen>
  /** @returns whether the change has taken effect */
  agreeToEmailChange(agreement: Agreement): Promise<boolean>
}

type Visitor = Followed<AgreeServices>

/** `/customer/leave-email/:token` and `/customer/take-email/:token`: a change of address waits for a button on each. */
export const agreeRoutes = (tenantOf: TenantOfLink<AgreeServices>): readonly Route[] => [
  { path: '/customer/leave-email/:token', ...agreePage('old', tenantOf) },
  { path: '/customer/take-email/:token', ...agreePage('new', tenantOf) },
]

const agreePage = (side: MailboxSide, tenantOf: TenantOfLink<AgreeServices>) =>
  linkPage(`email_change_${side}`, tenantOf, {
    async GET(visitor) {
      const change = await visitor.services.peekEmailChange(side, visitor.token)
      return change.hasAgreed ? agreedPage(side, visitor) : askPage(change, visitor)
    },
    async POST(visitor) {
      const { request, token, services, locale, site } = visitor
      requireOwnOrigin(request, site.origin)
      requireForm(request)
      const isDone = await services.agreeToEmailChange({ side, token, clientNetwork: request.clientNetwork, locale })
      return isDone ? donePage(visitor) : agreedPage(side, visitor)
    },
  })

function askPage({ from, to }: EmailChangeSeen, { locale, site }: Visitor): WireAnswer {
  const say = emailTexts(locale)
  const content = html`<p>${say('agreeText')}</p>
<dl>
<dt>${say('from')}</dt>
<dd class="address">${from}</dd>
<dt>${say('to')}</dt>
<dd class="address">${to}</dd>
</dl>
<form method="post"><button type="submit" autofocus>${say('agree')}</button></form>`
  return encodePage({ status: 200, title: say('agreeTitle'), content }, locale, site)
}

/** Says which mailbox is still missing. */
function agreedPage(side: MailboxSide, { locale, site }: Visitor): WireAnswer {
  const say = emailTexts(locale)
  const content = html`<p>${say(side === 'old' ? 'waitingForNew' : 'waitingForOld')}</p>`
  return encodePage({ status: 200, title: say('agreedTitle'), content }, locale, site)
}

function donePage({ locale, site }: Visitor): WireAnswer {
  const say = emailTexts(locale)
  return encodePage({ status: 200, title: say('doneTitle'), content: html`<p>${say('done')}</p>` }, locale, site)
}
