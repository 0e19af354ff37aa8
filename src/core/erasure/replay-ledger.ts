import { type EraseNowDeps, eraseLocked } from './erase-customer.ts'
import type { Erasure, ErasureLedger, UnledgeredStore } from './erasure.ts'

/** One tenant, as a replay works on it. */
export interface ReplayTenant extends EraseNowDeps {
  /** Of the customers named, those who are there and not deleted. */
  undeleted(customerIds: readonly string[]): Promise<readonly string[]>
}

// One query asks for so many at once; so many are held in memory.
const atOnce = 500

/**
 * Erases again whoever stands in the ledger and is not deleted: a restored backup has forgotten it. Who is erased stays
 * so, and who the database does not know is passed over.
 *
 * @param ledger  of any length, in any order, with repetitions
 * @returns how many were erased again
 */
export async function replayLedger(
  ledger: AsyncIterable<Erasure>,
  tenantOf: (tenantId: string) => ReplayTenant,
): Promise<number> {
  let erased = 0
  let batch: Erasure[] = []
  for await (const erasure of ledger) {
    batch.push(erasure)
    if (batch.length < atOnce) continue
    erased += await replayBatch(batch, tenantOf)
    batch = []
  }
  return erased + (await replayBatch(batch, tenantOf))
}

async function replayBatch(batch: readonly Erasure[], tenantOf: (tenantId: string) => ReplayTenant): Promise<number> {
  let erased = 0
  for (const [tenantId, erasures] of Map.groupBy(batch, (erasure) => erasure.tenantId)) {
    const tenant = tenantOf(tenantId)
    const forgotten = new Set(await tenant.undeleted(erasures.map(({ customerId }) => customerId)))
    for (const erasure of erasures) {
      if (!forgotten.delete(erasure.customerId)) continue
      await eraseAgain(erasure, tenant)
      erased += 1
    }
  }
  return erased
}

const eraseAgain = ({ customerId, erasedAt }: Erasure, tenant: ReplayTenant): Promise<void> =>
  tenant.transaction(async (stores) => {
    const customer = await stores.customers.lock(customerId)
    if (customer) await eraseLocked(customer, { erasedAt, isInLedger: true }, stores, tenant)
  })

/**
 * Enters in the ledger what a crash between the commit and the ledger kept from it.
 *
 * @returns how many were entered
 */
export async function completeLedger(ledger: ErasureLedger, unledgered: UnledgeredStore): Promise<number> {
  for (let entered = 0; ; ) {
    const erasures = await unledgered.some()
    if (erasures.length === 0) return entered
    await ledger.append(erasures)
    await unledgered.markLedgered(erasures.map(({ customerId }) => customerId))
    entered += erasures.length
  }
}
