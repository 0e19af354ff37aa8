/** What a command was given, by its options; each command reads for itself what it knows. */
export type Given = Readonly<Record<string, unknown>>

export const propertiesOf = (given: unknown): Given => (typeof given === 'object' && given !== null ? { ...given } : {})

/** @throws an error that says what is accepted */
export function readWhole(given: Given, name: string, accepted: Accepted): number {
  const value = given[name]
  const { least, most, fallback, what } = accepted
  if (value === undefined && fallback !== undefined) return fallback
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value
  throw new Error(`${what}: a whole number from ${least} to ${most} is needed.`)
}

export interface Accepted {
  readonly least: number
  readonly most: number
  /** Where nothing is given; absent: something has to be. */
  readonly fallback?: number
  /** What the message begins with. */
  readonly what: string
}

/** @returns `undefined` where nothing is given */
export function readWord<const Word extends string>(given: Given, name: string, words: readonly Word[]): Word | undefined {
  const value = given[name]
  if (value === undefined) return undefined
  const known = words.find((word) => word === value)
  if (known === undefined) throw new Error(`${String(value)} is not accepted. It is one of: ${words.join(', ')}.`)
  return known
}
