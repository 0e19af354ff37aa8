import { acceptedOfCapacity, errorsIn, type Step } from './overload-table.ts'
import { latenciesOf } from './paced.ts'
import { median, percentile, sum } from './statistics.ts'
import type { Storm } from './storm.ts'

/** Something that is promised of a storm, and what was seen. */
export interface Promised {
  readonly what: string
  readonly seen: string
  readonly isHeld: boolean
}

export interface Judged {
  /** The worst storms of registrations. Of how much they let in the middle one counts, since the machine's own speed drifts. */
  readonly worst: readonly Step[]
  /** Floods of either kind. */
  readonly floods: readonly Storm[]
  readonly deadlineMilliseconds: number
  readonly hashMilliseconds: number
  readonly cores: number
}

const leastOfCapacity = 0.9
const refusalMilliseconds = 50
const readMilliseconds = 50
const calmMilliseconds = 2_000

/** What docs/reliability.md promises of storms, held against what was seen. */
export function judge({ worst, floods, deadlineMilliseconds, hashMilliseconds, cores }: Judged): readonly Promised[] {
  const during = `at ${worst[0]?.times} times capacity`
  const storms = worst.map(({ storm }) => storm)
  const ofCapacity = median(worst.map((step) => acceptedOfCapacity(step, cores)))
  const errors = sum([...new Set([...storms, ...floods])].map(errorsIn))
  return [
    within(
      `p99 of accepted registrations ${during}`,
      percentile(
        storms.flatMap(({ accepted }) => accepted),
        0.99,
      ),
      deadlineMilliseconds + 2 * hashMilliseconds,
    ),
    {
      what: `at least ${leastOfCapacity} of capacity is accepted ${during}`,
      seen: ofCapacity.toFixed(3),
      isHeld: ofCapacity >= leastOfCapacity,
    },
    within(
      `p99 of refusals ${during}`,
      percentile(
        storms.flatMap(({ refused }) => refused),
        0.99,
      ),
      refusalMilliseconds,
    ),
    within(
      `p99 of profile reads ${during}`,
      percentile(latenciesOf(storms.flatMap(({ reads }) => reads)), 0.99),
      readMilliseconds,
    ),
    within(`calm after a storm ${during}`, Math.max(...storms.map((storm) => storm.calmAgainMilliseconds)), calmMilliseconds),
    ...floods.map(besideFlood),
    { what: 'nothing but what was asked for and 503', seen: `${errors} errors`, isHeld: errors === 0 },
  ]
}

const within = (what: string, milliseconds: number, most: number): Promised => ({
  what: `${what}: ${Math.round(most)} ms at most`,
  seen: Number.isFinite(milliseconds) ? `${milliseconds.toFixed(0)} ms` : 'never',
  isHeld: milliseconds <= most,
})

function besideFlood({ flooded, others }: Storm): Promised {
  const done = latenciesOf(others).length
  const kind = flooded === 'sign-ins' ? 'registration' : 'sign-in'
  return {
    what: `each paced ${kind} works beside a flood of ${flooded}`,
    seen: `${done} of ${others.length}`,
    isHeld: others.length > 0 && done === others.length,
  }
}
