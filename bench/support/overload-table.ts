import { doneWithoutDriver } from './done-without-driver.ts'
import { type Column, markdownTable } from './markdown-table.ts'
import { latenciesOf } from './paced.ts'
import { percentile } from './statistics.ts'
import type { Storm } from './storm.ts'

/** A storm of registrations, beside what the server takes on when nobody is refused. */
export interface Step {
  readonly storm: Storm
  /** Of capacity, as it was meant. */
  readonly times: number
  /** Registrations a second, measured before and after. */
  readonly capacityPerSecond: number
}

export const offeredPerSecond = ({ during }: Storm): number => (during.sent / during.milliseconds) * 1000

export const acceptedOfCapacity = ({ storm, capacityPerSecond }: Step, cores: number): number =>
  doneWithoutDriver(storm.during, cores) / capacityPerSecond

interface Figure<Row> extends Column {
  read(row: Row): string
}

const figure = <Row>(title: string, read: (row: Row) => string): Figure<Row> => ({ title, read, alignment: 'right' })
const show = (value: number, digits = 1): string => (Number.isFinite(value) ? value.toFixed(digits) : '-')
const at = (share: number, latencies: readonly number[]): string => show(percentile(latencies, share))

const figures = (cores: number): readonly Figure<Step>[] => [
  figure('Times capacity', ({ times }) => String(times)),
  figure('Offered/s', ({ storm }) => show(offeredPerSecond(storm))),
  figure('Accepted/s', ({ storm }) => show(doneWithoutDriver(storm.during, cores))),
  figure('Capacity/s', ({ capacityPerSecond }) => show(capacityPerSecond)),
  figure('Of capacity', (step) => show(acceptedOfCapacity(step, cores), 3)),
  figure('Accepted p50 ms', ({ storm }) => at(0.5, storm.accepted)),
  figure('p95 ms', ({ storm }) => at(0.95, storm.accepted)),
  figure('p99 ms', ({ storm }) => at(0.99, storm.accepted)),
  figure('Refused/s', ({ storm: { during } }) => show((during.busy / during.milliseconds) * 1000)),
  figure('Refusals p50 ms', ({ storm }) => at(0.5, storm.refused)),
  figure('p99 ms', ({ storm }) => at(0.99, storm.refused)),
  figure('Reads p50 ms', ({ storm }) => at(0.5, latenciesOf(storm.reads))),
  figure('p99 ms', ({ storm }) => at(0.99, latenciesOf(storm.reads))),
  figure('Sign-ins done', ({ storm }) => shareDone(storm)),
  figure('p99 ms', ({ storm }) => at(0.99, latenciesOf(storm.others))),
  figure('Errors', ({ storm }) => String(errorsIn(storm))),
  figure('Calm again, ms', ({ storm }) => show(storm.calmAgainMilliseconds, 0)),
]

const shareDone = ({ others }: Storm): string => `${latenciesOf(others).length} of ${others.length}`

/** Answers that were neither as hoped nor 503, and connections that broke. */
export const errorsIn = ({ failed, reads, others }: Storm): number =>
  failed + [...reads, ...others].filter(({ outcome }) => outcome === 'failed').length

export const overloadTable = (steps: readonly Step[], cores: number): string => tableOf(figures(cores), steps)

const floodFigures = (cores: number): readonly Figure<Storm>[] => [
  { ...figure<Storm>('Flooded', ({ flooded }) => flooded), alignment: 'left' },
  figure('Offered/s', (storm) => show(offeredPerSecond(storm))),
  figure('Accepted/s', ({ during }) => show(doneWithoutDriver(during, cores))),
  { ...figure<Storm>('Beside', ({ flooded }) => (flooded === 'sign-ins' ? 'registrations' : 'sign-ins')), alignment: 'left' },
  figure('Done', shareDone),
  figure('p50 ms', ({ others }) => at(0.5, latenciesOf(others))),
  figure('p99 ms', ({ others }) => at(0.99, latenciesOf(others))),
  figure('Reads p99 ms', ({ reads }) => at(0.99, latenciesOf(reads))),
]

/** Of floods of the one kind, what those of the other kind met. */
export const floodTable = (storms: readonly Storm[], cores: number): string => tableOf(floodFigures(cores), storms)

const tableOf = <Row>(columns: readonly Figure<Row>[], rows: readonly Row[]): string =>
  markdownTable(
    columns,
    rows.map((row) => columns.map(({ read }) => read(row))),
  )
