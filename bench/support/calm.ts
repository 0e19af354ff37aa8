import { latenciesOf, type PacedAnswer } from './paced.ts'
import { percentile } from './statistics.ts'

/** What somebody meets who reads and somebody who registers, both at an even pace. */
export interface Probes {
  readonly reads: readonly PacedAnswer[]
  readonly registrations: readonly PacedAnswer[]
}

/** The longest that a probe takes while all is calm, in milliseconds. */
export interface Calm {
  readonly read: number
  readonly registration: number
}

// A calm server has a slow moment now and then, too.
const allowance = 2
// Long enough for a dozen reads and half as many registrations.
const calmForMilliseconds = 500

/** What calm is on this machine: within twice the p99 of probes with nothing else going on. */
export const calmOf = ({ reads, registrations }: Probes): Calm => ({
  read: allowance * percentile(latenciesOf(reads), 0.99),
  registration: allowance * percentile(latenciesOf(registrations), 0.99),
})

/** @returns from when on every probe of half a second was calm, in milliseconds after the storm; infinity for never */
export function calmAfter(stormEndedAt: number, { reads, registrations }: Probes, calm: Calm): number {
  const probes = [
    ...reads.map((answer) => ({ dueAt: answer.dueAt, isCalm: isWithin(answer, calm.read) })),
    ...registrations.map((answer) => ({ dueAt: answer.dueAt, isCalm: isWithin(answer, calm.registration) })),
  ]
    .filter(({ dueAt }) => dueAt >= stormEndedAt)
    .toSorted((one, other) => one.dueAt - other.dueAt)
  const last = probes.at(-1)?.dueAt ?? stormEndedAt
  const beginsCalm = ({ dueAt: from }: { dueAt: number }) =>
    from + calmForMilliseconds <= last &&
    probes.every(({ dueAt, isCalm }) => isCalm || dueAt < from || dueAt > from + calmForMilliseconds)
  return (probes.find(beginsCalm)?.dueAt ?? Number.POSITIVE_INFINITY) - stormEndedAt
}

const isWithin = ({ outcome, milliseconds }: PacedAnswer, most: number): boolean => outcome === 'done' && milliseconds <= most
