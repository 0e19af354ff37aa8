import type { Locale } from '../core/tenants/locale.ts'

type Choice = readonly [code: string, name: string]

const named = new Map<Locale, readonly Choice[]>()

/**
 * Countries as a list to choose from, in the reader's language and its order.
 *
 * @param codes  ISO 3166-1 alpha-2, the same ones every time
 */
export function countryChoices(codes: readonly string[], locale: Locale): readonly Choice[] {
  const known = named.get(locale)
  if (known) return known
  const names = new Intl.DisplayNames(locale, { type: 'region' })
  const { compare } = new Intl.Collator(locale)
  const choices = codes
    .map((code): Choice => [code, names.of(code) ?? code])
    .toSorted(([, one], [, other]) => compare(one, other))
  named.set(locale, choices)
  return choices
}

/** What an address calls its country: by its name where that is known, and else as it was typed. */
export function countryName(country: string, codes: readonly string[], locale: Locale): string {
  const [, name] = countryChoices(codes, locale).find(([code]) => code === country) ?? []
  return name ?? country
}
