import { type Locale, locales } from '../core/tenants/locale.ts'
import type { Presence } from '../core/tenants/presence.ts'
import type { TenantSettings } from '../core/tenants/settings.ts'
import type { WireRequest } from '../dialects/dialect.ts'
import { readCookies } from './cookies.ts'
import { localeFor } from './language.ts'

/** How a tenant's pages look, and where they lead. */
export type Appearance = Pick<
  TenantSettings,
  'languages' | 'logoUrl' | 'accentColor' | 'termsUrl' | 'privacyUrl' | 'returnUrls' | 'emailUnique'
>

/** Whose pages they are, and where and for whom they are shown. */
export interface Site extends Appearance {
  readonly shopName: string
  /** What stands before the path where customers reach the pages: empty, or `/accounts` behind such a proxy. */
  readonly basePath: string
  readonly origin: string | undefined
  /** Those the pages are offered in. */
  readonly offered: readonly Locale[]
  /** @param request  troubles know its headers only */
  localeFor(request: Pick<WireRequest, 'headers'> & { readonly query?: URLSearchParams }): Locale
}

/** @param presence  with the language for readers who prefer none there is, and no address where that is not set */
export function siteOf({ shopName, locale, publicUrl }: Presence<string | undefined>, appearance: Appearance): Site {
  const url = publicUrl === undefined ? undefined : new URL(publicUrl)
  const offered = appearance.languages ?? locales
  const fallback = offered.includes(locale) ? locale : (offered[0] ?? locale)
  return {
    ...appearance,
    shopName,
    offered,
    basePath: url?.pathname.replace(/\/+$/, '') ?? '',
    origin: url?.origin,
    localeFor: (request) => localeFor(request, readCookies(request), offered, fallback),
  }
}
