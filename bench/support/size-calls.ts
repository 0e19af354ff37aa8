import { driveSlice } from './drive-slice.ts'
import type { Driver } from './driver.ts'
import type { DriverSlice } from './driver-process.ts'
import { type Column, markdownTable } from './markdown-table.ts'
import { type CallKind, callKinds, type SizeSide, sizeLoad } from './size-side.ts'
import { median, percentile, sum } from './statistics.ts'

export interface Measured {
  readonly side: SizeSide
  readonly kind: CallKind
  readonly slice: DriverSlice
}

/** An installation with few customers and one with many. */
export type Sides = readonly [few: SizeSide, many: SizeSide]

export interface CallOptions {
  readonly seconds: number
  readonly rounds: number
  readonly clients: number
}

export const registrationsPerSecond = 1_000

/** Slices in turn, each side as often first, after a round that warms up. */
export async function measureCalls(driver: Driver, sides: Sides, options: CallOptions): Promise<readonly Measured[]> {
  const { seconds, rounds, clients } = options
  const measured: Measured[] = []
  for (let round = 0; round <= rounds; round += 1) {
    for (const kind of callKinds) {
      for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
        const load = sizeLoad(kind, side, (seconds + 1) * registrationsPerSecond)
        const { slice } = await driveSlice(driver, { port: side.server.port, clients, load }, seconds * 1000)
        if (round > 0) measured.push({ side, kind, slice })
      }
    }
  }
  return measured
}

/** How many times longer it takes with many customers, the median of the rounds on each side. */
function times(measured: readonly Measured[], [few, many]: Sides, share: number) {
  const of = (side: SizeSide) =>
    median(measured.filter((one) => one.side === side).map(({ slice }) => percentile(slice.latencies, share)))
  return { few: of(few), many: of(many), times: of(many) / of(few) }
}

const failedIn = (measured: readonly Measured[]): number => sum(measured.map(({ slice }) => slice.failed + slice.busy))
const ofKind = (measured: readonly Measured[], kind: CallKind) => measured.filter((one) => one.kind === kind)

/** Whether every kind of call was answered, and within so many times of what it takes with few customers. */
export const staysWithin = (measured: readonly Measured[], sides: Sides, most: number): boolean =>
  failedIn(measured) === 0 &&
  callKinds.every((kind) => [0.5, 0.99].every((share) => times(ofKind(measured, kind), sides, share).times <= most))

/** A row for each kind of call. */
export function callTable(measured: readonly Measured[], sides: Sides): string {
  const counts = sides.map(({ customers }) => customers.toLocaleString('en'))
  const titles = [50, 99].flatMap((share) => [...counts.map((count) => `p${share} ms, ${count}`), 'Times'])
  const columns: Column[] = [...titles, 'Errors'].map((title) => ({ title, alignment: 'right' }))
  const rows = callKinds.map((kind) => {
    const some = ofKind(measured, kind)
    const figures = [0.5, 0.99].flatMap((share) => Object.values(times(some, sides, share)).map((value) => value.toFixed(2)))
    return [kind, ...figures, String(failedIn(some))]
  })
  return markdownTable([{ title: 'Call', alignment: 'left' }, ...columns], rows)
}
