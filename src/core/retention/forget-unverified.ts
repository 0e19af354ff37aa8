import { type EraseDeps, type ErasureStores, eraseLocked } from '../erasure/erase-customer.ts'

/** Accounts of one tenant that nobody has made their own: who is one is for `isUnclaimed` to say. */
export interface UnclaimedAccounts {
  /** Some of them that are older than so many days, by their ids. */
  some(days: number, limit: number): Promise<readonly string[]>
  count(days: number): Promise<number>
}

export interface UnclaimedCheck {
  /** As `UnclaimedAccounts`, of one customer who is locked. */
  isUnclaimed(customerId: string, days: number): Promise<boolean>
}

export interface ForgetDeps extends Omit<EraseDeps, 'transaction'> {
  readonly days: number
  transaction<Result>(work: (stores: ErasureStores & { readonly unclaimed: UnclaimedCheck }) => Promise<Result>): Promise<Result>
}

/**
 * Erases an account that nobody has made their own for so many days. Who has proven the mailbox or signed in meanwhile, or whom
 * another node has erased, is left as they are.
 *
 * @returns whether it was erased here
 * @throws Trouble `unavailable`; the ledger is completed at the next start if it could not be written
 * @source docs/decisions/0048-retention.md
 */
export async function forgetUnverified(customerId: string, deps: ForgetDeps): Promise<boolean> {
  const erasedAt = await deps.transaction(async (stores) => {
    const customer = await stores.customers.lock(customerId)
    if (!customer || !(await stores.unclaimed.isUnclaimed(customerId, deps.days))) return undefined
    return eraseLocked(customer, { erasedAt: deps.now(), isInLedger: false }, stores, deps)
  })
  if (!erasedAt) return false
  await deps.ledger.append([{ customerId, tenantId: deps.tenantId, erasedAt }])
  await deps.unledgered.markLedgered([customerId])
  return true
}
