import type { HashCost } from '../../src/adapters/hashing/hash-worker.ts'
import type { Calm } from './calm.ts'
import { type Column, markdownTable } from './markdown-table.ts'
import type { Promised } from './overload-promises.ts'
import { floodTable, overloadTable, type Step } from './overload-table.ts'
import { median } from './statistics.ts'
import { closedClients, othersPerSecond, readsPerSecond, registrationProbesPerSecond, type Storm } from './storm.ts'

export interface Reported {
  readonly promises: readonly Promised[]
  readonly steps: readonly Step[]
  readonly floods: readonly Storm[]
  readonly calm: Calm
  readonly cost: HashCost
  readonly threads: number
  readonly cores: number
  readonly seconds: number
  readonly deadlineMilliseconds: number
  readonly hashMilliseconds: number
}

const left = (title: string): Column => ({ title, alignment: 'left' })

/** What was promised and seen, the picture, the tables, and how the figures came about. */
export const overloadReport = (reported: Reported): string =>
  [
    markdownTable(
      ['Promised', 'Seen', ''].map(left),
      reported.promises.map(({ what, seen, isHeld }) => [what, seen, isHeld ? 'held' : '**not held**']),
    ),
    pictureOf(reported.steps),
    overloadTable(reported.steps, reported.cores),
    methodOf(reported),
    floodTable(reported.floods, reported.cores),
  ].join('\n\n')

function pictureOf(steps: readonly Step[]): string {
  const capacity = median(steps.map(({ capacityPerSecond }) => capacityPerSecond)).toFixed(0)
  return `![Registrations accepted, and latencies, over registrations offered; capacity is ${capacity} a second](overload.svg)`
}

const methodOf = ({ calm, cost, threads, cores, seconds, deadlineMilliseconds, hashMilliseconds }: Reported): string =>
  `Made by \`npm run bench:overload\`, on PostgreSQL. Registrations (\`POST /api/v1/customers/\`, another person each time, all from one
address) come as people do who know nothing of each other: at random moments (a Poisson process), whether those before have their
answers or not. Each is timed from the moment it was due, so a server that answers late cannot put off the next one (coordinated
omission). Beside them come, evenly spaced, ${readsPerSecond} profile reads and ${othersPerSecond} sign-ins a second. Steps of ${seconds} s, each between two looks at the
capacity: what ${closedClients} clients get done that wait for their answers, beside the same reads and sign-ins. Argon2id at
m = ${cost.memoryKib} KiB, t = ${cost.passes}, p = ${cost.parallelism} (${hashMilliseconds.toFixed(1)} ms of processor time) on ${threads} threads, a deadline of ${deadlineMilliseconds} ms, the limits and the log line of each
request off. The worst step is made several times, since the machine's own speed drifts: of what is accepted the middle one counts,
of all else all of them. Driver, server and database share the machine's ${cores} cores; accepted/s and capacity/s are as if the driver had a machine of
its own: done / (wall time - the driver's processor time / ${cores} cores).

- Accepted: 201; its times count those whose answer came after the storm, too. Refused: 503 with \`Retry-After\`. Errors: anything else.
- Calm again: how long after the storm's last request half a second begins in which every profile read and every registration, of
  which ${registrationProbesPerSecond} a second come from then on, is done within twice the p99 of before all storms (${calm.read.toFixed(0)} and ${calm.registration.toFixed(0)} ms here).

The same with registrations and sign-ins in turn as the flood, and the other kind beside it, evenly spaced, ${othersPerSecond} a second:`
