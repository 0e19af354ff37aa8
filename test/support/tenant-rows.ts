import { createHash } from 'node:crypto'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import type { Engine } from '../../src/storage/engine.ts'
import { ada, asOwner, grace } from './storage.ts'

/** A tenant and the customer whose the rows are. */
export interface TestTenant {
  readonly tenantId: string
  readonly customerId: string
}

/** The one whose rows are looked for, and the one that must not find them. */
export const firstTenant: TestTenant = { tenantId: defaultTenantId, customerId: ada }
export const otherTenant: TestTenant = { tenantId: '00000000-0000-7000-8000-000000000002', customerId: grace }

const one = (end: string) => `01890000-0000-7000-8000-0000000000${end}`
const bytes = (text: string): Uint8Array => new Uint8Array(createHash('sha256').update(text).digest())
const literal = (content: Uint8Array) => `'\\x${hexOf(content)}'::bytea`

const hexOf = (content: Uint8Array): string => Buffer.from(content).toString('hex')

/**
 * What stands in the rows, the same in both tenants: they have the same names, keys and secrets, so whoever looks beyond a tenant
 * finds more than one.
 */
export const inRows = {
  login: 'ada@example.com',
  slug: 'ada-lovelace',
  number: 1000,
  hash: '$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA',
  addressNumber: 7,
  requestNumber: 5,
  reference: 'order-1',
  image: `${one('a1')}.png`,
  device: 'device-of-ada',
  session: { id: one('b1'), refreshId: one('b2') },
  storefront: { number: 11, digest: bytes('storefront token') },
  recovery: one('c1'),
  externalId: 'crm-7',
  subscribed: 'subscribed@example.com',
  incoming: { key: 'old-7', ordinal: 7, run: bytes('digest of files') },
  consent: { consentId: 'terms', version: '1', record: one('e1') },
  answered: { digest: bytes('answered'), token: one('d1') },
  leased: { digest: bytes('leased'), token: one('d2') },
  sealed: { event: one('f1'), givenUp: one('f2'), position: 3 },
  bucket: bytes('bucket'),
} as const

const longGone = { digest: bytes('token of a session that ran out') }

/** What waits to be stored is nobody's row yet; each kind of it, in the same words for both tenants. */
const waitingRow = (kind: string, part: number, record: object) =>
  `insert into import_row (ordinal, part, owner_tenant_id, kind, key, file, line, record)
    select ${inRows.incoming.ordinal}, ${part}, $1::uuid, '${kind}', '${inRows.incoming.key}', 0, 1, '${JSON.stringify(record)}'
    where $2::uuid is not null and not exists (select from import_row where part = ${part})`

const then = '2026-01-02T03:04:05.000Z'

const waitingPerson = `insert into import_row (ordinal, part, owner_tenant_id, kind, key, file, line, wanted_id, slug, email,
    email_key, email_key_version, email_is_shared, hash, scheme, hashed_at, state, first_name, last_name, is_vendor,
    products_bought_count, total_units_bought, created_at, subscribed_to_newsletter)
  select ${inRows.incoming.ordinal}, 0, $1::uuid, 'person', '${inRows.incoming.key}', 0, 1, '${ada}', 'new', '${inRows.login}',
    '${inRows.login}', 1, false, 'h', 's', now(), 'active', 'N', 'L', false, 0, 0, '${then}', false
  where $2::uuid is not null and not exists (select from import_row where part = 0)`

const incomingRows: readonly string[] = [
  waitingPerson,
  waitingRow('address', 1, {
    ...{ streetAddress: 's', postcode: 'p', city: 'c', state: '', country: 'DE', isDefault: false, usesForShipping: false },
    ...{ createdAt: then, updatedAt: then },
  }),
  waitingRow('subscription', 2, { email: inRows.subscribed, emailKey: inRows.subscribed, subscribedAt: then }),
  waitingRow('subscription', 3, { email: 'n@example.com', emailKey: 'n@example.com', subscribedAt: then }),
  ...[hexOf(inRows.storefront.digest), hexOf(bytes('a token of an older shop'))].map((digest, index) =>
    waitingRow('token', 4 + index, {
      id: one(`f${index}`),
      number: 3,
      digest,
      startedAt: then,
      expiresAt: '2126-01-01T00:00:00Z',
    }),
  ),
  waitingRow('attributes', 6, { attributes: [] }),
  waitingRow('consent', 7, {
    ...{ id: one('f2'), number: 2, consentId: 'c', version: '1', decision: 'granted', contactMethods: {}, recordedAt: then },
    ...{ surface: 'import', actingAs: 'program' },
  }),
  waitingRow('dataRequest', 8, {
    ...{ id: one('f3'), type: 'delete', status: 'pending', email: 'e', message: 'm', createdAt: then, updatedAt: then },
  }),
  waitingRow('purchase', 9, { reference: 'r', product: 'p', units: 1, purchasedAt: then, recordedAt: then }),
  waitingRow('redemption', 10, { reference: 'r', voucher: 'v', redeemedAt: then, recordedAt: then }),
  waitingRow('bought', 11, { product: 'another' }),
  waitingRow('redeemed', 12, { voucher: 'another' }),
  waitingRow('image', 13, { name: 'another.png', content: '00' }),
  waitingRow('plannedDeletion', 14, { askedAt: then, dueAt: then }),
]

/** The customer of a tenant whose account nobody has made their own. */
export const unclaimedOf = ({ customerId }: TestTenant): string =>
  createHash('md5')
    .update(customerId)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')

const unclaimed = 'md5($2::uuid::text)::uuid'

const tallyAt = (when: string): string => `insert into tally (tenant_id, hour, kind, count)
  select $1::uuid, date_trunc('hour', ${when}), 'sign_in', 1 where $2::uuid is not null`

/** Rows of a tenant ($1) and its customer ($2) in every table that has tenants. A new table needs a line here. */
export const tenantRows: Readonly<Record<string, readonly [first: string, ...more: string[]]>> = {
  claim: [
    `insert into claim (tenant_id, customer_id, kind, value) values ($1, $2, 'login', '${inRows.login}')`,
    `insert into claim (tenant_id, customer_id, kind, value) values ($1, $2, 'slug', '${inRows.slug}'),
      ($1, $2, 'number', '${inRows.number}'), ($1, $2, 'newsletter', '${inRows.login}'), ($1, $2, 'newsletter', '${inRows.subscribed}'),
      ($1, $2, 'imported_token', '${hexOf(inRows.storefront.digest)}'), ($1, $2, 'imported_token', '${hexOf(longGone.digest)}')`,
  ],
  customer: [
    `insert into customer (tenant_id, id, number, state, email, email_key, email_key_version, first_name, last_name, slug, created_at)
      values ($1, $2, ${inRows.number}, 'active', '${inRows.login}', '${inRows.login}', 1, 'Ada', 'Lovelace', '${inRows.slug}', now())`,
    `insert into customer (tenant_id, id, number, state, email, email_key, email_key_version, first_name, last_name, slug, created_at,
        email_is_shared, external_id)
      select $1::uuid, gen_random_uuid(), ${inRows.number + 1}, 'active', '${inRows.login}', '${inRows.login}', 1, 'Byron', 'Lovelace', '', now(),
        true, '${inRows.externalId}' where $2::uuid is not null`,
    `insert into customer (tenant_id, id, number, state, email, email_key, email_key_version, first_name, last_name, slug, created_at)
      select $1::uuid, ${unclaimed}, ${inRows.number + 2}, 'active', '', '', 1, '', '', '', now() - interval '60 days'`,
  ],
  customer_address: [
    `insert into customer_address (tenant_id, customer_id, id, number, street_address, postcode, city, state, country, is_default)
      values ($1, $2, gen_random_uuid(), ${inRows.addressNumber}, '', '', '', '', '', true)`,
    `insert into customer_address (tenant_id, customer_id, id, number, street_address, postcode, city, state, country)
      values ($1, $2, gen_random_uuid(), null, '', '', '', '', '')`,
  ],
  bought_product: ["insert into bought_product (tenant_id, customer_id, product) values ($1, $2, 'p')"],
  redeemed_voucher: ["insert into redeemed_voucher (tenant_id, customer_id, voucher) values ($1, $2, 'v')"],
  credential: [
    `insert into credential (tenant_id, customer_id, kind, hash, scheme, changed_at)
      values ($1, $2, 'password', '${inRows.hash}', 'scheme of ' || $1::uuid, now())`,
    `insert into credential (tenant_id, customer_id, kind, hash, changed_at)
      select $1::uuid, ${unclaimed}, 'password', '${inRows.hash}', now()`,
  ],
  event: [
    `insert into event (tenant_id, customer_id, id, type, occurred_at, facts, personal)
      values ($1, $2, gen_random_uuid(), 'customer.registered', now(), '{}', '{}')`,
    `insert into event (tenant_id, customer_id, id, type, occurred_at, facts, personal)
      select $1::uuid, ${unclaimed}, gen_random_uuid(), 'customer.registered', now() - interval '60 days', '{}', null`,
    `insert into event (tenant_id, customer_id, id, type, occurred_at, facts, personal, position)
      values ($1, $2, '${inRows.sealed.event}', 'customer.registered', now(), '{}', '{}', ${inRows.sealed.position})`,
  ],
  idempotency: [
    `insert into idempotency (tenant_id, customer_id, digest, fingerprint, lease_token, leased_until, expires_at, answer)
      values ($1, $2, ${literal(inRows.answered.digest)}, 'f', '${inRows.answered.token}', now() + interval '1 hour', now() + interval '1 day', 'a')`,
    `insert into idempotency (tenant_id, customer_id, digest, fingerprint, lease_token, leased_until, expires_at)
      values ($1, $2, ${literal(inRows.leased.digest)}, 'f', '${inRows.leased.token}', now() + interval '1 hour', now() + interval '1 day'),
        ($1, $2, 'expired', 'f', gen_random_uuid(), now() - interval '1 day', now() - interval '1 day')`,
  ],
  session: [
    `insert into session (tenant_id, customer_id, id, refresh_id, refreshed_at, started_at, expires_at)
      values ($1, $2, '${inRows.session.id}', '${inRows.session.refreshId}', now(), now(), now() + interval '1 hour')`,
    `insert into session (tenant_id, customer_id, id, number, secret_digest, refreshed_at, started_at, expires_at) values
      ($1, $2, gen_random_uuid(), ${inRows.storefront.number}, ${literal(inRows.storefront.digest)}, now(), now(), now() + interval '1 hour'),
      ($1, $2, gen_random_uuid(), 12, ${literal(longGone.digest)}, now(), now(), now() - interval '2 days')`,
  ],
  recovery: [
    `insert into recovery (tenant_id, customer_id, id, kind, email, expires_at)
      values ($1, $2, '${inRows.recovery}', 'password_reset', '${inRows.login}', now() + interval '1 hour')`,
    `insert into recovery (tenant_id, customer_id, id, kind, email, expires_at) values
      ($1, $2, gen_random_uuid(), 'password_reset', '${inRows.login}', now() + interval '2 hours'),
      ($1, $2, gen_random_uuid(), 'undo_email_change', '${inRows.login}', now() - interval '1 hour')`,
  ],
  waiting_registration: [`insert into waiting_registration (tenant_id, id, registration) values ($1, $2, '{"customer": {}}')`],
  recovery_request: [`insert into recovery_request (tenant_id, id, login, locale, asked_at) values ($1, $2, 'l', 'en', now())`],
  purchase: [
    `insert into purchase (tenant_id, customer_id, reference, product, units, purchased_at, recorded_at)
      values ($1, $2, '${inRows.reference}', 'p', 1, now(), now())`,
  ],
  voucher_redemption: [
    `insert into voucher_redemption (tenant_id, customer_id, reference, voucher, redeemed_at, recorded_at)
      values ($1, $2, '${inRows.reference}', 'v', now(), now())`,
  ],
  profile_image: [`insert into profile_image (tenant_id, customer_id, name, content) values ($1, $2, '${inRows.image}', 'c')`],
  device: [
    `insert into device (tenant_id, customer_id, digest, token, added_at)
      values ($1, $2, ${literal(bytes(inRows.device))}, '${inRows.device}', now())`,
    `insert into device (tenant_id, customer_id, digest, token, added_at)
      select $1::uuid, $2::uuid, sha256(nth::text::bytea), nth::text, now() from generate_series(1, 20) as nth`,
  ],
  newsletter_subscription: [
    `insert into newsletter_subscription (tenant_id, customer_id, email_key, email, subscribed_at)
      values ($1, $2, '${inRows.login}', '${inRows.login}', now())`,
  ],
  data_request: [
    `insert into data_request (tenant_id, customer_id, id, number, type, status, email, message, created_at, updated_at)
      values ($1, $2, gen_random_uuid(), ${inRows.requestNumber}, 'delete', 'pending', '${inRows.login}', 'm', now(), now())`,
  ],
  delivery: [
    `insert into delivery (tenant_id, customer_id, id, event_id, channel, purpose, state, next_at, gives_up_at)
      values ($1, $2, gen_random_uuid(), gen_random_uuid(), 'mail', 'welcome', 'waiting', now(), now())`,
    `insert into delivery (tenant_id, customer_id, id, event_id, channel, purpose, state, next_at, gives_up_at, finished_at, failure)
      values ($1, $2, '${inRows.sealed.givenUp}', '${inRows.sealed.event}', 'mail', 'welcome', 'given_up', now(), now(), now(), '550')`,
  ],
  tally: [tallyAt('now()'), tallyAt("now() - interval '800 days'")],
  erasure: ['insert into erasure (tenant_id, customer_id, erased_at) values ($1, $2, now())'],
  attempt: [
    `insert into attempt (tenant_id, bucket, window_ends, used)
      select $1::uuid, ${literal(inRows.bucket)}, now() + interval '1 hour', 1 where $2::uuid is not null`,
    `insert into attempt (tenant_id, bucket, window_ends, used)
      select $1::uuid, 'ended', now() - interval '1 hour', 1 where $2::uuid is not null`,
  ],
  email_change: [
    `insert into email_change (tenant_id, customer_id, id, email, from_key, session_id, expires_at)
      values ($1, $2, gen_random_uuid(), 'n', 'o', gen_random_uuid(), now() + interval '1 hour')`,
    `insert into email_change (tenant_id, customer_id, id, email, from_key, session_id, expires_at)
      select $1::uuid, gen_random_uuid(), gen_random_uuid(), 'n', 'o', $2::uuid, now() - interval '1 hour'`,
  ],
  planned_deletion: [`insert into planned_deletion (tenant_id, customer_id, asked_at, due_at) values ($1, $2, now(), now())`],
  import_run: [
    `insert into import_run (tenant_id, digest, id, phase, counts)
      select $1::uuid, ${literal(inRows.incoming.run)}, gen_random_uuid(), 'storing', '{}' where $2::uuid is not null`,
  ],
  imported_customer: [
    `insert into imported_customer (tenant_id, system, key_digest, customer_id)
      values ($1, 'bagisto', sha256('${inRows.incoming.key}'), $2)`,
    ...incomingRows,
  ],
  custom_attributes: [
    `insert into custom_attributes (tenant_id, customer_id, attributes) values ($1, $2, '[{"name":"size","value":"M"}]')`,
  ],
  consent_text: [
    `insert into consent_text (tenant_id, consent_id, version, locale, digest, content)
      values ($1, '${inRows.consent.consentId}', '${inRows.consent.version}', 'en', 'd', $2::uuid)`,
  ],
  consent_record: [
    `insert into consent_record (tenant_id, customer_id, id, number, consent_id, version, decision, contact_methods, surface, acting_as,
        acting_id, client_address, user_agent, request_id)
      values ($1, $2, '${inRows.consent.record}', 1, '${inRows.consent.consentId}', '${inRows.consent.version}', 'granted', '{}', 'singula',
        'customer', 'i', '203.0.113.1', 'u', 'r')`,
  ],
}

/** Both tenants, each with all the rows above. */
export async function storeBothTenants(engine: Engine): Promise<void> {
  await asOwner(engine, "insert into tenant (id, name) values ($1, 'other')", [otherTenant.tenantId])
  for (const { tenantId, customerId } of [firstTenant, otherTenant])
    for (const text of Object.values(tenantRows).flat()) await asOwner(engine, text, [tenantId, customerId])
}

/** Every table whose rows belong to tenants. */
export async function tenantTables(engine: Engine): Promise<readonly string[]> {
  const text = `select table_name as name from information_schema.columns
    where column_name = 'tenant_id' and table_schema = current_schema() order by 1`
  return (await asOwner<{ name: string }>(engine, text)).map(({ name }) => name)
}
