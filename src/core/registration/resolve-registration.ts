import type { RecordConsentsDeps } from '../consents/record-answers.ts'
import type { Claim, ClaimStore } from '../customers/claim.ts'
import { claimedNames } from '../customers/claimed-names.ts'
import type { Customer, CustomerStore } from '../customers/customer.ts'
import type { TenantSettings } from '../tenants/settings.ts'
import { type NewCustomerStores, storeRegistration } from './registration.ts'
import { type TellHolderStores, tellHolder } from './tell-holder.ts'
import type { WaitingRegistrationStore } from './waiting-registration.ts'

/** What resolving a registration reads and writes, all in one transaction. */
export interface ResolveRegistrationStores extends NewCustomerStores, TellHolderStores {
  readonly recoveries: TellHolderStores['recoveries']
  readonly waitingRegistrations: Pick<WaitingRegistrationStore, 'take'>
  readonly claims: Pick<ClaimStore, 'take' | 'release' | 'holder'>
  readonly customers: Pick<CustomerStore, 'insert' | 'lock'>
}

export interface ResolveRegistrationDeps extends RecordConsentsDeps {
  readonly settings: TenantSettings
  transaction<Result>(work: (stores: ResolveRegistrationStores) => Promise<Result>): Promise<Result>
}

/**
 * Resolves the oldest registration that waits: if its mailbox is nobody's, the customer is stored with the event that the mail
 * to prove it follows from; else whoever has the mailbox is written to, and nothing is stored of the other. A crash leaves the
 * registration to the next run; any number of nodes may resolve at once.
 *
 * @returns whether there was a registration
 */
export async function resolveRegistration(deps: ResolveRegistrationDeps): Promise<boolean> {
  return deps.transaction(async (stores) => {
    const registration = await stores.waitingRegistrations.take()
    if (!registration) return false
    const { customer } = registration
    const names = claimedNames(customer, deps.settings).map(({ claim }) => claim)
    const holder = await takeOrFindHolder(customer.id, names, stores)
    await (holder ? tellHolder(holder, registration.locale, stores, deps) : storeRegistration(registration, stores, deps))
    return true
  })
}

// An erasure may free a name between two looks; nothing frees and takes one so often.
const mostLooks = 5

/** Takes the names, or locks whoever has one of them. @returns `undefined` when they are taken */
async function takeOrFindHolder(
  customerId: string,
  names: readonly Claim[],
  { claims, customers }: Pick<ResolveRegistrationStores, 'claims' | 'customers'>,
): Promise<Customer | undefined> {
  for (let look = 1; look <= mostLooks; look += 1) {
    const lost = await claims.take(customerId, names)
    if (!lost) return undefined
    const holderId = await claims.holder(lost)
    const holder = holderId === undefined ? undefined : await customers.lock(holderId)
    if (holder && holder.state !== 'deleted') return holder
  }
  throw new Error('a login is held by a customer who is not there')
}
