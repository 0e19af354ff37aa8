import type { Customer } from '../customers/customer.ts'

/** One line of one order, as the shop reports it. */
export interface Purchase {
  /** The shop's own name for it, unique for the customer. */
  readonly reference: string
  readonly product: string
  /** At least 1. */
  readonly units: number
  readonly purchasedAt: Date
}

export interface VoucherRedemption {
  /** The shop's own name for it, unique for the customer. */
  readonly reference: string
  readonly voucher: string
  readonly redeemedAt: Date
}

/** What was recorded of something, and when. */
export type Recorded<Report> = Report & { readonly customerId: string; readonly recordedAt: Date }

/** What contracts show of a customer's purchases beside their list. */
export type PurchaseFigures = Pick<Customer, 'lastPurchaseAt' | 'productsBoughtCount' | 'totalUnitsBought'>

export interface PurchaseStore {
  /** @returns false when the reference is used, which the key decides: nothing was written then */
  insert(purchase: Recorded<Purchase>): Promise<boolean>
  /** What was recorded under the reference. */
  find(customerId: string, reference: string): Promise<Recorded<Purchase> | undefined>
  /** Stores the figures, and the product among those bought. */
  count(customerId: string, product: string, figures: PurchaseFigures): Promise<void>
}

export interface RedemptionStore {
  /** As `PurchaseStore.insert`; the voucher is then among those redeemed. */
  insert(redemption: Recorded<VoucherRedemption>): Promise<boolean>
  find(customerId: string, reference: string): Promise<Recorded<VoucherRedemption> | undefined>
}
