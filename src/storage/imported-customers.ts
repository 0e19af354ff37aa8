import { sql } from 'kysely'
import type { Claim } from '../core/customers/claim.ts'
import { type BatchStores, NamesTakenMeanwhile, type TakenCustomer } from '../core/migration/store-batch.ts'
import { claimStore, type TakingForMany, takingForMany } from './claims.ts'
import { type Stored, storeBeside, stored } from './imported-beside.ts'
import { statement } from './statement.ts'
import type { Session } from './transaction.ts'
import { profileColumnNames } from './waiting-columns.ts'

const takeClaims = statement(
  (taking: TakingForMany) => sql<{ taken: number }>`
    with taken as (${takingForMany(taking)})
    select count(*)::integer as taken from taken`,
)

const drawNumbers = statement(
  ({ count }: { count: number }) => sql<{ number: number }>`
    select nextval('customer_number')::integer as number from generate_series(1, ${count}::integer)`,
)

const highestOf = (kind: string) => sql`(select max(number) from import_row where kind = ${sql.lit(kind)} and number is not null)`

// The highest number that comes along in each of the sequences, of which one is drawn to see where it stands.
const highestNumbers = statement(
  () => sql<{ customers: number | null; addresses: number | null; requests: number | null }>`
    select ${highestOf('person')} as customers, ${highestOf('address')} as addresses, ${highestOf('dataRequest')} as requests`,
)

// A hundred further on, so that of those who draw in this moment nobody has got past it.
const moveOn = statement(
  ({ sequence, past }: { sequence: string; past: number }) => sql`
    select case when nextval(${sequence}::regclass) <= ${past}::bigint then setval(${sequence}::regclass, ${past}::bigint + 100) end`,
)

interface Storing {
  readonly tenantId: string
  readonly ordinals: readonly number[]
  readonly ids: readonly string[]
  readonly numbers: readonly number[]
  readonly slugs: readonly string[]
  readonly eventIds: readonly string[]
  readonly system: string
  readonly now: Date
}

const profile = sql.raw(profileColumnNames.join(', '))
const waitingProfile = sql.raw(profileColumnNames.map((name) => `waiting.${name}`).join(', '))

// What waits is looked up once, and is the customer, the password, the event and where they came from in the order of the files.
const insertTaken = statement(
  ({ tenantId, ordinals, ids, numbers, slugs, eventIds, system, now }: Storing) => sql<Stored>`
    with waiting as materialized (
      select named.id, named.number as given_number, named.given_slug, named.event_id, came.*
      from unnest(${ordinals}::bigint[], ${ids}::uuid[], ${numbers}::integer[], ${slugs}::text[], ${eventIds}::uuid[])
        as named (named_ordinal, id, number, given_slug, event_id)
      join import_row came on came.ordinal = named.named_ordinal and came.part = 0 and came.kind = 'person'
    ), added as (
      insert into customer (id, tenant_id, number, slug, referral_code, ${profile})
      select waiting.id, ${tenantId}::uuid, waiting.given_number, waiting.given_slug, waiting.referral_code, ${waitingProfile}
      from waiting returning 1
    ), passwords as (
      insert into credential (customer_id, kind, tenant_id, hash, scheme, changed_at)
      select waiting.id, 'password', ${tenantId}::uuid, waiting.hash, waiting.scheme, waiting.hashed_at
      from waiting where waiting.hash is not null
    ), events as (
      insert into event (customer_id, id, tenant_id, type, occurred_at, facts, personal)
      select waiting.id, waiting.event_id, ${tenantId}::uuid, 'customer.imported', ${now}::timestamptz,
        jsonb_build_object('number', waiting.given_number, 'system', ${system}::text),
        jsonb_build_object('email', waiting.email, 'firstName', waiting.first_name, 'lastName', waiting.last_name)
      from waiting
    ), origins as (
      insert into imported_customer (tenant_id, system, key_digest, customer_id)
      select ${tenantId}::uuid, ${system}::text, sha256(convert_to(waiting.key, 'UTF8')), waiting.id from waiting
      on conflict (tenant_id, system, key_digest) do nothing
    ) ${stored}`,
)

const sequences = { customers: 'customer_number', addresses: 'address_number', requests: 'data_request_number' } as const

/** What an import keeps in mind from one batch to the next. */
export interface BatchMemory {
  hasMovedOn: boolean
}

/** Where a batch of an import is stored, of one tenant. */
export const batchStores = (
  session: Session,
  { tenantId, system, now, memory }: { tenantId: string; system: string; now: Date; memory: BatchMemory },
): BatchStores => ({
  claims: claimStore(session, tenantId),
  async drawNumbers(count) {
    if (count === 0) return []
    return (await session.run(drawNumbers({ count }))).map(({ number }) => number)
  },
  async keepNumbers() {
    if (memory.hasMovedOn) return
    const [highest] = await session.run(highestNumbers({}))
    for (const [of, sequence] of Object.entries(sequences) as [keyof typeof sequences, string][]) {
      const past = highest?.[of] ?? 0
      if (past > 0) await session.run(moveOn({ sequence, past }))
    }
    memory.hasMovedOn = true
  },
  async takeClaims(claims: readonly (Claim & { readonly customerId: string })[]) {
    const [row] = await session.run(
      takeClaims({
        tenantId,
        kinds: claims.map(({ kind }) => kind),
        values: claims.map(({ value }) => value),
        customerIds: claims.map(({ customerId }) => customerId),
      }),
    )
    return row?.taken === claims.length
  },
  async store(taken) {
    const storing = { tenantId, system, now, ...columnsOf(taken) }
    const [row] = await session.run(insertTaken(storing))
    if (row?.stored !== taken.length) throw new NamesTakenMeanwhile('somebody who waited was erased')
    return storeBeside(session, { tenantId, keys: taken.map(({ key }) => key), ordinals: storing.ordinals, ids: storing.ids })
  },
})

const columnsOf = (taken: readonly TakenCustomer[]) => ({
  ordinals: taken.map(({ ordinal }) => ordinal),
  ids: taken.map(({ id }) => id),
  numbers: taken.map(({ number }) => number),
  slugs: taken.map(({ slug }) => slug),
  eventIds: taken.map(({ eventId }) => eventId),
})
