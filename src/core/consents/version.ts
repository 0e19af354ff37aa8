import type { Locale } from '../tenants/locale.ts'
import { locales } from '../tenants/locale.ts'
import type { ConsentDefinition, ConsentText, ConsentVersion } from '../tenants/settings.ts'

/** The last version whose time has come; `undefined` where none's has: nobody is asked for such a consent yet. */
export const versionInForce = ({ versions }: ConsentDefinition, now: Date): ConsentVersion | undefined =>
  versions.findLast(({ validFrom }) => validFrom === null || Date.parse(validFrom) <= now.getTime())

/**
 * The text of a version that is shown to whoever reads these languages, best first; otherwise English, otherwise whichever
 * there is.
 *
 * @returns the text and the language it is in; `undefined` where the version has no text
 */
export function textShown(
  { texts }: ConsentVersion,
  wanted: readonly (Locale | null | undefined)[],
): { readonly locale: Locale; readonly text: ConsentText } | undefined {
  for (const locale of [...wanted, 'en' as const, ...locales]) {
    const text = locale ? texts[locale] : undefined
    if (locale && text) return { locale, text }
  }
  return undefined
}
