import { setTimeout as sleep } from 'node:timers/promises'
import type { Driver } from './driver.ts'
import type { DriverSlice } from './driver-process.ts'

export interface DrivenSlice {
  readonly slice: DriverSlice
  /** What `readCpu` counted on meanwhile. */
  readonly cpuMilliseconds: number
}

// A driver's first answers come from an empty queue; the slice begins when the queue is as long as it stays.
const settleMilliseconds = 500

/** Starts the driver, looks at it for so long, and stops it again. */
export async function driveSlice(
  driver: Driver,
  load: Parameters<Driver['start']>[0],
  milliseconds: number,
  readCpu: () => number = () => Number.NaN,
): Promise<DrivenSlice> {
  await driver.start(load)
  await sleep(settleMilliseconds)
  await driver.mark()
  const before = readCpu()
  await sleep(milliseconds)
  const slice = await driver.mark()
  const cpuMilliseconds = readCpu() - before
  await driver.stop()
  return { slice, cpuMilliseconds }
}
