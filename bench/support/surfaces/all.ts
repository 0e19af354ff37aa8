import { password } from '../load.ts'
import { wordOf } from '../registration-request.ts'
import { bagisto } from './bagisto.ts'
import { django } from './django.ts'
import { singula } from './singula.ts'
import type { Person, Surface } from './surface.ts'

/** The published contracts. */
export const surfaces: readonly Surface[] = [django, bagisto, singula]

/** The contract whose turn it is. */
export const surfaceInTurn = (n: number): Surface => surfaces[n % surfaces.length] ?? django

/**
 * The nth person of a run, who shares no name with another, so that each first slug is free, as it is for most people.
 *
 * @param run  a word of its own for each run on one database
 */
export const nthPerson = (run: string, n: number): Person => ({
  email: `${run}.${n}@example.com`,
  username: `${run}-${n}`,
  firstName: `Ada ${wordOf(n)}`,
  lastName: `Lovelace ${run}`,
  password,
})
