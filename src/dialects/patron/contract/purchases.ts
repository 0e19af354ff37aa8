import { Type } from 'typebox'
import { describe } from '../operation.ts'
import { closed, creationRefusals, Instant, json, SentInstant, shopName, Uuid } from './common.ts'

const reference = shopName(
  "The shop's own name for it, unique for this customer. Nothing personal: it outlives an erasure.",
  'order-4711',
)
const product = shopName("The shop's name for the product. Nothing personal: it outlives an erasure.", 'SKU-1')
const voucher = shopName("The shop's name for the voucher. Nothing personal: it outlives an erasure.", 'SPRING')
const units = Type.Integer({ minimum: 1, maximum: 1_000_000 })

export const Purchase = Type.Object(
  {
    customerId: Uuid,
    reference: Type.String(),
    product: Type.String(),
    units: Type.Integer(),
    purchasedAt: Instant,
    recordedAt: Instant,
  },
  { title: 'Purchase' },
)

export const VoucherRedemption = Type.Object(
  {
    customerId: Uuid,
    reference: Type.String(),
    voucher: Type.String(),
    redeemedAt: Instant,
    recordedAt: Instant,
  },
  { title: 'VoucherRedemption' },
)

const shared = {
  method: 'POST',
  tag: 'Purchases',
  credential: 'service_key',
  creates: true,
  pathParameters: Type.Object({ id: Uuid }, closed),
  description:
    'Once for each reference: the same again is answered with the same body and 200, other content under a used reference with 409. Suspended and deactivated customers are taken, too.',
} as const

export const recordPurchase = describe({
  ...shared,
  id: 'recordPurchase',
  path: '/patron/v1/customers/{id}/purchases',
  summary: 'Record a purchase',
  body: Type.Object({ reference, product, units, purchasedAt: SentInstant }, closed),
  answers: {
    200: json('Recorded before.', Purchase),
    201: json('Recorded now.', Purchase),
    ...creationRefusals,
  },
})

export const redeemVoucher = describe({
  ...shared,
  id: 'redeemVoucher',
  path: '/patron/v1/customers/{id}/vouchers',
  summary: 'Record that a voucher was redeemed',
  body: Type.Object({ reference, voucher, redeemedAt: SentInstant }, closed),
  answers: {
    200: json('Recorded before.', VoucherRedemption),
    201: json('Recorded now.', VoucherRedemption),
    ...creationRefusals,
  },
})
