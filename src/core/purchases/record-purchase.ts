import type { Violation } from '../../violations/violation.ts'
import type { Customer } from '../customers/customer.ts'
import type { Purchase, PurchaseFigures, PurchaseStore } from './purchase.ts'
import { lockReported, notAhead, type ReportDeps, type ReportOutcome, type ReportStores, sameAgain } from './report.ts'

export interface PurchaseStores extends ReportStores {
  readonly purchases: PurchaseStore
}

// 2,147,483,647: contracts show the total as a 32-bit integer, and so is its column.
const mostUnits = 2 ** 31 - 1

/**
 * Records a purchase once, whatever is repeated: with its event, the product among those bought, and the figures.
 *
 * The last purchase is the latest by the shop's time, so one reported late does not set it back.
 *
 * @param purchase  its texts and units as the service API describes them
 * @returns what is recorded; or `in_the_future`, or `above_maximum` with the units that can still be counted
 * @throws Trouble `no_such_customer`, `reference_reused`, `unavailable`
 * @source docs/service-api.md#purchases-and-vouchers
 */
export async function recordPurchase(
  customerId: string,
  purchase: Purchase,
  deps: ReportDeps<PurchaseStores, Purchase>,
): Promise<ReportOutcome<Purchase>> {
  const recordedAt = deps.now()
  const ahead = notAhead('purchasedAt', purchase.purchasedAt, recordedAt)
  if (ahead.length > 0) return { ok: false, violations: ahead }
  return deps.transaction(async ({ customers, purchases, events }): Promise<ReportOutcome<Purchase>> => {
    const customer = await lockReported(customerId, customers)
    const recorded = { ...purchase, customerId, recordedAt }
    const { reference, product, units } = purchase
    if (!(await purchases.insert(recorded))) return sameAgain(purchase, await purchases.find(customerId, reference))
    const violations = tooMany(customer, purchase)
    if (violations.length > 0) return { ok: false, violations } // rolls back
    await purchases.count(customerId, product, figuresAfter(customer, purchase))
    const event = { id: deps.newId(), customerId, occurredAt: recordedAt, personal: null }
    await events.append({ ...event, type: 'customer.purchase_recorded', facts: { reference, product, units } })
    return { ok: true, isNew: true, recorded }
  })
}

const figuresAfter = (customer: Customer, { product, units, purchasedAt }: Purchase): PurchaseFigures => ({
  productsBoughtCount: customer.productsBoughtCount + (customer.productsBought.includes(product) ? 0 : 1),
  totalUnitsBought: customer.totalUnitsBought + units,
  lastPurchaseAt:
    customer.lastPurchaseAt && customer.lastPurchaseAt.getTime() > purchasedAt.getTime() ? customer.lastPurchaseAt : purchasedAt,
})

function tooMany({ totalUnitsBought }: Customer, { units }: Purchase): readonly Violation[] {
  const maximum = mostUnits - totalUnitsBought
  return units > maximum ? [{ code: 'above_maximum', field: 'units', maximum }] : []
}
