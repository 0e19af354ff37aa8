import { performance } from 'node:perf_hooks'
import { type WireAnswer, WireClient } from './wire-client.ts'

export interface OpenLoopOptions {
  readonly port: number
  readonly perSecond: number
  /** Evenly spaced, or as people come who know nothing of each other: a Poisson process. */
  readonly spacing: 'even' | 'poisson'
  next(): Uint8Array
  /**
   * @param answer        nothing when the connection broke
   * @param milliseconds  from when the request was due, whatever kept it from being sent then
   * @param dueAt         on the clock of `performance.now()`
   */
  onAnswer(answer: WireAnswer | undefined, milliseconds: number, dueAt: number): void
}

export interface OpenLoop {
  /** Sends nothing more, and returns when everything sent is answered. */
  stop(): Promise<void>
}

/**
 * Sends requests when they are due, whether those before have their answers or not: a crowd does not wait for each other.
 *
 * A client that asks again when it is answered slows down with the server, and so leaves the worst times out of the figures
 * (coordinated omission). Here every request is due at a time that no answer moves, and its latency counts from then. Each takes
 * a connection that is free, else opens another.
 */
export function offer(options: OpenLoopOptions): OpenLoop {
  const { port, perSecond, spacing, next, onAnswer } = options
  const free: WireClient[] = []
  const underWay = new Set<Promise<void>>()
  const gap = () => (1000 / perSecond) * (spacing === 'even' ? 1 : -Math.log(1 - Math.random()))

  async function send(dueAt: number): Promise<void> {
    const client = takeOpen(free) ?? (await WireClient.connect(port))
    const answer = await client?.ask(next())
    onAnswer(answer, performance.now() - dueAt, dueAt)
    if (client?.isOpen) free.push(client)
  }
  function sendDue(): void {
    const now = performance.now()
    for (; dueAt <= now; dueAt += gap()) {
      const sent = send(dueAt).finally(() => underWay.delete(sent))
      underWay.add(sent)
    }
    timer = setTimeout(sendDue, dueAt - now)
  }

  let dueAt = performance.now() + gap()
  let timer = setTimeout(sendDue, dueAt - performance.now())
  return {
    async stop() {
      clearTimeout(timer)
      await Promise.all(underWay)
      for (const client of free) client.close()
    },
  }
}

/** The one that rested longest, so that none rests until the server closes it. */
function takeOpen(free: WireClient[]): WireClient | undefined {
  let client = free.shift()
  while (client && !client.isOpen) client = free.shift()
  return client
}
