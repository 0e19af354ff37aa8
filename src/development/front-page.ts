import type { WireAnswer } from '../dialects/dialect.ts'
import { type Html, html, type Piece } from '../markup/html.ts'
import { type InboxMail, mailList } from './mail-list.ts'
import { encodePage } from './page.ts'

/** What is running, as it was configured. */
export interface Running {
  readonly version: string
  /** Where the embedded database keeps its files; `null`: it is a PostgreSQL. */
  readonly embeddedIn: string | null
  readonly mails: MailsGo
  readonly rateLimits: boolean
  readonly playground: boolean
  /** Whether everybody may read `/metrics`. */
  readonly metricsAreOpen: boolean
}

/** Where mails go. */
export type MailsGo = { readonly to: 'files'; readonly folder: string } | { readonly to: 'server'; readonly server: string }

export interface FrontPage extends Running {
  /** Whose pages are shown at the address that was asked for. */
  readonly tenant: { readonly name: string; readonly shopName: string; readonly hasPages: boolean }
  readonly newest: readonly InboxMail[]
}

/** Where somebody who has just started Patron begins. */
export const frontPage = (page: FrontPage): WireAnswer =>
  encodePage({
    title: 'Patron is running',
    at: '/',
    content: html`${facts(page)}
<h2>Walk through it as a customer</h2>
${customerLinks(page)}
<h2>Look at what programs see</h2>
${programLinks(page)}
<h2>Newest mails</h2>
${page.newest.length > 0 ? html`${mailList(page.newest)}<p><a href="/dev/inbox">All mails</a></p>` : html`<p class="quiet">${whereMailsAre(page)}</p>`}
<p class="notice small">You see this page because the server runs in development. In production there is nothing here.</p>`,
  })

function facts({ version, embeddedIn, tenant, mails, rateLimits }: FrontPage): Html {
  const { name, shopName } = tenant
  const rows: readonly (readonly [string, Piece])[] = [
    ['Version', version],
    ['Mode', 'development'],
    ['Database', embeddedIn === null ? 'PostgreSQL' : html`embedded, in <code>${embeddedIn}</code>`],
    ['Shop', html`${shopName} <span class="quiet">(the tenant <code>${name}</code> has this address)</span>`],
    [
      'Mails',
      mails.to === 'files' ? html`files in <code>${mails.folder}</code>` : html`sent through <code>${mails.server}</code>`,
    ],
    ['Limits', rateLimits ? 'on' : 'off (PATRON_RATE_LIMITS)'],
  ]
  return html`<dl>
${rows.map(([term, value]) => html`<dt>${term}</dt><dd>${value}</dd>\n`)}</dl>`
}

const links = (entries: readonly (readonly [path: string, label: string, about: string])[]): Html =>
  html`<ul class="cards two">
${entries.map(([path, label, about]) => html`<li><p><a href="${path}">${label}</a></p><p class="small quiet">${about}</p></li>\n`)}</ul>`

function customerLinks({ tenant }: FrontPage): Html {
  if (!tenant.hasPages)
    return html`<p class="quiet">This tenant lets several customers have one e-mail address, so it has no pages of its own.</p>`
  return links([
    ['/customer/sign-up', 'Sign up', 'Open an account and confirm its address from the inbox.'],
    ['/customer/sign-in', 'Sign in', 'With e-mail address and password, or a new password by mail.'],
    ['/customer/account', 'My account', 'Profile, addresses, password, devices, consents, data.'],
    ['/dev/inbox', 'Inbox', 'Every mail that was written, with links to click.'],
  ])
}

const programLinks = ({ playground, metricsAreOpen }: FrontPage): Html =>
  links([
    ['/docs', 'Reference', 'Operations of the service API and of customers, for people.'],
    ['/openapi.json', 'openapi.json', 'The same for programs: OpenAPI 3.1.'],
    ...(playground ? [['/api/graphql', 'GraphQL playground', 'Try the shop API on this very server.'] as const] : []),
    ['/readyz', 'Health', 'Whether requests can be served now; /healthz says whether the process is alive.'],
    ['/metrics', 'Metrics', metricsAreOpen ? 'For Prometheus.' : 'For Prometheus, with the token in PATRON_METRICS_TOKEN.'],
  ])

const whereMailsAre = ({ mails }: FrontPage): string =>
  mails.to === 'files'
    ? 'None yet. Sign up, and the first one is here.'
    : 'Mails are sent and not kept, so there are none to show. Without PATRON_SMTP_URL they are caught here.'
