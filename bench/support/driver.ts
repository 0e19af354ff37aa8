import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { DriverOrder, DriverSlice } from './driver-process.ts'

/** Clients in a process of their own, whose processor time can be told from the server's. */
export interface Driver {
  /** Connects so many clients, each with one request under way at any time, until `stop`. */
  start(load: Omit<Extract<DriverOrder, { kind: 'start' }>, 'kind'>): Promise<void>
  /** Offers so many requests a second, however they are answered, until `stop`. */
  offer(load: Omit<Extract<DriverOrder, { kind: 'offer' }>, 'kind'>): Promise<void>
  /** What happened since the last mark. */
  mark(): Promise<DriverSlice>
  /** Lets everything that was sent have its answer. @returns what happened since the last mark */
  stop(): Promise<DriverSlice>
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
    offer: async (load) => void (await order({ kind: 'offer', ...load })),
    mark: () => order({ kind: 'mark' }),
    stop: () => order({ kind: 'stop' }),
    close: () => child.disconnect(),
  }
}
