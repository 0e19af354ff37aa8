const prefix = '/api/shop/'
// What an Int holds.
const highestNumber = 2 ** 31 - 1

/** The id of one thing, such as `/api/shop/countries/4`. */
export const iri = (collection: string, number: number): string => `${prefix}${collection}/${number}`

/**
 * The number an `id` argument means: an id of this collection, or the number alone. `undefined` for anything else. Names of
 * collections have dashes in some places and underscores in others; either is understood.
 */
export function numberIn(collection: string, id: string): number | undefined {
  const start = `${prefix}${collection}/`
  const digits = id.replaceAll('_', '-').startsWith(start) ? id.slice(start.length) : id
  return /^\d{1,10}$/.test(digits) && Number(digits) <= highestNumber ? Number(digits) : undefined
}
