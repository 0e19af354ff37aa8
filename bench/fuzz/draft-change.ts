import type { Chance } from './chance.ts'
import type { Draft, Pair } from './request.ts'

/** Changes one part of a request; `undefined` where it has none. */
export type DraftChange = (draft: Draft, chance: Chance) => Draft | undefined

/** Those of other names, which are given in lower case. */
export const without = (pairs: readonly Pair[], name: string): readonly Pair[] =>
  pairs.filter(([other]) => other.toLowerCase() !== name)
