import type { Locale } from '../core/tenants/locale.ts'
import type { WireRequest } from '../dialects/dialect.ts'
import { textsFor } from './language.ts'
import type { PageTexts } from './texts/texts.ts'

export interface PageOptions {
  /** What stands over every page. */
  readonly shopName: string
  /** For readers who prefer no language there is. */
  readonly defaultLocale: Locale
  /** Where customers reach the server, if that is set. */
  readonly publicUrl: string | undefined
}

/** Whose pages they are, and where and for whom they are shown. */
export interface Site {
  readonly shopName: string
  /** What stands before the path where customers reach the pages: empty, or `/accounts` behind such a proxy. */
  readonly basePath: string
  readonly origin: string | undefined
  textsFor(headers: WireRequest['headers']): PageTexts
}

export function siteOf({ shopName, defaultLocale, publicUrl }: PageOptions): Site {
  const url = publicUrl === undefined ? undefined : new URL(publicUrl)
  return {
    shopName,
    basePath: url?.pathname.replace(/\/+$/, '') ?? '',
    origin: url?.origin,
    textsFor: (headers) => textsFor(headers['accept-language'], defaultLocale),
  }
}
