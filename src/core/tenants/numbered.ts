/** A part of a list that is in the order of its entries' numbers. `offset` and `limit` are whole and not negative. */
export interface PageAsked {
  readonly offset: number
  readonly limit: number
  /** `descending`: newest first. */
  readonly order: 'ascending' | 'descending'
}

export interface Page<Entry> {
  readonly entries: readonly Entry[]
  /** Of the whole list. */
  readonly total: number
}

/**
 * The part that was asked for; nothing beyond the end.
 *
 * @param list  whole, in ascending order: what a customer has of anything is few enough to be read at once
 */
export function pageOf<Entry>(list: readonly Entry[], { offset, limit, order }: PageAsked): Page<Entry> {
  const ordered = order === 'ascending' ? list : list.toReversed()
  return { entries: ordered.slice(offset, offset + limit), total: list.length }
}

// 2,147,483,647: numbers are drawn from 32-bit sequences that begin at 1.
const greatest = 2 ** 31 - 1

/** Whether something could have this number; the database takes no other to look for. */
export const canBeNumber = (number: number): boolean => Number.isInteger(number) && number >= 1 && number <= greatest
