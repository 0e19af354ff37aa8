import { sql } from 'kysely'
import type { PasswordCredential } from '../core/credentials/credential.ts'
import type { MovingInStore, Origin, OriginLookUp } from '../core/migration/previous-system.ts'
import type { PieceKind, ReviewedPiece } from '../core/migration/reviewed.ts'
import { type Statement, statement } from './statement.ts'
import type { Asking, Session } from './transaction.ts'

interface OfTenant {
  readonly tenantId: string
}

const customerFrom = statement(
  ({ tenantId, system, key }: Origin & OfTenant) => sql<{ id: string }>`
    select customer_id as id from imported_customer
    where tenant_id = ${tenantId} and system = ${system} and key_digest = sha256(convert_to(${key}, 'UTF8'))`,
)

interface Note extends Origin, OfTenant {
  readonly customerId: string
  readonly movedAt: Date
}

const noteOrigin = statement(
  ({ tenantId, system, key, customerId, movedAt }: Note) => sql<{ id: string }>`
    insert into imported_customer as came (tenant_id, system, key_digest, customer_id, moved_at)
    values (${tenantId}, ${system}, sha256(convert_to(${key}, 'UTF8')), ${customerId}, ${movedAt})
    on conflict (tenant_id, system, key_digest) do update set moved_at = coalesce(came.moved_at, excluded.moved_at)
      where came.customer_id = excluded.customer_id
    returning customer_id as id`,
)

// A hundred further on, so that of those who draw in this moment nobody has got past it.
const keepNumber = statement(
  ({ number }: { number: number }) => sql`
    select case when nextval('customer_number') <= ${number}::bigint then setval('customer_number', ${number}::bigint + 100) end`,
)

const insertFirstPassword = statement(
  ({ customerId, tenantId, hash, changedAt }: PasswordCredential & OfTenant) => sql<{ id: string }>`
    insert into credential (customer_id, kind, tenant_id, hash, changed_at)
    values (${customerId}, 'password', ${tenantId}, ${hash}, ${changedAt})
    on conflict (customer_id, kind) do nothing returning customer_id as id`,
)

interface Beside extends OfTenant {
  readonly customerId: string
  /** The pieces of one kind, as JSON. */
  readonly pieces: string
  readonly firstName: string
  readonly lastName: string
}

// Of several that are marked as the default one, the first is.
const insertAddresses = statement(
  (beside: Beside) => sql`
    insert into customer_address (customer_id, id, tenant_id, number, first_name, last_name, company_name, vat_id, email, phone,
      street_address, postcode, city, state, country, kind, is_default, use_for_shipping, created_at, updated_at)
    select ${beside.customerId}::uuid, gen_random_uuid(), ${beside.tenantId}::uuid, nextval('address_number'),
      coalesce(a."firstName", ${beside.firstName}), coalesce(a."lastName", ${beside.lastName}), a."companyName", a."vatId", a."email",
      a."phone", a."streetAddress", a."postcode", a."city", a."state", a."country", a."kind",
      a."isDefault" and row_number() over (partition by a."isDefault" order by listed.position) = 1, a."usesForShipping",
      a."createdAt", a."updatedAt"
    from json_array_elements(${beside.pieces}::json) with ordinality as listed (piece, position)
    cross join lateral json_to_record(listed.piece) as a ("firstName" text, "lastName" text, "companyName" text, "vatId" text,
      "email" text, "phone" text, "streetAddress" text, "postcode" text, "city" text, "state" text, "country" text, "kind" text,
      "isDefault" boolean, "usesForShipping" boolean, "createdAt" timestamptz, "updatedAt" timestamptz)
    order by listed.position`,
)

// Whose mailbox is subscribed already stays so, by whoever subscribed it.
const claimMailboxes = statement(
  (beside: Beside) => sql`
    insert into claim (tenant_id, kind, value, customer_id)
    select distinct ${beside.tenantId}::uuid, 'newsletter', s."emailKey", ${beside.customerId}::uuid
    from json_to_recordset(${beside.pieces}::json) as s ("emailKey" text)
    on conflict (tenant_id, kind, value) do nothing`,
)

const insertSubscriptions = statement(
  (beside: Beside) => sql`
    insert into newsletter_subscription (customer_id, email_key, tenant_id, email, subscribed_at)
    select ${beside.customerId}::uuid, s."emailKey", ${beside.tenantId}::uuid, s."email", s."subscribedAt"
    from json_to_recordset(${beside.pieces}::json) as s ("email" text, "emailKey" text, "subscribedAt" timestamptz)
    join claim on claim.tenant_id = ${beside.tenantId} and claim.kind = 'newsletter' and claim.value = s."emailKey" collate "C"
      and claim.customer_id = ${beside.customerId}
    on conflict (customer_id, email_key) do nothing`,
)

const insertAttributes = statement(
  (beside: Beside) => sql`
    insert into custom_attributes (customer_id, tenant_id, attributes)
    select ${beside.customerId}::uuid, ${beside.tenantId}::uuid, ${beside.pieces}::jsonb->0->'attributes'`,
)

const insertConsents = statement(
  (beside: Beside) => sql`
    insert into consent_record (customer_id, id, tenant_id, number, consent_id, version, locale, text_digest, decision,
      contact_methods, recorded_at, surface, acting_as, acting_id, client_address, user_agent, request_id)
    select ${beside.customerId}::uuid, c."id", ${beside.tenantId}::uuid, c."number", c."consentId", c."version", c."locale",
      decode(c."textDigest", 'hex'), c."decision", c."contactMethods", c."recordedAt", c."surface", c."actingAs", c."actingId",
      c."clientAddress", c."userAgent", c."requestId"
    from json_to_recordset(${beside.pieces}::json) as c ("id" uuid, "number" integer, "consentId" text, "version" text,
      "locale" text, "textDigest" text, "decision" text, "contactMethods" jsonb, "recordedAt" timestamptz, "surface" text,
      "actingAs" text, "actingId" text, "clientAddress" text, "userAgent" text, "requestId" text)`,
)

const insertBought = statement(
  (beside: Beside) => sql`
    insert into bought_product (customer_id, product, tenant_id)
    select ${beside.customerId}::uuid, p."product", ${beside.tenantId}::uuid
    from json_to_recordset(${beside.pieces}::json) as p ("product" text) on conflict (customer_id, product) do nothing`,
)

const insertRedeemed = statement(
  (beside: Beside) => sql`
    insert into redeemed_voucher (customer_id, voucher, tenant_id)
    select ${beside.customerId}::uuid, r."voucher", ${beside.tenantId}::uuid
    from json_to_recordset(${beside.pieces}::json) as r ("voucher" text) on conflict (customer_id, voucher) do nothing`,
)

/** Of contracts that show customers; what else there is stands in tables of theirs, and comes by an import. */
const inserts: Readonly<Partial<Record<PieceKind, readonly ((beside: Beside) => Statement<unknown>)[]>>> = {
  address: [insertAddresses],
  subscription: [claimMailboxes, insertSubscriptions],
  attributes: [insertAttributes],
  consent: [insertConsents],
  bought: [insertBought],
  redeemed: [insertRedeemed],
}

/** Who of other systems is who in one tenant, read. */
export const originLookUp = (session: Asking, tenantId: string): OriginLookUp => ({
  async customerFrom(origin) {
    const [came] = await session.run(customerFrom({ ...origin, tenantId }))
    return came?.id
  },
})

/** Where customers of one tenant are stored who move in one by one. */
export const movingInStore = (session: Session, tenantId: string): MovingInStore => ({
  ...originLookUp(session, tenantId),
  async note(origin, customerId, movedAt) {
    return (await session.run(noteOrigin({ ...origin, tenantId, customerId, movedAt }))).length > 0
  },
  async keepNumber(number) {
    session.send(keepNumber({ number }))
  },
  storeBeside(customerId, pieces: readonly ReviewedPiece[], { firstName, lastName }) {
    for (const [kind, ofKind] of Map.groupBy(pieces, (piece) => piece.kind)) {
      const statements = inserts[kind]
      if (!statements) throw new Error(`nothing stores a ${kind} of somebody who moves in`)
      const values = JSON.stringify(ofKind.map(({ value }) => value))
      for (const insert of statements) session.send(insert({ customerId, tenantId, pieces: values, firstName, lastName }))
    }
  },
  async setFirstPassword(credential) {
    return (await session.run(insertFirstPassword({ ...credential, tenantId }))).length > 0
  },
})

const counts = statement(
  ({ tenantId }: OfTenant) => sql<MovedCounts>`
    select (select count(*)::integer from imported_customer where tenant_id = ${tenantId} and moved_at is not null) as moved,
      (select count(*)::integer from customer where tenant_id = ${tenantId} and state <> 'deleted' and not exists (
        select from credential where credential.customer_id = customer.id and kind = 'password' and tenant_id = ${tenantId}
      )) as "withoutPassword"`,
)

export interface MovedCounts {
  /** Who moved in by signing in, those who were erased since included. */
  readonly moved: number
  readonly withoutPassword: number
}

/** How far the moving of one tenant's customers is. */
export async function countMoved(session: Asking, tenantId: string): Promise<MovedCounts> {
  const [row] = await session.run(counts({ tenantId }))
  return row ?? { moved: 0, withoutPassword: 0 }
}
