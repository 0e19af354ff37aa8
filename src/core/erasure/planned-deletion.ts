import type { Violation } from '../../violations/violation.ts'
import { lockActive } from '../account/lock-active.ts'
import { type ProvePasswordDeps, provePassword } from '../account/prove-password.ts'
import type { Customer, CustomerStore } from '../customers/customer.ts'
import type { CustomerEvent, EventStore } from '../outbox/event.ts'
import type { Locale } from '../tenants/locale.ts'
import { type EraseDeps, type ErasureStores, eraseLocked } from './erase-customer.ts'

/** A wish to be deleted that waits for its day. */
export interface PlannedDeletion {
  readonly askedAt: Date
  readonly dueAt: Date
}

export interface PlannedDeletionLookUp {
  find(customerId: string): Promise<PlannedDeletion | undefined>
}

/** As `PlannedDeletionLookUp`, written; for a transaction that has locked the customer. */
export interface PlannedDeletionStore extends PlannedDeletionLookUp {
  /** @returns the wish, by the clock of the database; `undefined` where there was one already, which stays as it is */
  plan(customerId: string, afterDays: number): Promise<PlannedDeletion | undefined>
  /** False when there is none. */
  cancel(customerId: string): Promise<boolean>
  /** Whether the customer's day has come. */
  isDue(customerId: string): Promise<boolean>
}

interface PlanStores {
  readonly customers: Pick<CustomerStore, 'lock'>
  readonly plannedDeletions: PlannedDeletionStore
  readonly events: EventStore
}

interface EventDeps {
  newId(): string
  now(): Date
}

export interface PlanDeletionDeps extends ProvePasswordDeps, EventDeps {
  readonly afterDays: number
  transaction<Result>(work: (stores: PlanStores) => Promise<Result>): Promise<Result>
  /** The day it is then where the tenant is, `YYYY-MM-DD`. */
  dayOf(at: Date): string
}

export interface PlannedWish {
  readonly customer: Customer
  readonly password: string
  readonly clientNetwork: string
  /** What the customer is written to in. */
  readonly locale: Locale
}

/**
 * Notes that whoever is signed in wants to be deleted once some days have passed, and tells them by mail when. Wishing again
 * puts nothing off and tells nothing again.
 *
 * @returns what is wrong, or nothing
 * @throws Trouble as `provePassword`; `account_inactive`, `no_such_customer`, `unavailable`
 */
export async function planDeletion(wish: PlannedWish, deps: PlanDeletionDeps): Promise<readonly Violation[]> {
  const { customer, password, clientNetwork, locale } = wish
  const violations = await provePassword({ customer, password, clientNetwork }, deps)
  if (violations.length > 0) return violations
  await deps.transaction(async ({ customers, plannedDeletions, events }) => {
    const { id, email, firstName } = await lockActive(customer.id, customers)
    const planned = await plannedDeletions.plan(id, deps.afterDays)
    if (!planned) return
    const facts = { day: deps.dayOf(planned.dueAt), locale }
    await events.append({ ...eventOf(id, deps), type: 'customer.deletion_planned', facts, personal: { email, firstName } })
  })
  return []
}

/** Takes the wish back; without one nothing happens. @throws Trouble `account_inactive`, `no_such_customer`, `unavailable` */
export async function cancelDeletion(customerId: string, deps: Omit<PlanDeletionDeps, keyof ProvePasswordDeps>): Promise<void> {
  await deps.transaction(async ({ customers, plannedDeletions, events }) => {
    await lockActive(customerId, customers)
    if (!(await plannedDeletions.cancel(customerId))) return
    await events.append({ ...eventOf(customerId, deps), type: 'customer.deletion_cancelled', facts: {}, personal: null })
  })
}

const eventOf = (customerId: string, { newId, now }: EventDeps): Pick<CustomerEvent, 'id' | 'customerId' | 'occurredAt'> => ({
  id: newId(),
  customerId,
  occurredAt: now(),
})

export interface DeleteDueDeps extends Omit<EraseDeps, 'transaction'> {
  transaction<Result>(
    work: (stores: ErasureStores & { readonly plannedDeletions: PlannedDeletionStore }) => Promise<Result>,
  ): Promise<Result>
}

/**
 * Deletes a customer whose day has come, as an erasure does, whatever state they are in. One who thought better of it, or whom
 * another node has deleted meanwhile, is left as they are.
 *
 * @returns whether they were deleted here
 * @throws Trouble `unavailable`; the ledger is completed at the next start if it could not be written
 */
export async function deleteDue(customerId: string, deps: DeleteDueDeps): Promise<boolean> {
  const erasedAt = await deps.transaction(async (stores) => {
    const customer = await stores.customers.lock(customerId)
    if (!customer || !(await stores.plannedDeletions.isDue(customerId))) return undefined
    return eraseLocked(customer, { erasedAt: deps.now(), isInLedger: false }, stores, deps)
  })
  if (!erasedAt) return false
  await deps.ledger.append([{ customerId, tenantId: deps.tenantId, erasedAt }])
  await deps.unledgered.markLedgered([customerId])
  return true
}
