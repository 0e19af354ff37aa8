import type { Telling } from '../../../core/idempotency/create-once.ts'
import type { Answered } from '../../../core/idempotency/run-once.ts'
import type { Purchase, VoucherRedemption } from '../../../core/purchases/purchase.ts'
import type { ReportOutcome } from '../../../core/purchases/report.ts'
import type { WireAnswer } from '../../dialect.ts'
import { encodeAnswered } from '../../repeating.ts'
import * as contract from '../contract/purchases.ts'
import { encodePurchase, encodeRedemption } from '../encode.ts'
import { encodeRefusal } from '../refusals.ts'
import type { Call, callsWith } from '../view.ts'
import { idIn } from './customers.ts'

/** What these calls ask of the core. */
export interface PurchaseServices {
  recordPurchase(
    customerId: string,
    purchase: Purchase,
    telling: Telling<ReportOutcome<Purchase>, WireAnswer>,
  ): Promise<Answered<WireAnswer>>
  redeemVoucher(
    customerId: string,
    redemption: VoucherRedemption,
    telling: Telling<ReportOutcome<VoucherRedemption>, WireAnswer>,
  ): Promise<Answered<WireAnswer>>
}

/**
 * What the shop tells of its customers.
 *
 * @source docs/service-api.md#purchases-and-vouchers
 */
export const purchaseCalls = (call: ReturnType<typeof callsWith<PurchaseServices>>): readonly Call[] => [
  call(contract.recordPurchase, async ({ path, body }, shop, { keyed }) => {
    const purchase = { ...body, purchasedAt: new Date(body.purchasedAt) }
    return encodeAnswered(await shop.recordPurchase(idIn(path), purchase, { keyed, answer: answerWith(encodePurchase) }))
  }),
  call(contract.redeemVoucher, async ({ path, body }, shop, { keyed }) => {
    const redemption = { ...body, redeemedAt: new Date(body.redeemedAt) }
    return encodeAnswered(await shop.redeemVoucher(idIn(path), redemption, { keyed, answer: answerWith(encodeRedemption) }))
  }),
]

const answerWith =
  <Report>(encode: (outcome: ReportOutcome<Report> & { ok: true }) => WireAnswer) =>
  (outcome: ReportOutcome<Report>): WireAnswer =>
    outcome.ok ? encode(outcome) : encodeRefusal(outcome.violations)
