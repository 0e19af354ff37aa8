import { v7 as newId } from 'uuid'
import { toAscii } from '../adapters/network/idna.ts'
import { createPreferenceTokens } from '../adapters/secrets/preference-tokens.ts'
import { type AttributesChange, changeAttributes, readAttributes } from '../core/account/change-attributes.ts'
import { changeState, type LivingState } from '../core/account/change-state.ts'
import { changeVendor } from '../core/account/change-vendor.ts'
import { preferenceTokenOf } from '../core/account/preference-link.ts'
import { type CustomerName, findCustomer } from '../core/customers/find-customer.ts'
import { eraseCustomer } from '../core/erasure/erase-customer.ts'
import type { ErasureLedger } from '../core/erasure/erasure.ts'
import type { Telling } from '../core/idempotency/create-once.ts'
import type { Purchase, VoucherRedemption } from '../core/purchases/purchase.ts'
import { recordPurchase } from '../core/purchases/record-purchase.ts'
import { redeemVoucher } from '../core/purchases/redeem-voucher.ts'
import type { ReportOutcome } from '../core/purchases/report.ts'
import { authenticate } from '../core/sessions/authenticate.ts'
import type { Tokens } from '../core/sessions/token.ts'
import type { Tenant } from '../core/tenants/tenant.ts'
import { customAttributeStore } from '../storage/custom-attributes.ts'
import { customerSearch } from '../storage/customer-look-up.ts'
import { unledgeredStore } from '../storage/erasures.ts'
import { sessionLookUp } from '../storage/sessions.ts'
import { lookingUp, statementByStatement } from '../storage/transaction.ts'
import { type ConsentParts, joinConsents } from './consents.ts'
import { joinCreations } from './creations.ts'
import { transactionsOf } from './stores.ts'

export interface ShopParts extends ConsentParts {
  readonly tokens: Tokens
  readonly ledger: ErasureLedger
  /** Where customers reach Patron, of tenants without an address of their own; no slash at its end. */
  publicUrl(): string
}

/** What one tenant's back end does, with real storage, clock and keys behind it. */
export function joinShop(parts: ShopParts, tenant: Tenant) {
  const { engine, keyring, tokens, ledger, now } = parts
  const { id: tenantId, settings } = tenant
  const asking = lookingUp(engine, tenantId)
  const deps = { transaction: transactionsOf(engine, tenantId, keyring), newId: () => newId(), now }
  const customAttributes = customAttributeStore(asking, tenantId)
  const looking = { customers: customerSearch(asking, tenantId), customAttributes, toAscii }
  const authentication = { tokens, tenantId, sessions: sessionLookUp(asking, tenantId) }
  const erasing = { ...deps, tenantId, ledger, unledgered: unledgeredStore(statementByStatement(engine, tenantId), tenantId) }
  const creating = joinCreations(engine, tenantId, keyring)
  const consents = joinConsents(parts, tenant)
  return {
    ...consents,
    findCustomer: (name: CustomerName) => findCustomer(name, looking),
    attributesOf: (customerId: string) => readAttributes(customerId, looking),
    changeAttributes: (change: AttributesChange) => changeAttributes(change, { ...deps, settings }),
    changeState: (customerId: string, state: LivingState) => changeState(customerId, state, deps),
    changeVendor: (customerId: string, isVendor: boolean) => changeVendor(customerId, isVendor, deps),
    recordPurchase: <Answer>(customerId: string, purchase: Purchase, telling: Telling<ReportOutcome<Purchase>, Answer>) =>
      creating(customerId, telling, (transaction) => recordPurchase(customerId, purchase, { ...deps, transaction })),
    redeemVoucher: <Answer>(
      customerId: string,
      redemption: VoucherRedemption,
      telling: Telling<ReportOutcome<VoucherRedemption>, Answer>,
    ) => creating(customerId, telling, (transaction) => redeemVoucher(customerId, redemption, { ...deps, transaction })),
    async preferenceLinks(customerId: string) {
      const token = preferenceTokenOf(await looking.customers.withId(customerId), {
        tenantId,
        links: createPreferenceTokens(keyring),
      })
      const base = `${(settings.publicUrl ?? parts.publicUrl()).replace(/\/+$/, '')}/customer`
      return { preferencesUrl: `${base}/preferences/${token}`, unsubscribeUrl: `${base}/unsubscribe/${token}` }
    },
    eraseCustomer: (customerId: string) => eraseCustomer(customerId, erasing),
    async lookIntoToken(token: string) {
      const live = await authenticate({ token, kind: 'any', carriedIn: 'body' }, authentication)
      return { ...live, consentsNeeded: await consents.consentsNeeded(live.customer.id) }
    },
  }
}
