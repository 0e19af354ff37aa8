import type { DriverSlice } from './driver-process.ts'

/** Done per second, with the driver's processor time taken out, as if the clients were on machines of their own. */
export const doneWithoutDriver = (
  { done, milliseconds, cpuMilliseconds }: Pick<DriverSlice, 'done' | 'milliseconds' | 'cpuMilliseconds'>,
  cores: number,
): number => (done / (milliseconds - cpuMilliseconds / cores)) * 1000
