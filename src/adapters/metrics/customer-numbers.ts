import { Gauge, type Registry } from 'prom-client'

// Numbers run out over years, so a figure of a minute ago is as good as one of now.
const freshMilliseconds = 60_000

export interface CustomerNumbers {
  /** Asks the database; may take as long as it takes, and may fail. */
  readUsedRatio(): Promise<number>
  /** A clock that never goes back, in milliseconds. */
  readonly now: () => number
}

/**
 * Shows what was last read and asks for more behind it, once a minute at most: whoever reads the metrics never waits for
 * the database, least of all when it is away. Until the first answer there is no figure.
 */
export function addCustomerNumbers(registry: Registry, { readUsedRatio, now }: CustomerNumbers): void {
  let readAgainAt = Number.NEGATIVE_INFINITY
  const refresh = async (gauge: Gauge) => {
    readAgainAt = now() + freshMilliseconds
    try {
      gauge.set(await readUsedRatio())
    } catch {
      readAgainAt = now() // that the database is away is told by others; the next reader asks again
    }
  }
  const used = new Gauge({
    name: 'patron_customer_number_used_ratio',
    help: 'Share of the customer numbers given out; at 1 nobody can register. Read once a minute.',
    registers: [registry],
    collect() {
      if (now() >= readAgainAt) void refresh(this)
    },
  })
  used.remove()
}
