import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { DriverOrder, DriverSlice } from './driver-process.ts'

/** Clients in a process of their own, whose processor time can be told from the server's. */
export interface Driver {
  /** Connects so many clients, each with one request under way at any time, until `stop`. */
  start(load: Omit<Extract<DriverOrder, { kind: 'start' }>, 'kind'>): Promise<void>
  /** What happened since the last mark. */
  mark(): Promise<DriverSlice>
  /** Lets every client have its last answer. */
  stop(): Promise<void>
  close(): void
}

export function startDriver(): Driver {
  const child = fork(fileURLToPath(new URL('./driver-process.ts', import.meta.url)))
  const order = async (what: DriverOrder): Promise<DriverSlice> => {
    const answer = once(child, 'message')
    child.send(what)
    const [slice] = await answer
    return slice as DriverSlice
  }
  return {
    start: async (load) => void (await order({ kind: 'start', ...load })),
    mark: () => order({ kind: 'mark' }),
    stop: async () => void (await order({ kind: 'stop' })),
    close: () => child.disconnect(),
  }
}
