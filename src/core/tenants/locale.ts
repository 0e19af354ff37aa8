/** The languages Patron writes to customers in. */
export const locales = ['en', 'de', 'fr', 'es'] as const
export type Locale = (typeof locales)[number]

/**
 * Reads the name of a language as clients write it: `de`, `de-AT` and `de_AT` are German.
 *
 * @returns `undefined` for a language Patron does not write
 */
export function readLocale(text: string | undefined): Locale | undefined {
  const [language] = (text ?? '').trim().toLowerCase().split(/[-_]/)
  return locales.find((locale) => locale === language)
}
