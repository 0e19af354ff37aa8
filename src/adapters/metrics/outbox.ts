import { Gauge, type Registry } from 'prom-client'
import type { Channel } from '../../core/outbox/delivery.ts'
import { readBehind } from './read-behind.ts'

// Alerts look at minutes.
const freshMilliseconds = 10_000

export interface Outbox {
  /** Asks the database; may take as long as it takes, and may fail. */
  readFigures(): Promise<{ readonly lagSeconds: number; readonly waiting: Readonly<Record<Channel, number>> }>
  /** A clock that never goes back, in milliseconds. */
  readonly now: () => number
}

/** How far behind what follows from events is, of all nodes together. Read behind the reader; until the first answer there is no figure. */
export function addOutbox(registry: Registry, { readFigures, now }: Outbox): void {
  const refresh = async () => {
    const { lagSeconds, waiting } = await readFigures()
    lag.set(lagSeconds)
    for (const [channel, count] of Object.entries(waiting)) deliveries.set({ channel }, count)
  }
  const lag: Gauge = new Gauge({
    name: 'patron_event_lag_seconds',
    help: 'Age of the oldest event that has no position yet; 0 when all have theirs. Read every ten seconds.',
    registers: [registry],
    collect: readBehind({ refresh, freshMilliseconds, now }),
  })
  const deliveries = new Gauge({
    name: 'patron_deliveries_waiting',
    help: 'Messages that are neither delivered nor given up, counted up to 100000. Read every ten seconds.',
    labelNames: ['channel'],
    registers: [registry],
  })
  lag.remove()
}
