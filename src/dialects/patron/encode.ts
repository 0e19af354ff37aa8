import type { Static } from 'typebox'
import type { CustomAttribute } from '../../core/customers/custom-attributes.ts'
import type { Customer } from '../../core/customers/customer.ts'
import type { Purchase, Recorded, VoucherRedemption } from '../../core/purchases/purchase.ts'
import type { WireAnswer } from '../dialect.ts'
import type { LookedInto } from './calls/tokens.ts'
import type { CustomAttributes, Customer as WireCustomer } from './contract/customers.ts'
import type { Purchase as WirePurchase, VoucherRedemption as WireRedemption } from './contract/purchases.ts'
import type { Introspection } from './contract/tokens.ts'

/** An answer in JSON. */
export const jsonAnswer = (status: number, body: object): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

/** 200 with the customer; of a deleted one id, number and state. */
export const encodeCustomer = (customer: Customer): WireAnswer => jsonAnswer(200, wireCustomer(customer))

function wireCustomer(customer: Customer): Static<typeof WireCustomer> {
  const { id, number, state } = customer
  if (state === 'deleted') return { id, number, state }
  return {
    id,
    number,
    state,
    email: customer.email,
    emailVerifiedAt: instant(customer.emailVerifiedAt),
    username: customer.username,
    externalId: customer.externalId,
    title: customer.title,
    firstName: customer.firstName,
    lastName: customer.lastName,
    displayName: customer.displayName,
    slug: customer.slug,
    dateOfBirth: customer.dateOfBirth,
    gender: customer.gender,
    nationality: customer.nationality,
    phone: customer.phone,
    mobile: customer.mobile,
    address: customer.address,
    customerType: customer.customerType,
    currency: customer.currency,
    referralCode: customer.referralCode,
    subscribedToNewsletter: customer.subscribedToNewsletter,
    isVendor: customer.isVendor,
    lastPurchaseAt: instant(customer.lastPurchaseAt),
    productsBoughtCount: customer.productsBoughtCount,
    totalUnitsBought: customer.totalUnitsBought,
    productsBought: [...customer.productsBought],
    redeemedVouchers: [...customer.redeemedVouchers],
    lastSignInAt: instant(customer.lastSignInAt),
    createdAt: customer.createdAt.toISOString(),
    createdBy: customer.createdBy,
    modifiedAt: instant(customer.modifiedAt),
    modifiedBy: customer.modifiedBy,
  }
}

/** 200 with the attributes by their names. */
export function encodeAttributes(attributes: readonly CustomAttribute[]): WireAnswer {
  const body: Static<typeof CustomAttributes> = {
    attributes: Object.fromEntries(attributes.map(({ name, value }) => [name, value])),
  }
  return jsonAnswer(200, body)
}

const instant = (at: Date | null): string | null => at?.toISOString() ?? null

/** 201 when it was recorded now, 200 when before, with the same body. */
export function encodePurchase({ isNew, recorded }: { isNew: boolean; recorded: Recorded<Purchase> }): WireAnswer {
  const { customerId, reference, product, units, purchasedAt, recordedAt } = recorded
  const times = { purchasedAt: purchasedAt.toISOString(), recordedAt: recordedAt.toISOString() }
  const body: Static<typeof WirePurchase> = { customerId, reference, product, units, ...times }
  return jsonAnswer(isNew ? 201 : 200, body)
}

/** As `encodePurchase`. */
export function encodeRedemption({ isNew, recorded }: { isNew: boolean; recorded: Recorded<VoucherRedemption> }): WireAnswer {
  const { customerId, reference, voucher, redeemedAt, recordedAt } = recorded
  const times = { redeemedAt: redeemedAt.toISOString(), recordedAt: recordedAt.toISOString() }
  const body: Static<typeof WireRedemption> = { customerId, reference, voucher, ...times }
  return jsonAnswer(isNew ? 201 : 200, body)
}

/** 204 without a body. */
export const encodeErased = (): WireAnswer => ({ status: 204, headers: {}, body: null })

export const encodeInactive = (): WireAnswer => jsonAnswer(200, { active: false } satisfies Static<typeof Introspection>)

/** 200 with the claims as they stand in the token. Source: RFC 7662, section 2.2; docs/contracts/django.md#7-tokens. */
export function encodeActive({ claims, customer, consentsNeeded }: LookedInto): WireAnswer {
  const body: Static<typeof Introspection> = {
    active: true,
    token_type: claims.kind,
    sub: customer.id,
    user_id: customer.number,
    ...(claims.ours && { sid: claims.ours.sessionId }),
    exp: Math.floor(claims.expiresAt.getTime() / 1000),
    jti: claims.id.replaceAll('-', ''),
    consents_needed: [...consentsNeeded],
  }
  return jsonAnswer(200, body)
}
