/** How often each thing happened, by the sentence or word for it. */
export type Tally = Readonly<Record<string, number>>

/** What became of the rows so far. */
export interface ImportCounts {
  /** Rows of any kind that were read. */
  readonly rows: number
  /** Rows of customers among them. */
  readonly customers: number
  readonly taken: number
  /** Customers who came with an earlier import. */
  readonly alreadyThere: number
  /** Customers whose mailbox stands in the files more than once, and who were not the one taken. */
  readonly duplicates: number
  /** By field and reason; duplicates are none of these. */
  readonly rejected: Tally
  readonly warnings: Tally
  /** Rows that were meant for something else. */
  readonly skipped: Tally
  /** What was stored beside the customers, by kind. */
  readonly beside: Tally
  /** By how the passwords of those taken are hashed. */
  readonly schemes: Tally
}

export const noCounts: ImportCounts = {
  ...{ rows: 0, customers: 0, taken: 0, alreadyThere: 0, duplicates: 0 },
  ...{ rejected: {}, warnings: {}, skipped: {}, beside: {}, schemes: {} },
}

// Reasons are few; a file that is broken in a thousand ways is told of by its rejects.
const mostReasons = 200
const others = 'other reasons'

/** Adds to a count that is being made. */
export function count(tally: Record<string, number>, name: string, times = 1): void {
  const known = name in tally || Object.keys(tally).length < mostReasons ? name : others
  tally[known] = (tally[known] ?? 0) + times
}

/** Counts while they are being made. */
export type OpenCounts = { -readonly [K in keyof ImportCounts]: ImportCounts[K] extends number ? number : Record<string, number> }

export const openCounts = (): OpenCounts => structuredClone(noCounts) as OpenCounts

export function addCounts(one: ImportCounts, other: ImportCounts): ImportCounts {
  const sum = structuredClone(one) as OpenCounts
  for (const [name, value] of Object.entries(other) as [keyof ImportCounts, number | Tally][]) {
    if (typeof value === 'number') (sum[name] as number) += value
    else for (const [word, times] of Object.entries(value)) count(sum[name] as Record<string, number>, word, times)
  }
  return sum
}
