import { setTimeout as sleep } from 'node:timers/promises'
import { type FaultRow, inSeconds } from './fault-row.ts'
import { type Seen, startWatch, type WatchOptions } from './watch.ts'

/** Something that goes wrong for a while. */
export interface Trial {
  /** Who registers and reads meanwhile. */
  readonly watch: WatchOptions
  readonly lastsMilliseconds: number
  spoil(): unknown
  mend(): unknown
}

export interface TrialOutcome {
  readonly before: Seen
  /** While it lasted. */
  readonly during: Seen
  /** From its end on. */
  readonly after: Seen
  readonly slowestMilliseconds: number
  /** Registrations and reads, before, during and after, that were neither done nor shed. */
  readonly others: number
  /** From the end of the fault to the last answer that is none of a server with which all is well. */
  readonly healedSeconds: number
  /** What was shed, and not taken within a minute after the end either. */
  readonly unsettled: number
}

const calmMilliseconds = 2_000
// Ten seconds is what healing may take; what comes late is seen as well.
const healingMilliseconds = 12_000

/** Lets people register and read, before, while and after something goes wrong. */
export async function tryOut({ watch: options, lastsMilliseconds, spoil, mend }: Trial): Promise<TrialOutcome> {
  const watch = startWatch(options)
  await sleep(calmMilliseconds)
  const before = watch.look()
  await spoil()
  await sleep(lastsMilliseconds)
  const during = watch.look()
  await mend()
  const mendedAt = performance.now()
  await sleep(healingMilliseconds)
  const after = watch.look()
  const healedSeconds = watch.secondsUntilWell(mendedAt)
  const unsettled = await watch.stop()
  for (const example of [...watch.examples, ...unsettled]) process.stderr.write(`${example}\n`)
  const tallies = [before, during, after].flatMap(({ registrations, reads }) => [registrations, reads])
  return {
    before,
    during,
    after,
    slowestMilliseconds: Math.max(...tallies.map((tally) => tally.slowestMilliseconds)),
    others: tallies.reduce((total, { other }) => total + other, 0),
    healedSeconds,
    unsettled: unsettled.length,
  }
}

/** What was seen while it lasted, as a row that says nothing of promises yet. */
export function rowDuring(fault: string, { during, slowestMilliseconds, healedSeconds, unsettled }: TrialOutcome) {
  const { registrations, reads, liveness, readiness } = during
  return {
    fault,
    answers: { ...registrations, slowestMilliseconds },
    liveness,
    readiness,
    healedSeconds,
    beside: [
      `reads: ${reads.done} done, ${reads.shed} shed, ${inSeconds(reads.slowestMilliseconds)} at most`,
      `of the shed not taken later: ${unsettled}`,
    ],
  } satisfies Omit<FaultRow, 'broken'>
}
