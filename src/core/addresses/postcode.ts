/** By the form they share, the countries in ISO 3166-1 alpha-2. */
const forms: readonly (readonly [form: RegExp, countries: string])[] = [
  [/^\d{3} ?\d{2}$/, 'SE SK CZ GR'],
  [/^\d{5}$/, 'DE FR IT ES FI EE HR TR MX UA'],
  [/^\d{4}$/, 'NO DK AT CH BE HU BG AU NZ ZA LU SI'],
  [/^\d{5}(?:-\d{4})?$/, 'US'],
  [/^\d{2}-\d{3}$/, 'PL'],
  [/^\d{5}-?\d{3}$/, 'BR'],
  [/^\d{6}$/, 'IN CN SG RO'],
  [/^(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})$/, 'GB'],
  [/^[A-Z]\d[\dW] ?[A-Z\d]{4}$/, 'IE'],
  [/^[A-Z]\d[A-Z] ?\d[A-Z]\d$/, 'CA'],
  [/^\d{4} ?[A-Z]{2}$/, 'NL'],
  [/^\d{4}-\d{3}$/, 'PT'],
  [/^\d{3}-?\d{4}$/, 'JP'],
]

const formOf = new Map(forms.flatMap(([form, countries]) => countries.split(' ').map((country) => [country, form])))

/** Where we know no form. */
const maximumCharacters = 20

/**
 * Whether a postcode has the form of its country. Of other countries than those of the contract, and of none, it is any text
 * of at most 20 code points: many have no postcodes, and a form we do not know is no mistake.
 *
 * @param country   ISO 3166-1 alpha-2, upper case
 * @param postcode  trimmed and in upper case
 * @source docs/contracts/singula.md#postcodes
 */
export function isPostcodeOf(country: string | null, postcode: string): boolean {
  const form = country === null ? undefined : formOf.get(country)
  return form ? form.test(postcode) : [...postcode].length <= maximumCharacters
}
