import { createRequire } from 'node:module'

const load = createRequire(import.meta.url)

interface Codes {
  readonly alpha2: ReadonlyMap<string, string>
  readonly alpha3: ReadonlyMap<string, string>
}

let codes: Codes | undefined

/**
 * The two letters of a country.
 *
 * @param code  two or three letters of ISO 3166-1 in upper case; Kosovo is XK and XKK, which are nobody else's
 */
export const alpha2Of = (code: string): string | undefined => (alpha3Of(code) === undefined ? read().alpha2.get(code) : code)

/** The three letters of a country, by its two. */
export const alpha3Of = (alpha2: string): string | undefined => read().alpha3.get(alpha2)

/** The two letters of every country there is. */
export const countryCodes = (): readonly string[] => [...read().alpha3.keys()]

/** At the first use, since most servers that start are never asked for a country. */
function read(): Codes {
  codes ??= readCodes()
  return codes
}

function readCodes(): Codes {
  const rows: [alpha2: string, alpha3: string][] = load('i18n-iso-countries/codes.json')
  return {
    alpha2: new Map(rows.map(([alpha2, alpha3]) => [alpha3, alpha2])),
    alpha3: new Map(rows.map(([alpha2, alpha3]) => [alpha2, alpha3])),
  }
}
