import { availableParallelism } from 'node:os'
import { doneWithoutDriver } from './done-without-driver.ts'
import { type Column, markdownTable } from './markdown-table.ts'
import { latenciesOf } from './paced.ts'
import type { Peer } from './peer.ts'
import { clients, readsPerSecond, stormers, type Visit } from './peer-visit.ts'
import { median, percentile, sum } from './statistics.ts'

/** A service and all visits to it. */
export interface VisitedPeer {
  readonly peer: Peer
  readonly visits: readonly Visit[]
}

interface Figure {
  readonly title: string
  /** Absent: neither is ahead. */
  readonly better?: 'higher' | 'lower'
  /** What is known to keep Patron from being ahead. */
  readonly cause?: string
  readonly digits: number
  of(visits: readonly Visit[]): number
}

const cores = availableParallelism()
const middle = (of: (visit: Visit) => number) => (visits: readonly Visit[]) => median(visits.map(of))
const total = (of: (visit: Visit) => number) => (visits: readonly Visit[]) => sum(visits.map(of))

const figures: readonly Figure[] = [
  {
    title: `Registrations/s, ${clients} clients`,
    better: 'higher',
    digits: 1,
    of: middle((visit) => doneWithoutDriver(visit.registrations, cores)),
  },
  {
    title: `Sign-ins/s, ${clients} clients`,
    better: 'higher',
    digits: 1,
    of: middle((visit) => doneWithoutDriver(visit.signIns, cores)),
  },
  { title: 'CPU beyond the hash, ms a registration', better: 'lower', digits: 2, of: middle((visit) => visit.cpuBeyondHash) },
  { title: 'The bare hash, ms', digits: 2, of: middle((visit) => visit.cpuMillisecondsPerHash) },
  {
    title: `Profile reads/s, ${clients} clients`,
    better: 'higher',
    digits: 0,
    of: middle((visit) => doneWithoutDriver(visit.reads, cores)),
  },
  {
    title: `p99 of ${readsPerSecond} reads/s while ${stormers} sign in, ms`,
    better: 'lower',
    digits: 1,
    of: (visits) =>
      percentile(
        visits.flatMap(({ stormReads }) => latenciesOf(stormReads)),
        0.99,
      ),
  },
  {
    title: 'Sign-ins/s meanwhile',
    digits: 1,
    of: middle(({ stormSignIns }) => (stormSignIns.done / stormSignIns.milliseconds) * 1000),
  },
  { title: `Told to wait, ${stormers} clients`, digits: 0, of: total(({ stormSignIns }) => stormSignIns.busy) },
  {
    title: 'Start to the first profile, s',
    better: 'lower',
    digits: 2,
    of: middle((visit) => visit.startMilliseconds / 1000),
  },
  {
    title: 'Memory idle, MB',
    better: 'lower',
    cause: 'three contracts, GraphQL, pages and the service API are there from the start',
    digits: 0,
    of: middle((visit) => visit.idleMegabytes),
  },
  {
    title: 'Memory after the load, MB',
    better: 'lower',
    cause: 'V8 lets the space for new objects grow to 128 MB under load and keeps it; PBKDF2 needs no memory',
    digits: 0,
    of: middle((visit) => visit.loadedMegabytes),
  },
  { title: `Told to wait, ${clients} clients`, digits: 0, of: total(toldToWait) },
  { title: 'Errors', digits: 0, of: total(errorsIn) },
]

/** Answered otherwise than it should be, or not at all. */
function errorsIn({ registrations, signIns, reads, stormReads, stormSignIns }: Visit): number {
  const slices = [registrations, signIns, reads, stormSignIns].map(({ failed }) => failed)
  return sum(slices) + stormReads.length - latenciesOf(stormReads).length
}

function toldToWait({ registrations, signIns, reads }: Visit): number {
  return sum([registrations, signIns, reads].map(({ busy }) => busy))
}

/** Whether nothing was answered otherwise than it should be. */
export const answeredAll = (visited: readonly VisitedPeer[]): boolean =>
  visited.every(({ visits }) => visits.every((one) => errorsIn(one) === 0))

const columnOf = ({ peer }: VisitedPeer): string => `${peer.name} (${peer.hash})`

/** A row for each figure, a column for each service. */
export function peerTable(visited: readonly VisitedPeer[]): string {
  const columns: Column[] = visited.map((one) => ({ title: columnOf(one), alignment: 'right' }))
  const rows = figures.map(({ title, digits, of }) => [title, ...visited.map(({ visits }) => of(visits).toFixed(digits))])
  return markdownTable([{ title: '', alignment: 'left' }, ...columns], rows)
}

/** Names each figure at which another is level with the one or ahead of it, and the cause if it is known. */
export function notAhead(one: VisitedPeer, others: readonly VisitedPeer[]): readonly string[] {
  return figures.flatMap(({ title, better, cause, digits, of }) => {
    const own = of(one.visits)
    const ahead = others.filter(({ visits }) => (better === 'higher' ? of(visits) >= own : of(visits) <= own))
    if (better === undefined || ahead.length === 0) return []
    const named = ahead.map((other) => `${columnOf(other)} ${of(other.visits).toFixed(digits)}`)
    return [`${title}: ${own.toFixed(digits)} beside ${named.join(', ')}${cause ? ` (${cause})` : ''}`]
  })
}
