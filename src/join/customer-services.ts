import { v7 as newId } from 'uuid'
import { toAscii } from '../adapters/network/idna.ts'
import type { CustomerServices } from '../control/customers.ts'
import { changeState } from '../core/account/change-state.ts'
import { endOtherSessions, endSession } from '../core/account/end-sessions.ts'
import { findNamed } from '../core/customers/find-named.ts'
import { searchCustomers } from '../core/customers/search-customers.ts'
import { overviewOf } from '../core/disclosure/overview.ts'
import { eraseCustomer } from '../core/erasure/erase-customer.ts'
import { sendReset } from '../core/recovery/send-reset.ts'
import type { Tenant } from '../core/tenants/tenant.ts'
import { addressLookUp } from '../storage/address-book.ts'
import { consentLookUp } from '../storage/consents.ts'
import { passwordLookUp } from '../storage/credentials.ts'
import { customerListing } from '../storage/customer-listing.ts'
import { customerSearch } from '../storage/customer-look-up.ts'
import { unledgeredStore } from '../storage/erasures.ts'
import { ownDataLookUp } from '../storage/own-data.ts'
import { plannedDeletionLookUp } from '../storage/planned-deletions.ts'
import { databaseTime } from '../storage/time.ts'
import { lookingUp, statementByStatement } from '../storage/transaction.ts'
import type { DailyParts } from './daily-commands.ts'
import { transactionsOf } from './stores.ts'

/** What the commands about customers do with those of one tenant. */
export async function joinCustomerServices(parts: DailyParts, { id: tenantId, settings }: Tenant): Promise<CustomerServices> {
  const { engine, config } = parts
  const asking = lookingUp(engine, tenantId)
  const looking = { customers: customerSearch(asking, tenantId), listing: customerListing(asking, tenantId), toAscii }
  const own = ownDataLookUp(asking, tenantId)
  const showing = {
    own,
    consents: consentLookUp(asking, tenantId),
    addresses: addressLookUp(asking, tenantId),
    passwords: passwordLookUp(asking, tenantId),
    plannedDeletions: plannedDeletionLookUp(asking, tenantId),
  }
  const changing = async () => {
    const [keyring, now] = await Promise.all([parts.keyring(), databaseTime(engine)])
    return { transaction: transactionsOf(engine, tenantId, keyring), newId: () => newId(), now: () => now }
  }
  const unledgered = unledgeredStore(statementByStatement(engine, tenantId), tenantId)
  return {
    findNamed: (text) => findNamed(text, looking),
    search: (text, limit) => searchCustomers(text, limit, looking),
    overviewOf: (customer) => overviewOf(customer, showing),
    sessionsOf: (customerId) => own.sessionsOf(customerId),
    changeState: async (customerId, state) => changeState(customerId, state, await changing()),
    endSession: async (customerId, sessionId) => endSession(customerId, sessionId, await changing()),
    endAllSessions: async (customerId) => endOtherSessions(customerId, null, await changing()),
    sendReset: async (customerId) => sendReset(customerId, settings.locale ?? config.locale, await changing()),
    erase: async (customerId) =>
      eraseCustomer(customerId, { ...(await changing()), tenantId, ledger: await parts.ledger(), unledgered }),
  }
}
