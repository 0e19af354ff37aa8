import type { Tally, Tallying, TallyKind } from '../../core/statistics/tally.ts'

const hourMilliseconds = 3_600_000

/** Counts what happens in tenants by the hour, until somebody takes it. */
export class Tallies implements Tallying {
  readonly #now: () => number
  #counted = new Map<string, Tally>()

  /** @param now  milliseconds since 1970 */
  constructor(now: () => number) {
    this.#now = now
  }

  count(tenantId: string, kind: TallyKind): void {
    this.#add({ tenantId, kind, hour: new Date(Math.floor(this.#now() / hourMilliseconds) * hourMilliseconds), count: 1 })
  }

  /** What was counted since the last time, by tenant. */
  take(): ReadonlyMap<string, readonly Tally[]> {
    const taken = Map.groupBy(this.#counted.values(), ({ tenantId }) => tenantId)
    this.#counted = new Map()
    return taken
  }

  /** Counts again what was taken and could not be kept. */
  putBack(tallies: readonly Tally[]): void {
    for (const tally of tallies) this.#add(tally)
  }

  #add(tally: Tally): void {
    const key = `${tally.tenantId} ${tally.hour.getTime()} ${tally.kind}`
    this.#counted.set(key, { ...tally, count: tally.count + (this.#counted.get(key)?.count ?? 0) })
  }
}
