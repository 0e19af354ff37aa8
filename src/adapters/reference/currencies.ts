import { createRequire } from 'node:module'

const load = createRequire(import.meta.url)

// What ISO 4217 has amended since the list of currency-codes 2.2.0 (25 June 2024, amendment 177). Delete a row that a later
// version of the package knows.
const amended: Readonly<Record<string, 'added' | 'withdrawn'>> = {
  // Amendment 176: the Caribbean guilder took the Antillean's place on 31 March 2025.
  XCG: 'added',
  ANG: 'withdrawn',
  // Amendment 178: Cuba's convertible peso is historic.
  CUC: 'withdrawn',
  // Amendment 179, in force since 12 May 2025: the Arab Accounting Dinar.
  XAD: 'added',
  // Amendment 180: Bulgaria took the euro on 1 January 2026.
  BGN: 'withdrawn',
}

let known: ReadonlySet<string> | undefined

/** Whether the text is an alphabetic code of ISO 4217 as amended up to number 180: upper case, funds and metals included. */
export function isCurrency(code: string): boolean {
  known ??= readCodes()
  return known.has(code)
}

/** At the first use: the list takes a megabyte, and most servers that start are never asked for a currency. */
function readCodes(): ReadonlySet<string> {
  const { codes }: typeof import('currency-codes') = load('currency-codes')
  const added = Object.keys(amended).filter((code) => amended[code] === 'added')
  return new Set([...codes().filter((code) => amended[code] !== 'withdrawn'), ...added])
}
