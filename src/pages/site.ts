import type { Presence } from '../core/tenants/presence.ts'
import type { WireRequest } from '../dialects/dialect.ts'
import { textsFor } from './language.ts'
import type { PageTexts } from './texts/texts.ts'

/** Whose pages they are, and where and for whom they are shown. */
export interface Site {
  readonly shopName: string
  /** What stands before the path where customers reach the pages: empty, or `/accounts` behind such a proxy. */
  readonly basePath: string
  readonly origin: string | undefined
  textsFor(headers: WireRequest['headers']): PageTexts
}

/** @param presence  with the language for readers who prefer none there is, and no address where that is not set */
export function siteOf({ shopName, locale, publicUrl }: Presence<string | undefined>): Site {
  const url = publicUrl === undefined ? undefined : new URL(publicUrl)
  return {
    shopName,
    basePath: url?.pathname.replace(/\/+$/, '') ?? '',
    origin: url?.origin,
    textsFor: (headers) => textsFor(headers['accept-language'], locale),
  }
}
