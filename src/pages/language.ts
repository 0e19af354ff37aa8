import { type Locale, readLocale } from '../core/tenants/locale.ts'
import type { WireRequest } from '../dialects/dialect.ts'
import { setCookie } from './cookies.ts'

const cookieName = 'patron-language'
const yearSeconds = 365 * 24 * 3600

/** What of a request tells the reader's language; troubles know its headers only. */
type Told = Pick<WireRequest, 'headers'> & { readonly query?: URLSearchParams }

/** The language chosen on the page itself, which is remembered. */
const chosenOnPage = ({ query }: Told): Locale | undefined => readLocale(query?.get('language') ?? undefined)

/**
 * The reader's language, of those the pages are offered in: chosen on the page, remembered from there, or preferred by the
 * browser.
 *
 * @source RFC 9110, section 12.5.4
 */
export function localeFor(
  request: Told,
  cookies: Readonly<Record<string, string | undefined>>,
  offered: readonly Locale[],
  fallback: Locale,
): Locale {
  const wished = [chosenOnPage(request), readLocale(cookies[cookieName]), ...preferred(request.headers['accept-language'])]
  return wished.find((locale) => locale !== undefined && offered.includes(locale)) ?? fallback
}

/** What remembers a language that was chosen on a page. */
export function rememberLanguage(request: Told): readonly string[] {
  const chosen = chosenOnPage(request)
  return chosen ? [setCookie({ name: cookieName, value: chosen, maxAge: yearSeconds, path: '/', sameSite: 'lax' })] : []
}

const preferred = (acceptLanguage: string | undefined): readonly (Locale | undefined)[] =>
  (acceptLanguage ?? '')
    .split(',')
    .map((range) => weighted(range))
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ tag }) => readLocale(tag))

/** Without a weight it is 1; one that is none counts as nothing. */
function weighted(range: string): { tag: string; weight: number } {
  const [tag = '', parameter] = range.split(';')
  const weight = parameter === undefined ? 1 : Number(/^\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*$/i.exec(parameter)?.[1] ?? 0)
  return { tag, weight }
}
