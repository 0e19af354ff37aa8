import { Gauge, type Registry } from 'prom-client'
import { readBehind } from './read-behind.ts'

// Numbers run out over years, so a figure of a minute ago is as good as one of now.
const freshMilliseconds = 60_000

export interface CustomerNumbers {
  /** Asks the database; may take as long as it takes, and may fail. */
  readUsedRatio(): Promise<number>
  /** A clock that never goes back, in milliseconds. */
  readonly now: () => number
}

/** Read once a minute at most, behind the reader. Until the first answer there is no figure. */
export function addCustomerNumbers(registry: Registry, { readUsedRatio, now }: CustomerNumbers): void {
  const refresh = async () => used.set(await readUsedRatio())
  const used: Gauge = new Gauge({
    name: 'patron_customer_number_used_ratio',
    help: 'Share of the customer numbers given out; at 1 nobody can register. Read once a minute.',
    registers: [registry],
    collect: readBehind({ refresh, freshMilliseconds, now }),
  })
  used.remove()
}
