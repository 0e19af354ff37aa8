/** A country by ISO 3166-1: its number, its two letters, and its name in the language that was asked for. */
export interface Country {
  readonly number: number
  readonly code: string
  readonly name: string
}

/** What a country is divided into first, by ISO 3166-2; the code without the country's. */
export interface CountryPart {
  readonly number: number
  readonly countryCode: string
  readonly code: string
  readonly name: string
}

const languages = ['en', 'de'] as const
type Language = (typeof languages)[number]

interface Lists {
  readonly countries: Readonly<Record<Language, readonly Country[]>>
  /** By the country's two letters. */
  readonly parts: ReadonlyMap<string, readonly CountryPart[]>
}

let lists: Promise<Lists> | undefined

/** Every country, in the order of their names in that language; English unless the locale begins with one we have. */
export async function countriesIn(locale: string | undefined): Promise<readonly Country[]> {
  const asked = locale?.toLowerCase().split(/[-_]/, 1)[0]
  return (await loaded()).countries[languages.find((language) => language === asked) ?? 'en']
}

/** The parts of a country, in the order of their names; none for one that has none, or is none. */
export const partsOf = async (countryCode: string): Promise<readonly CountryPart[]> =>
  (await loaded()).parts.get(countryCode) ?? []

/** The part of this number. */
export async function findPart(number: number): Promise<CountryPart | undefined> {
  const countryCode = number.toString(36).slice(0, 2).toUpperCase()
  return (await partsOf(countryCode)).find((part) => part.number === number)
}

/**
 * The number of `US-NY` is `USNY` read in base 36: one number for one code, for as long as the code stands, whatever is
 * added or removed around it. The first letter is no zero, so no two codes have the same number; five characters fit an Int.
 */
const numberOfPart = (code: string): number => Number.parseInt(code.replace('-', ''), 36)

/** At the first use, since most servers that start are never asked for a country. */
function loaded(): Promise<Lists> {
  lists ??= load()
  return lists
}

async function load(): Promise<Lists> {
  const [{ default: names }, english, german, { iso31662 }] = await Promise.all([
    import('i18n-iso-countries/index.js'),
    import('i18n-iso-countries/langs/en.json', { with: { type: 'json' } }),
    import('i18n-iso-countries/langs/de.json', { with: { type: 'json' } }),
    import('iso-3166/2.js'),
  ])
  for (const { default: language } of [english, german]) names.registerLocale(language)
  const countriesOf = (language: Language): readonly Country[] =>
    byName(
      language,
      Object.entries(names.getNames(language)).map(([code, name]) => ({
        number: Number(names.alpha2ToNumeric(code)),
        code,
        name,
      })),
    )
  const parts = iso31662
    .filter(({ parent }) => parent.length === 2)
    .map(({ code, parent, name }) => ({ number: numberOfPart(code), countryCode: parent, code: code.slice(3), name }))
  return {
    countries: { en: countriesOf('en'), de: countriesOf('de') },
    parts: Map.groupBy(byName('en', parts), ({ countryCode }) => countryCode),
  }
}

function byName<Named extends { readonly name: string }>(language: Language, list: readonly Named[]): readonly Named[] {
  const { compare } = new Intl.Collator(language)
  return list.toSorted((one, other) => compare(one.name, other.name))
}
