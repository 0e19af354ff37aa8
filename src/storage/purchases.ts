import { sql } from 'kysely'
import type {
  Purchase,
  PurchaseFigures,
  PurchaseStore,
  Recorded,
  RedemptionStore,
  VoucherRedemption,
} from '../core/purchases/purchase.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import type { Session } from './transaction.ts'

interface OfTenant {
  readonly tenantId: string
}

interface Referred extends OfTenant {
  readonly customerId: string
  readonly reference: string
}

const insertPurchase = statement((purchase: Recorded<Purchase> & OfTenant) =>
  database
    .insertInto('purchase')
    .values({
      customer_id: purchase.customerId,
      reference: purchase.reference,
      tenant_id: purchase.tenantId,
      product: purchase.product,
      units: purchase.units,
      purchased_at: purchase.purchasedAt,
      recorded_at: purchase.recordedAt,
    })
    .onConflict((conflict) => conflict.columns(['customer_id', 'reference']).doNothing())
    .returning('reference'),
)

const purchaseOf = statement(({ customerId, reference, tenantId }: Referred) =>
  database
    .selectFrom('purchase')
    .select([
      'customer_id as customerId',
      'reference',
      'product',
      'units',
      'purchased_at as purchasedAt',
      'recorded_at as recordedAt',
    ])
    .where('customer_id', '=', customerId)
    .where('reference', '=', reference)
    .where('tenant_id', '=', tenantId),
)

const addProduct = statement(
  ({ customerId, product, tenantId }: { customerId: string; product: string } & OfTenant) => sql`
    insert into bought_product (customer_id, product, tenant_id) values (${customerId}, ${product}, ${tenantId})
    on conflict (customer_id, product) do nothing`,
)

const updateFigures = statement((figures: PurchaseFigures & { customerId: string } & OfTenant) =>
  database
    .updateTable('customer')
    .set({
      last_purchase_at: figures.lastPurchaseAt,
      products_bought_count: figures.productsBoughtCount,
      total_units_bought: figures.totalUnitsBought,
    })
    .where('id', '=', figures.customerId)
    .where('tenant_id', '=', figures.tenantId),
)

const insertRedemption = statement((redemption: Recorded<VoucherRedemption> & OfTenant) =>
  database
    .insertInto('voucher_redemption')
    .values({
      customer_id: redemption.customerId,
      reference: redemption.reference,
      tenant_id: redemption.tenantId,
      voucher: redemption.voucher,
      redeemed_at: redemption.redeemedAt,
      recorded_at: redemption.recordedAt,
    })
    .onConflict((conflict) => conflict.columns(['customer_id', 'reference']).doNothing())
    .returning('reference'),
)

const redemptionOf = statement(({ customerId, reference, tenantId }: Referred) =>
  database
    .selectFrom('voucher_redemption')
    .select(['customer_id as customerId', 'reference', 'voucher', 'redeemed_at as redeemedAt', 'recorded_at as recordedAt'])
    .where('customer_id', '=', customerId)
    .where('reference', '=', reference)
    .where('tenant_id', '=', tenantId),
)

const addVoucher = statement(
  ({ customerId, voucher, tenantId }: { customerId: string; voucher: string } & OfTenant) => sql`
    insert into redeemed_voucher (customer_id, voucher, tenant_id) values (${customerId}, ${voucher}, ${tenantId})
    on conflict (customer_id, voucher) do nothing`,
)

/** What customers of one tenant bought; the key (customer, reference) decides what was reported before. */
export const purchaseStore = (session: Session, tenantId: string): PurchaseStore => ({
  async insert(purchase) {
    return (await session.run(insertPurchase({ ...purchase, tenantId }))).length > 0
  },
  async find(customerId, reference) {
    const [purchase] = await session.run(purchaseOf({ customerId, reference, tenantId }))
    return purchase
  },
  async count(customerId, product, figures) {
    session.send(addProduct({ customerId, product, tenantId }))
    session.send(updateFigures({ ...figures, customerId, tenantId }))
  },
})

/** As `purchaseStore`, of vouchers. */
export const redemptionStore = (session: Session, tenantId: string): RedemptionStore => ({
  async insert(redemption) {
    const { customerId, voucher } = redemption
    const isNew = (await session.run(insertRedemption({ ...redemption, tenantId }))).length > 0
    if (isNew) session.send(addVoucher({ customerId, voucher, tenantId }))
    return isNew
  },
  async find(customerId, reference) {
    const [redemption] = await session.run(redemptionOf({ customerId, reference, tenantId }))
    return redemption
  },
})
