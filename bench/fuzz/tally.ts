import type { Verdict } from './judge.ts'
import type { Outcome } from './pipeline.ts'
import type { SentRequest } from './request.ts'
import { isShed } from './shapes.ts'

/** How many, by what they were and what became of them. */
export type Counts = Record<string, number>

/** Of one surface or of one kind of change. */
export interface Row {
  readonly counts: Counts
  longestMilliseconds: number
}

export interface Tally {
  readonly bySurface: Record<string, Row>
  readonly byKind: Record<string, Row>
  readonly statuses: Counts
}

export const newTally = (): Tally => ({ bySurface: {}, byKind: {}, statuses: {} })

/** The row of that name, made if need be. */
function rowOf(rows: Record<string, Row>, name: string): Row {
  rows[name] ??= { counts: {}, longestMilliseconds: 0 }
  return rows[name]
}

const add = (counts: Counts, name: string, more = 1): void => {
  counts[name] = (counts[name] ?? 0) + more
}

/** What an answer counts as beside its verdict. */
function classOf(outcome: Outcome): string {
  if (outcome.kind !== 'answered') return 'left waiting'
  const { status } = outcome.answer
  if (isShed(outcome.answer)) return 'shed'
  return status === 429 ? '429' : `${Math.floor(status / 100)}xx`
}

export function count(tally: Tally, request: SentRequest, outcome: Outcome, verdict: Verdict | undefined): void {
  const rows = [rowOf(tally.bySurface, request.surface), rowOf(tally.byKind, request.kind)]
  for (const row of rows) {
    add(row.counts, 'requests')
    add(row.counts, classOf(outcome))
    if (verdict) add(row.counts, verdict.what)
    if (outcome.kind === 'answered') row.longestMilliseconds = Math.max(row.longestMilliseconds, outcome.milliseconds)
  }
  add(tally.statuses, outcome.kind === 'answered' ? String(outcome.answer.status) : 'none')
}

/** Both together, in the first. */
export function merge(into: Tally, other: Tally): void {
  for (const side of ['bySurface', 'byKind'] as const)
    for (const [name, { counts, longestMilliseconds }] of Object.entries(other[side])) {
      const row = rowOf(into[side], name)
      for (const [what, number] of Object.entries(counts)) add(row.counts, what, number)
      row.longestMilliseconds = Math.max(row.longestMilliseconds, longestMilliseconds)
    }
  for (const [status, number] of Object.entries(other.statuses)) add(into.statuses, status, number)
}
