import { acceptedOfCapacity, errorsIn, type Step } from './overload-table.ts'
import { latenciesOf } from './paced.ts'
import { percentile } from './statistics.ts'
import type { Storm } from './storm.ts'

/** Something that is promised of a storm, and what was seen. */
export interface Promised {
  readonly what: string
  readonly seen: string
  readonly isHeld: boolean
}

export interface Judged {
  /** The worst storm of registrations. */
  readonly worst: Step
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
  const { storm, times } = worst
  const during = `at ${times} times capacity`
  const ofCapacity = acceptedOfCapacity(worst, cores)
  const errors = [storm, ...floods].map(errorsIn).reduce((total, one) => total + one, 0)
  return [
    within(
      `p99 of accepted registrations ${during}`,
      percentile(storm.accepted, 0.99),
      deadlineMilliseconds + 2 * hashMilliseconds,
    ),
    {
      what: `at least ${leastOfCapacity} of capacity is accepted ${during}`,
      seen: ofCapacity.toFixed(3),
      isHeld: ofCapacity >= leastOfCapacity,
    },
    within(`p99 of refusals ${during}`, percentile(storm.refused, 0.99), refusalMilliseconds),
    within(`p99 of profile reads ${during}`, percentile(latenciesOf(storm.reads), 0.99), readMilliseconds),
    within(`calm after a storm ${during}`, storm.calmAgainMilliseconds, calmMilliseconds),
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
