import type { Column } from './markdown-table.ts'
import { Count, type Tally } from './tally.ts'

/** What one fault did. */
export interface FaultRow {
  readonly fault: string
  /** Of the requests that the row is about: those of registrations, unless `fault` says otherwise. */
  readonly answers: Tally
  /** Every status the health checks were answered with; of none, nobody asked. */
  readonly liveness: readonly number[]
  readonly readiness: readonly number[]
  /** From the end of the fault to the last answer that is none of a server with which all is well. */
  readonly healedSeconds: number | undefined
  /** What else was seen, in a few words with figures. */
  readonly beside: readonly string[]
  /** The promises that did not hold. */
  readonly broken: readonly string[]
}

/** One fault, or several of a kind, from an empty database to its rows. It leaves nothing running. */
export type Scenario = () => Promise<readonly FaultRow[]>

/** The promises that were not kept. */
export const unkept = (promises: readonly (readonly [promise: string, isKept: boolean])[]): readonly string[] =>
  promises.flatMap(([promise, isKept]) => (isKept ? [] : [promise]))

/** The row of a fault that this machine could not be given. */
export const untried = (fault: string, why: string): FaultRow => ({
  fault,
  answers: new Count().tally(),
  liveness: [],
  readiness: [],
  healedSeconds: undefined,
  beside: [],
  broken: [`not tried: ${why}`],
})

export const inSeconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`

const right = (title: string): Column => ({ title, alignment: 'right' })
const left = (title: string): Column => ({ title, alignment: 'left' })

export const faultColumns: readonly Column[] = [
  left('Fault'),
  ...['Done', 'Shed', 'Other', 'Slowest, s'].map(right),
  left('Liveness'),
  left('Readiness'),
  right('Healed after, s'),
  left('Beside that'),
  left('Promise'),
]

export const faultCells = ({
  fault,
  answers,
  liveness,
  readiness,
  healedSeconds,
  beside,
  broken,
}: FaultRow): readonly string[] => [
  fault,
  ...[answers.done, answers.shed, answers.other].map(String),
  (answers.slowestMilliseconds / 1000).toFixed(1),
  liveness.join(', '),
  readiness.join(', '),
  healedSeconds?.toFixed(1) ?? '',
  beside.join('; '),
  broken.length === 0 ? 'kept' : `broken: ${broken.join('; ')}`,
]
