import { sql } from 'kysely'
import type { BookAddress } from '../core/addresses/address-book.ts'
import type { ConsentRecord } from '../core/consents/consent.ts'
import type { CustomAttribute } from '../core/customers/custom-attributes.ts'
import type { Customer } from '../core/customers/customer.ts'
import type { DataRequest } from '../core/data-requests/data-request.ts'
import { profileOf } from '../core/disclosure/own-data.ts'
import type { PlannedDeletion } from '../core/erasure/planned-deletion.ts'
import type { PortableCustomer, Subscription } from '../core/migration/portable-customer.ts'
import { addressColumns } from './address-book.ts'
import { consentColumns } from './consents.ts'
import { customerColumns } from './customers.ts'
import { dataRequestColumns } from './data-requests.ts'
import { purchaseColumns, redemptionColumns, subscriptionColumns } from './own-data.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import type { Asking } from './transaction.ts'

interface OfTenant {
  readonly tenantId: string
}

interface Those extends OfTenant {
  readonly ids: readonly string[]
}

// No index has the numbers, so each look for more of them goes over every customer of the tenant: a second for a million.
const mostIds = 20_000

const idsAfter = statement(({ tenantId, number }: OfTenant & { number: number }) =>
  database
    .selectFrom('customer')
    .select(['id', 'number'])
    .where('tenant_id', '=', tenantId)
    .where('number', '>', number)
    .where('state', '<>', sql.lit('deleted'))
    .orderBy('number')
    .limit(sql.lit(mostIds)),
)

const imageBytes = statement(
  ({ ids, tenantId }: Those) => sql<{ customerId: string; bytes: number }>`
    select customer_id as "customerId", sum(octet_length(content))::integer as bytes from profile_image
    where tenant_id = ${tenantId} and customer_id = any(${ids}::uuid[]) group by customer_id`,
)

const unnumberedAddress = statement(({ tenantId }: OfTenant) =>
  database
    .selectFrom('customer_address')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('number', 'is', null)
    .limit(sql.lit(1)),
)

const numberSomeAddresses = statement(
  ({ tenantId }: OfTenant) => sql`
    update customer_address set number = nextval('address_number')
    where tenant_id = ${tenantId} and (customer_id, id) in (
      select customer_id, id from customer_address where tenant_id = ${tenantId} and number is null limit 5000)`,
)

/** A row of a list of somebody's. */
type Of<Row> = Row & { readonly customerId: string }

// A list the planner takes for a short one, so each customer's rows are found by the key.
const ofThose = ({ ids }: Those) => sql<boolean>`customer_id = any(${ids}::uuid[])`

const customersThere = statement((those: Those) =>
  database
    .selectFrom('customer')
    .select(customerColumns)
    .where('customer.tenant_id', '=', those.tenantId)
    .where(sql<boolean>`customer.id = any(${those.ids}::uuid[])`)
    .where('customer.state', '<>', sql.lit('deleted'))
    .orderBy('customer.number')
    .$castTo<Customer>(),
)

const passwords = statement((those: Those) =>
  database
    .selectFrom('credential')
    .select(['customer_id as customerId', 'hash'])
    .where('tenant_id', '=', those.tenantId)
    .where(ofThose(those))
    .where('kind', '=', sql.lit('password')),
)

const addresses = statement((those: Those) =>
  database
    .selectFrom('customer_address')
    .select(['customer_id as customerId', ...addressColumns])
    .where('tenant_id', '=', those.tenantId)
    .where(ofThose(those))
    .orderBy('number')
    .$castTo<Of<BookAddress>>(),
)

const attributes = statement((those: Those) =>
  database
    .selectFrom('custom_attributes')
    .select(['customer_id as customerId', 'attributes'])
    .where('tenant_id', '=', those.tenantId)
    .where(ofThose(those))
    .$castTo<{ customerId: string; attributes: readonly CustomAttribute[] }>(),
)

// Here and below: by what is told of a time, and not by what is finer, which an import does not know.
const subscriptions = statement((those: Those) =>
  database
    .selectFrom('newsletter_subscription')
    .select(['customer_id as customerId', ...subscriptionColumns])
    .where('tenant_id', '=', those.tenantId)
    .where(ofThose(those))
    .orderBy(sql`date_trunc('milliseconds', subscribed_at)`)
    .orderBy(sql`email_key collate "C"`)
    .$castTo<Of<Subscription>>(),
)

const consents = statement((those: Those) =>
  database
    .selectFrom('consent_record')
    .select(consentColumns)
    .where('tenant_id', '=', those.tenantId)
    .where(ofThose(those))
    .orderBy('number')
    .$castTo<ConsentRecord>(),
)

const dataRequests = statement((those: Those) =>
  database
    .selectFrom('data_request')
    .select(['customer_id as customerId', ...dataRequestColumns])
    .where('tenant_id', '=', those.tenantId)
    .where(ofThose(those))
    .orderBy('number')
    .$castTo<Of<DataRequest>>(),
)

const purchases = statement((those: Those) =>
  database
    .selectFrom('purchase')
    .select(['customer_id as customerId', ...purchaseColumns])
    .where('tenant_id', '=', those.tenantId)
    .where(ofThose(those))
    .orderBy(sql`date_trunc('milliseconds', purchased_at)`)
    .orderBy(sql`reference collate "C"`)
    .$castTo<PortableCustomer['purchases'][number] & { customerId: string }>(),
)

const redemptions = statement((those: Those) =>
  database
    .selectFrom('voucher_redemption')
    .select(['customer_id as customerId', ...redemptionColumns])
    .where('tenant_id', '=', those.tenantId)
    .where(ofThose(those))
    .orderBy(sql`date_trunc('milliseconds', redeemed_at)`)
    .orderBy(sql`reference collate "C"`)
    .$castTo<PortableCustomer['voucherRedemptions'][number] & { customerId: string }>(),
)

const images = statement((those: Those) =>
  database
    .selectFrom('profile_image')
    .select(['customer_id as customerId', 'name', 'content'])
    .where('tenant_id', '=', those.tenantId)
    .where(ofThose(those)),
)

const deletions = statement((those: Those) =>
  database
    .selectFrom('planned_deletion')
    .select(['customer_id as customerId', 'asked_at as askedAt', 'due_at as dueAt'])
    .where('tenant_id', '=', those.tenantId)
    .where(ofThose(those))
    .$castTo<Of<PlannedDeletion>>(),
)

/** Customers of one tenant, as they go to another installation. */
export const portableStore = (session: Asking, tenantId: string) => ({
  /** The next ones who are not deleted, by ascending number; none after the last. */
  idsAfter: (number: number) => session.run(idsAfter({ tenantId, number })),
  /** How large the images of those are who have one. */
  async imageBytes(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await session.run(imageBytes({ ids, tenantId }))
    return new Map(rows.map(({ customerId, bytes }) => [customerId, bytes]))
  },
  /** Those of them who are there and not deleted, whole, by ascending number. */
  customers: (ids: readonly string[], options: { readonly withHashes: boolean }) => whole(session, { ids, tenantId }, options),
  /**
   * Addresses from before there were numbers get theirs when somebody looks. Nothing is written where all have one.
   *
   * @returns whether there may be more of them
   */
  async numberSomeAddresses(): Promise<boolean> {
    const [found] = await session.run(unnumberedAddress({ tenantId }))
    if (found) await session.run(numberSomeAddresses({ tenantId }))
    return found !== undefined
  },
})

async function whole(
  session: Asking,
  those: Those,
  { withHashes }: { readonly withHashes: boolean },
): Promise<readonly PortableCustomer[]> {
  const customers = await session.run(customersThere(those))
  const ofEach = async <Row extends { readonly customerId: string }>(rows: Promise<readonly Row[]>) =>
    Map.groupBy(await rows, ({ customerId }) => customerId)
  const [hashes, books, kept, mailboxes, said] = await Promise.all([
    withHashes ? ofEach(session.run(passwords(those))) : undefined,
    ofEach(session.run(addresses(those))),
    ofEach(session.run(attributes(those))),
    ofEach(session.run(subscriptions(those))),
    ofEach(session.run(consents(those))),
  ])
  const [wishes, bought, redeemed, pictures, planned] = await Promise.all([
    ofEach(session.run(dataRequests(those))),
    ofEach(session.run(purchases(those))),
    ofEach(session.run(redemptions(those))),
    ofEach(session.run(images(those))),
    ofEach(session.run(deletions(those))),
  ])
  return customers.map((customer) => ({
    profile: sorted(profileOf(customer)),
    ...(hashes && { passwordHash: hashes.get(customer.id)?.[0]?.hash ?? null }),
    addresses: own(books.get(customer.id)),
    customAttributes: kept.get(customer.id)?.[0]?.attributes ?? [],
    subscriptions: own(mailboxes.get(customer.id)),
    consents: own(said.get(customer.id)),
    dataRequests: own(wishes.get(customer.id)),
    purchases: own(bought.get(customer.id)),
    voucherRedemptions: own(redeemed.get(customer.id)),
    image: pictures.get(customer.id)?.find(({ name }) => name === customer.imageName)?.content ?? null,
    plannedDeletion: own(planned.get(customer.id))[0] ?? null,
  }))
}

/** The database sorts by rules of its own, which another one may not have. */
const sorted = (profile: PortableCustomer['profile']): PortableCustomer['profile'] => ({
  ...profile,
  productsBought: profile.productsBought.toSorted(),
  redeemedVouchers: profile.redeemedVouchers.toSorted(),
})

const own = <Row extends { readonly customerId: string }>(rows: readonly Row[] = []): readonly Omit<Row, 'customerId'>[] =>
  rows.map(({ customerId: _, ...row }) => row)
