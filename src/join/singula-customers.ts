import { v7 as newId } from 'uuid'
import { changeRecord, type RecordChange } from '../core/account/change-record.ts'
import { locateCustomer, type SearchTerms } from '../core/customers/locate-customer.ts'
import { eraseCustomer } from '../core/erasure/erase-customer.ts'
import type { ErasureLedger } from '../core/erasure/erasure.ts'
import type { Tenant } from '../core/tenants/tenant.ts'
import type { SingulaServices } from '../dialects/singula/context.ts'
import { claimStore } from '../storage/claims.ts'
import { consentLookUp } from '../storage/consents.ts'
import { customAttributeStore } from '../storage/custom-attributes.ts'
import { customerSearch } from '../storage/customer-look-up.ts'
import { unledgeredStore } from '../storage/erasures.ts'
import { lookingUp, statementByStatement } from '../storage/transaction.ts'
import { joinProving } from './proving.ts'
import { type CoreParts, joinRegistration } from './registration.ts'
import { transactionsOf } from './stores.ts'
import { tenantRules } from './tenant-rules.ts'

export interface SingulaCustomerParts extends CoreParts {
  readonly ledger: ErasureLedger
}

/** Customers of one tenant as its own system knows them, with real storage, hashing, clock and keys behind them. */
export function joinSingulaCustomers(parts: SingulaCustomerParts, tenant: Tenant): SingulaServices {
  const { engine, scoring, keyring, ledger, now } = parts
  const { id: tenantId, settings } = tenant
  const asking = lookingUp(engine, tenantId)
  const customers = customerSearch(asking, tenantId)
  const attributes = customAttributeStore(asking, tenantId)
  const consents = consentLookUp(asking, tenantId)
  const rules = tenantRules(settings, now)
  const deps = { transaction: transactionsOf(engine, tenantId, keyring), newId: () => newId(), now }
  const changing = {
    ...deps,
    ...joinProving(parts, tenant),
    ...rules,
    scoring,
    customers,
    consents,
    claims: claimStore(asking, tenantId),
  }
  const erasing = { ...deps, tenantId, ledger, unledgered: unledgeredStore(statementByStatement(engine, tenantId), tenantId) }
  return {
    takeRegistration: joinRegistration(parts, tenant),
    changeRecord: (change: RecordChange) => changeRecord(change, changing),
    locate: (terms: SearchTerms) => locateCustomer(terms, { ...rules, customers }),
    find: (customerId) => customers.withId(customerId),
    async read(customerId) {
      const [customer, ownAttributes, states] = await Promise.all([
        customers.withId(customerId),
        attributes.of(customerId),
        consents.states(customerId),
      ])
      return customer && { customer, attributes: ownAttributes, consents: states }
    },
    anonymise: (customerId) => eraseCustomer(customerId, erasing),
  }
}
