import type { Locale } from '../core/tenants/locale.ts'
import { type Html, html } from '../markup/html.ts'

const formats = new Map<string, Intl.DateTimeFormat>()

/** Made once for each language and time zone, since that takes longer than a page. */
function formatOf(locale: Locale, timeZone: string, withTime: boolean): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${withTime}`
  const known = formats.get(key)
  if (known) return known
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'long', ...(withTime && { timeStyle: 'short' }), timeZone })
  formats.set(key, format)
  return format
}

/** A day and a time in the reader's language, where the shop is. */
export const shownInstant = (at: Date, locale: Locale, timeZone: string): Html =>
  html`<time datetime="${at.toISOString()}">${formatOf(locale, timeZone, true).format(at)}</time>`

/** As above, the day alone and as text. */
export const dayText = (at: Date, locale: Locale, timeZone: string): string => formatOf(locale, timeZone, false).format(at)
