import { createRequire } from 'node:module'

const load = createRequire(import.meta.url)

let alpha2: ReadonlyMap<string, string> | undefined

/** The two letters of a country that is called by three, or by two. */
export function alpha2Of(code: string): string | undefined {
  const rows: [alpha2: string, alpha3: string][] = alpha2 ? [] : load('i18n-iso-countries/codes.json')
  alpha2 ??= new Map(rows.flatMap(([two, three]) => [[three, two] as const, [two, two] as const]))
  return alpha2.get(code.trim().toUpperCase())
}
