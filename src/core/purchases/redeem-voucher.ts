import type { RedemptionStore, VoucherRedemption } from './purchase.ts'
import { lockReported, notAhead, type ReportDeps, type ReportOutcome, type ReportStores, sameAgain } from './report.ts'

export interface RedemptionStores extends ReportStores {
  readonly redemptions: RedemptionStore
}

/**
 * Records that a voucher was redeemed, once, whatever is repeated: with its event, and the voucher among those redeemed.
 * Whether it may be redeemed is the shop's business.
 *
 * @param redemption  its texts as the service API describes them
 * @returns what is recorded; or `in_the_future`
 * @throws Trouble `no_such_customer`, `reference_reused`, `unavailable`
 * @source docs/service-api.md#purchases-and-vouchers
 */
export async function redeemVoucher(
  customerId: string,
  redemption: VoucherRedemption,
  deps: ReportDeps<RedemptionStores, VoucherRedemption>,
): Promise<ReportOutcome<VoucherRedemption>> {
  const recordedAt = deps.now()
  const ahead = notAhead('redeemedAt', redemption.redeemedAt, recordedAt)
  if (ahead.length > 0) return { ok: false, violations: ahead }
  return deps.transaction(async ({ customers, redemptions, events }): Promise<ReportOutcome<VoucherRedemption>> => {
    await lockReported(customerId, customers)
    const recorded = { ...redemption, customerId, recordedAt }
    const { reference, voucher } = redemption
    if (!(await redemptions.insert(recorded))) return sameAgain(redemption, await redemptions.find(customerId, reference))
    const event = { id: deps.newId(), customerId, occurredAt: recordedAt, personal: null }
    await events.append({ ...event, type: 'customer.voucher_redeemed', facts: { reference, voucher } })
    return { ok: true, isNew: true, recorded }
  })
}
