import type { Locale } from '../core/tenants/locale.ts'
import type { WireAnswer } from '../dialects/dialect.ts'
import { type Html, html, type Piece } from '../markup/html.ts'
import { type InlineStyle, inlineStyle } from './inline-style.ts'
import { scriptPath } from './script.ts'
import type { Site } from './site.ts'
import { style } from './style.ts'
import { frameTexts } from './texts/frame.ts'
import { themeOf } from './theme.ts'

export interface Page {
  readonly status: number
  readonly title: string
  readonly content: Piece
  /** Whether something has to be corrected, which the title then says first. */
  readonly isRefusal?: boolean
  /** Links to the pages beside this one. */
  readonly navigation?: Html
  /** What of the query stays when another language is chosen. */
  readonly kept?: Readonly<Record<string, string>>
  /** An address of the shop that a form on this page may lead to in the end. */
  readonly returnTo?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
  readonly cookies?: readonly string[]
}

/**
 * Nothing from elsewhere but the tenant's logo, no script within the page and no style but the sheets named here, forms to us
 * only. Browsers that ask this of redirects, too, are told where a form leads in the end.
 *
 * @source https://www.w3.org/TR/CSP3/
 */
const contentSecurityPolicy = ({ logoUrl }: Site, { returnTo }: Page, styles: readonly InlineStyle[]): string =>
  [
    "default-src 'none'",
    `style-src ${styles.map(({ source }) => source).join(' ')}`,
    "script-src 'self'",
    "connect-src 'self'",
    `img-src 'self'${logoUrl === null ? '' : ` ${new URL(logoUrl).origin}`}`,
    `form-action 'self'${returnTo === undefined ? '' : ` ${new URL(returnTo).origin}`}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')

/** A whole page in the reader's language. It is kept nowhere and tells no other site where it stands, as every answer of ours. */
export function encodePage(page: Page, locale: Locale, site: Site): WireAnswer {
  const { status, title, content, isRefusal = false, navigation, headers, cookies } = page
  const say = frameTexts(locale)
  const { shopName, basePath, accentColor } = site
  const styles = accentColor === null ? [style] : [style, inlineStyle(themeOf(accentColor.slice(1).toLowerCase()))]
  const body = html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${isRefusal && `${say('error')}: `}${title} · ${shopName}</title>
${styles.map(({ element }) => element)}
<script src="${basePath}${scriptPath}" defer></script>
</head>
<body>
<a class="skip" href="#main">${say('skip')}</a>
${head(site)}
${navigation}
<main id="main">
<h1>${title}</h1>
${content}
</main>
${foot(page, locale, site)}
</body>
</html>
`
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-language': locale,
      vary: 'accept-language, cookie',
      'content-security-policy': contentSecurityPolicy(site, page, styles),
      ...headers,
    },
    ...(cookies && { cookies }),
    body: body.text,
  }
}

const head = ({ logoUrl, shopName }: Site): Html =>
  html`<header>${logoUrl === null ? shopName : html`<img class="logo" src="${logoUrl}" alt="${shopName}">`}</header>`

/** The shop's own links, and the languages there are besides the one shown. */
function foot({ kept = {} }: Page, locale: Locale, { termsUrl, privacyUrl, offered }: Site): Html {
  const say = frameTexts(locale)
  const languageLink = (other: Locale) =>
    html`<a href="?${new URLSearchParams({ ...kept, language: other }).toString()}" lang="${other}" hreflang="${other}">${frameTexts(other)('language')}</a>\n`
  const others = offered.filter((other) => other !== locale)
  return html`<footer>
${termsUrl !== null && html`<a href="${termsUrl}">${say('terms')}</a>\n`}${privacyUrl !== null && html`<a href="${privacyUrl}">${say('privacy')}</a>\n`}${others.length > 0 && html`<nav aria-label="${say('languages')}">${others.map(languageLink)}</nav>`}
</footer>`
}

/** For programs. */
export const encodeJson = (status: number, body: object, headers: Readonly<Record<string, string>> = {}): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})
