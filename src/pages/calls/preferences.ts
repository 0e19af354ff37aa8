import type { PreferenceCall, Preferences, PreferencesChange, PreferencesOutcome } from '../../core/account/preferences.ts'
import type { ConsentAnswer } from '../../core/consents/consent.ts'
import { evidenceOf, type Route, type WireAnswer, type WireRequest } from '../../dialects/dialect.ts'
import { html } from '../../markup/html.ts'
import { Trouble } from '../../violations/trouble.ts'
import type { Violation } from '../../violations/violation.ts'
import { requireOwnOrigin } from '../decode.ts'
import { encodePage } from '../encode.ts'
import { readForm } from '../form.ts'
import { type Followed, linkPage, type TenantOfLink } from '../link-page.ts'
import { preferencesForm, wishesIn } from '../preferences-form.ts'
import { preferencesTexts } from '../texts/preferences.ts'

/** What these pages ask of the core. */
export interface PreferenceServices {
  /** The tenant's ways to reach customers. */
  readonly contactMethods: readonly string[]
  /** @throws Trouble `link_refused` */
  readPreferences(token: string): Promise<Preferences>
  /** @throws Trouble `link_refused`, `too_many_requests` */
  changePreferences(change: PreferencesChange): Promise<PreferencesOutcome>
  /** @throws Trouble `link_refused` */
  unsubscribe(call: PreferenceCall): Promise<void>
}

type Page = Followed<PreferenceServices>

/**
 * `/customer/preferences/:token`: what the customer agreed to and need not, to give or withdraw without signing in.
 *
 * @source docs/consents.md#without-signing-in
 */
export function preferencesRoute(tenantOf: TenantOfLink<PreferenceServices>): Route {
  const take = async (page: Page): Promise<WireAnswer> => {
    const { request, token, services, site, locale } = page
    requireOwnOrigin(request, site.origin)
    const form = readForm(request)
    const { choices } = await services.readPreferences(token)
    const wishes = wishesIn(form, choices, services.contactMethods)
    const { clientNetwork } = request
    const outcome = await services.changePreferences({ token, wishes, clientNetwork, evidence: evidenceIn(request), locale })
    if (!outcome.ok) return choicePage(page, { violations: outcome.violations, wishes })
    return { status: 303, headers: { location: `${site.basePath}/customer/preferences/${token}?saved` }, body: null }
  }
  const route = linkPage('preferences', tenantOf, { GET: async (page) => choicePage(page), POST: take })
  return { path: '/customer/preferences/:token', ...route }
}

interface Refused {
  readonly violations: readonly Violation[]
  /** What was ticked, which stays so until it can be saved. */
  readonly wishes: readonly ConsentAnswer[]
}

async function choicePage(
  { request, token, services, site, locale }: Page,
  { violations, wishes }: Refused = { violations: [], wishes: [] },
): Promise<WireAnswer> {
  const say = preferencesTexts(locale)
  const { shopName } = site
  const { contactMethods } = services
  const { maskedEmail, choices: stored } = await services.readPreferences(token)
  const choices = stored.map((choice) => ({
    ...choice,
    ...wishes.find(({ consentId }) => consentId === choice.consentId),
    version: choice.version,
  }))
  const isRefusal = violations.length > 0
  const content = html`${isRefusal ? html`<p class="refused" role="alert">${say('refused')}</p>` : request.query.has('saved') && html`<p class="done" role="status">${say('saved')}</p>`}
<p>${say('intro', { email: maskedEmail, shop: shopName })}</p>
${preferencesForm({ choices, shopName, contactMethods, violations }, locale)}`
  return encodePage({ status: isRefusal ? 422 : 200, title: say('title'), content, isRefusal }, locale, site)
}

/**
 * `/customer/unsubscribe/:token`: a button for people, and one click for mail programs, which send no cookie, no origin and no
 * token of a form, and follow no redirect. The link is all the proof there is.
 *
 * @source RFC 8058
 */
export function unsubscribeRoute(tenantOf: TenantOfLink<PreferenceServices>): Route {
  const show = async ({ token, services, site, locale }: Page): Promise<WireAnswer> => {
    const say = preferencesTexts(locale)
    const { maskedEmail: email } = await services.readPreferences(token)
    const content = html`<p>${say('unsubscribe', { email, shop: site.shopName })}</p>
<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button type="submit">${say('unsubscribeButton')}</button></form>`
    return encodePage({ status: 200, title: say('unsubscribeTitle'), content }, locale, site)
  }
  const take = async ({ request, token, services, site, locale }: Page): Promise<WireAnswer> => {
    requireOneClick(request)
    await services.unsubscribe({ token, evidence: evidenceIn(request), locale })
    const say = preferencesTexts(locale)
    const { maskedEmail: email } = await services.readPreferences(token)
    const content = html`<p>${say('unsubscribed', { email, shop: site.shopName })}</p>
<p><a href="${site.basePath}/customer/preferences/${token}">${say('others')}</a></p>`
    return encodePage({ status: 200, title: say('unsubscribedTitle'), content }, locale, site)
  }
  return { path: '/customer/unsubscribe/:token', ...linkPage('preferences', tenantOf, { GET: show, POST: take }) }
}

const evidenceIn = (request: WireRequest) => evidenceOf('pages', request)

// As a form, `List-Unsubscribe=One-Click`; in parts, the name in the head of one and the value in a line of its own.
const oneClick = /^List-Unsubscribe=One-Click\s*$|name="?List-Unsubscribe"?\r?\n(?:[\w-]+:.*\r?\n)*\r?\n\s*One-Click\s*\r?\n/im

// Much more than a mail program sends; a longer one is not worth looking through.
const mostBytes = 2000

/** @throws Trouble `unreadable_body` for anything else, which no mail program sends */
function requireOneClick({ body }: WireRequest): void {
  if (body.length <= mostBytes && oneClick.test(Buffer.from(body).toString('latin1'))) return
  throw new Trouble({ code: 'unreadable_body', detail: 'The body is not List-Unsubscribe=One-Click.' })
}
