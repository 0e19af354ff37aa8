import type { Purchase, VoucherRedemption } from '../../../core/purchases/purchase.ts'
import type { ReportOutcome } from '../../../core/purchases/report.ts'
import * as contract from '../contract/purchases.ts'
import { encodePurchase, encodeRedemption } from '../encode.ts'
import { encodeRefusal } from '../refusals.ts'
import type { Call, callsWith } from '../view.ts'
import { idIn } from './customers.ts'

/** What these calls ask of the core. */
export interface PurchaseServices {
  recordPurchase(customerId: string, purchase: Purchase): Promise<ReportOutcome<Purchase>>
  redeemVoucher(customerId: string, redemption: VoucherRedemption): Promise<ReportOutcome<VoucherRedemption>>
}

/**
 * What the shop tells of its customers.
 *
 * @source docs/service-api.md#purchases-and-vouchers
 */
export const purchaseCalls = (call: ReturnType<typeof callsWith<PurchaseServices>>): readonly Call[] => [
  call(contract.recordPurchase, async ({ path, body }, shop) => {
    const outcome = await shop.recordPurchase(idIn(path), { ...body, purchasedAt: new Date(body.purchasedAt) })
    return outcome.ok ? encodePurchase(outcome) : encodeRefusal(outcome.violations)
  }),
  call(contract.redeemVoucher, async ({ path, body }, shop) => {
    const outcome = await shop.redeemVoucher(idIn(path), { ...body, redeemedAt: new Date(body.redeemedAt) })
    return outcome.ok ? encodeRedemption(outcome) : encodeRefusal(outcome.violations)
  }),
]
