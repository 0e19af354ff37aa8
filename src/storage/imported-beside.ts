import { sql } from 'kysely'
import type { PieceKind } from '../core/migration/reviewed.ts'
import { statement } from './statement.ts'
import type { Session } from './transaction.ts'

/** How many rows a statement added, which it calls `added`. */
export type Stored = { readonly stored: number }
export const stored = sql`select count(*)::integer as stored from added`

/** Customers of a batch, by what the other system calls them and by where their rows stand. */
interface Beside {
  readonly tenantId: string
  readonly keys: readonly string[]
  readonly ordinals: readonly number[]
  readonly ids: readonly string[]
}

const owners = ({ keys, ordinals, ids }: Beside) =>
  sql`unnest(${keys}::text[], ${ordinals}::bigint[], ${ids}::uuid[]) as owner (key, ordinal, id)`

/** What stands in the customer's own row, or in a row of its own. */
const piecesOf = (beside: Beside, kind: PieceKind) => sql`
  ${owners(beside)} join import_row piece on piece.key = owner.key collate "C" and piece.kind = ${sql.lit(kind)}
    and (piece.part = 0 or piece.ordinal = owner.ordinal)`

const kindsBeside = statement(
  (beside: Beside) => sql<{ kind: PieceKind }>`
    select distinct piece.kind from ${owners(beside)} join import_row piece on piece.key = owner.key collate "C"
    where piece.kind not in ('person', 'run')`,
)

const insertAddresses = statement(
  (beside: Beside) => sql<Stored>`
    with added as (
      insert into customer_address (customer_id, id, tenant_id, number, first_name, last_name, company_name, vat_id, email, phone,
        street_address, postcode, city, state, country, kind, is_default, use_for_shipping, created_at, updated_at)
      select one.owner_id, coalesce(a."id", gen_random_uuid()), ${beside.tenantId}::uuid, coalesce(a."number", nextval('address_number')),
        coalesce(a."firstName", owner.first_name), coalesce(a."lastName", owner.last_name), a."companyName", a."vatId", a."email",
        a."phone", a."streetAddress", a."postcode", a."city", a."state", a."country", a."kind",
        a."isDefault" and one.of_its_mark = 1, a."usesForShipping", a."createdAt", a."updatedAt"
      from (
        select alike.*, row_number() over (partition by owner_id, is_default order by ordinal, part) as of_its_mark from (
          select distinct on (owner.id, piece.record::text) owner.id as owner_id, piece.ordinal, piece.part, piece.record,
            (piece.record->>'isDefault')::boolean as is_default
          from ${piecesOf(beside, 'address')} order by owner.id, piece.record::text, piece.ordinal
        ) alike order by ordinal, part
      ) one
      join customer owner on owner.id = one.owner_id
      cross join lateral json_to_record(one.record) as a ("id" uuid, "number" integer, "firstName" text, "lastName" text,
        "companyName" text, "vatId" text, "email" text, "phone" text, "streetAddress" text, "postcode" text, "city" text,
        "state" text, "country" text, "kind" text, "isDefault" boolean, "usesForShipping" boolean, "createdAt" timestamptz,
        "updatedAt" timestamptz)
      where owner.tenant_id = ${beside.tenantId}
      on conflict (customer_id, id) do nothing returning 1
    ) ${stored}`,
)

// Whose mailbox is subscribed already stays so, by whoever subscribed it.
const claimMailboxes = statement(
  (beside: Beside) => sql`
    insert into claim (tenant_id, kind, value, customer_id)
    select distinct on (piece.record->>'emailKey') ${beside.tenantId}::uuid, 'newsletter', piece.record->>'emailKey', owner.id
    from ${piecesOf(beside, 'subscription')} order by piece.record->>'emailKey', piece.ordinal
    on conflict (tenant_id, kind, value) do nothing`,
)

const insertSubscriptions = statement(
  (beside: Beside) => sql<Stored>`
    with added as (
      insert into newsletter_subscription (customer_id, email_key, tenant_id, email, subscribed_at)
      select owner.id, piece.record->>'emailKey', ${beside.tenantId}::uuid, piece.record->>'email',
        (piece.record->>'subscribedAt')::timestamptz
      from ${piecesOf(beside, 'subscription')}
      join claim on claim.tenant_id = ${beside.tenantId} and claim.kind = 'newsletter'
        and claim.value = piece.record->>'emailKey' collate "C" and claim.customer_id = owner.id
      on conflict (customer_id, email_key) do nothing returning 1
    ) ${stored}`,
)

const claimTokens = statement(
  (beside: Beside) => sql`
    insert into claim (tenant_id, kind, value, customer_id)
    select distinct on (piece.record->>'digest') ${beside.tenantId}::uuid, 'imported_token', piece.record->>'digest', owner.id
    from ${piecesOf(beside, 'token')} order by piece.record->>'digest', piece.ordinal
    on conflict (tenant_id, kind, value) do nothing`,
)

const insertSessions = statement(
  (beside: Beside) => sql<Stored>`
    with added as (
      insert into session (customer_id, id, tenant_id, number, secret_digest, refreshed_at, started_at, expires_at)
      select distinct on (t."digest") owner.id, t."id", ${beside.tenantId}::uuid, t."number", decode(t."digest", 'hex'), t."startedAt",
        t."startedAt", t."expiresAt"
      from ${piecesOf(beside, 'token')}
      cross join lateral json_to_record(piece.record) as t ("id" uuid, "number" integer, "digest" text, "startedAt" timestamptz,
        "expiresAt" timestamptz)
      join claim on claim.tenant_id = ${beside.tenantId} and claim.kind = 'imported_token'
        and claim.value = t."digest" collate "C" and claim.customer_id = owner.id
      order by t."digest", piece.ordinal
      on conflict (customer_id, id) do nothing returning 1
    ) ${stored}`,
)

const insertAttributes = statement(
  (beside: Beside) => sql<Stored>`
    with added as (
      insert into custom_attributes (customer_id, tenant_id, attributes)
      select owner.id, ${beside.tenantId}::uuid, (piece.record->'attributes')::jsonb from ${piecesOf(beside, 'attributes')}
      on conflict (customer_id) do nothing returning 1
    ) ${stored}`,
)

const insertConsents = statement(
  (beside: Beside) => sql<Stored>`
    with added as (
      insert into consent_record (customer_id, id, tenant_id, number, consent_id, version, locale, text_digest, decision,
        contact_methods, recorded_at, surface, acting_as, acting_id, client_address, user_agent, request_id)
      select owner.id, c."id", ${beside.tenantId}::uuid, c."number", c."consentId", c."version", c."locale",
        decode(c."textDigest", 'hex'), c."decision", c."contactMethods", c."recordedAt", c."surface", c."actingAs", c."actingId",
        c."clientAddress", c."userAgent", c."requestId"
      from ${piecesOf(beside, 'consent')}
      cross join lateral json_to_record(piece.record) as c ("id" uuid, "number" integer, "consentId" text, "version" text,
        "locale" text, "textDigest" text, "decision" text, "contactMethods" jsonb, "recordedAt" timestamptz, "surface" text,
        "actingAs" text, "actingId" text, "clientAddress" text, "userAgent" text, "requestId" text)
      on conflict (customer_id, id) do nothing returning 1
    ) ${stored}`,
)

const insertDataRequests = statement(
  (beside: Beside) => sql<Stored>`
    with added as (
      insert into data_request (customer_id, id, tenant_id, number, type, status, email, message, revoked_at, created_at, updated_at)
      select owner.id, r."id", ${beside.tenantId}::uuid, coalesce(r."number", nextval('data_request_number')), r."type", r."status",
        r."email", r."message", r."revokedAt", r."createdAt", r."updatedAt"
      from ${piecesOf(beside, 'dataRequest')}
      cross join lateral json_to_record(piece.record) as r ("id" uuid, "number" integer, "type" text, "status" text, "email" text,
        "message" text, "revokedAt" timestamptz, "createdAt" timestamptz, "updatedAt" timestamptz)
      on conflict (customer_id, id) do nothing returning 1
    ) ${stored}`,
)

const insertPurchases = statement(
  (beside: Beside) => sql<Stored>`
    with added as (
      insert into purchase (customer_id, reference, tenant_id, product, units, purchased_at, recorded_at)
      select owner.id, p."reference", ${beside.tenantId}::uuid, p."product", p."units", p."purchasedAt", p."recordedAt"
      from ${piecesOf(beside, 'purchase')}
      cross join lateral json_to_record(piece.record) as p ("reference" text, "product" text, "units" integer,
        "purchasedAt" timestamptz, "recordedAt" timestamptz)
      on conflict (customer_id, reference) do nothing returning 1
    ) ${stored}`,
)

const insertRedemptions = statement(
  (beside: Beside) => sql<Stored>`
    with added as (
      insert into voucher_redemption (customer_id, reference, tenant_id, voucher, redeemed_at, recorded_at)
      select owner.id, r."reference", ${beside.tenantId}::uuid, r."voucher", r."redeemedAt", r."recordedAt"
      from ${piecesOf(beside, 'redemption')}
      cross join lateral json_to_record(piece.record) as r ("reference" text, "voucher" text, "redeemedAt" timestamptz,
        "recordedAt" timestamptz)
      on conflict (customer_id, reference) do nothing returning 1
    ) ${stored}`,
)

const insertBought = statement(
  (beside: Beside) => sql<Stored>`
    with added as (
      insert into bought_product (customer_id, product, tenant_id)
      select owner.id, piece.record->>'product', ${beside.tenantId}::uuid from ${piecesOf(beside, 'bought')}
      on conflict (customer_id, product) do nothing returning 1
    ) ${stored}`,
)

const insertRedeemed = statement(
  (beside: Beside) => sql<Stored>`
    with added as (
      insert into redeemed_voucher (customer_id, voucher, tenant_id)
      select owner.id, piece.record->>'voucher', ${beside.tenantId}::uuid from ${piecesOf(beside, 'redeemed')}
      on conflict (customer_id, voucher) do nothing returning 1
    ) ${stored}`,
)

const insertImages = statement(
  (beside: Beside) => sql<Stored>`
    with added as (
      insert into profile_image (customer_id, name, tenant_id, content)
      select owner.id, piece.record->>'name', ${beside.tenantId}::uuid, decode(piece.record->>'content', 'hex')
      from ${piecesOf(beside, 'image')}
      on conflict (customer_id, name) do nothing returning 1
    ) ${stored}`,
)

const insertPlannedDeletions = statement(
  (beside: Beside) => sql<Stored>`
    with added as (
      insert into planned_deletion (customer_id, tenant_id, asked_at, due_at)
      select owner.id, ${beside.tenantId}::uuid, p."askedAt", p."dueAt" from ${piecesOf(beside, 'plannedDeletion')}
      cross join lateral json_to_record(piece.record) as p ("askedAt" timestamptz, "dueAt" timestamptz)
      on conflict (customer_id) do nothing returning 1
    ) ${stored}`,
)

type Insert = (beside: Beside) => ReturnType<typeof insertImages>

/** How each kind is stored; what claims a name claims it first. */
const inserts: Readonly<Record<PieceKind, readonly [insert: Insert, claim?: typeof claimTokens]>> = {
  address: [insertAddresses],
  subscription: [insertSubscriptions, claimMailboxes],
  token: [insertSessions, claimTokens],
  attributes: [insertAttributes],
  plannedDeletion: [insertPlannedDeletions],
  consent: [insertConsents],
  dataRequest: [insertDataRequests],
  purchase: [insertPurchases],
  redemption: [insertRedemptions],
  bought: [insertBought],
  redeemed: [insertRedeemed],
  image: [insertImages],
}

/**
 * Stores what waits beside customers who are there, found by what the other system calls them.
 *
 * @returns how much of each kind
 */
export async function storeBeside(session: Session, beside: Beside): Promise<Readonly<Record<string, number>>> {
  const kinds = await session.run(kindsBeside(beside))
  const counts: Record<string, number> = {}
  for (const { kind } of kinds) {
    const [insert, claim] = inserts[kind]
    if (claim) session.send(claim(beside))
    const [row] = await session.run(insert(beside))
    counts[kind] = row?.stored ?? 0
  }
  return counts
}
