import type { SentText } from './contract/input.ts'

/** How a list is asked for: `sort` names a column and perhaps, behind a dash, a direction, which `order` overrules. */
export interface Sorting {
  readonly sort?: SentText
  readonly order?: SentText
}

/**
 * A list by ascending number in the direction that is asked for. Whatever column is named: the two there are, `id` and
 * `created_at`, have the order of the numbers.
 *
 * @source docs/contracts/bagisto.md#6-ids-and-value-forms
 */
export function ordered<Entry>(list: readonly Entry[], { sort, order }: Sorting, usual: 'asc' | 'desc'): readonly Entry[] {
  const direction = order || sort?.split('-')[1] || usual
  return direction.toLowerCase() === 'desc' ? list.toReversed() : list
}
