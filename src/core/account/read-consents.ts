import { Trouble } from '../../violations/trouble.ts'
import type { ConsentLookUp, ConsentReceipts, ConsentRecord } from '../consents/consent.ts'
import { type ConsentStanding, consentOverview } from '../consents/overview.ts'
import type { CustomerLookUp } from '../customers/find-customer.ts'
import type { TenantSettings } from '../tenants/settings.ts'

export interface ReadConsentsDeps {
  readonly customers: Pick<CustomerLookUp, 'withId'>
  readonly consents: Pick<ConsentLookUp, 'states' | 'history' | 'find'>
  readonly settings: Pick<TenantSettings, 'consents'>
  readonly receipts: ConsentReceipts
  now(): Date
}

/**
 * What a customer said to the tenant's consents; of an erased one what is left of it, which names nobody.
 *
 * @throws Trouble `no_such_customer`
 */
export async function readConsents(customerId: string, deps: ReadConsentsDeps): Promise<readonly ConsentStanding[]> {
  await requireCustomer(customerId, deps)
  return consentOverview(await deps.consents.states(customerId), deps.settings, deps.now())
}

/** As `readConsents`, every answer there ever was, oldest first. */
export async function readConsentHistory(customerId: string, deps: ReadConsentsDeps): Promise<readonly ConsentRecord[]> {
  await requireCustomer(customerId, deps)
  return deps.consents.history(customerId)
}

/**
 * Proof of one answer for whoever cannot look here.
 *
 * @throws Trouble `no_such_customer`, `not_found` when the customer has no such record
 * @source docs/consents.md#receipts
 */
export async function makeConsentReceipt(customerId: string, recordId: string, deps: ReadConsentsDeps): Promise<string> {
  await requireCustomer(customerId, deps)
  const record = await deps.consents.find(customerId, recordId)
  if (!record) throw new Trouble({ code: 'not_found' })
  return deps.receipts.make(record)
}

async function requireCustomer(customerId: string, { customers }: ReadConsentsDeps): Promise<void> {
  if (!(await customers.withId(customerId))) throw new Trouble({ code: 'no_such_customer' })
}
