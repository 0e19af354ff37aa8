import { sql } from 'kysely'
import type { ReviewedCustomer, ReviewedPiece, ReviewedRow, WantedNames } from '../core/migration/reviewed.ts'
import type { RowPlace, WaitingCustomer } from '../core/migration/store-batch.ts'
import { CopyRows } from './copy-in.ts'
import { statement } from './statement.ts'
import type { LoadingSession, Session } from './transaction.ts'
import { profileColumnNames, profileValues } from './waiting-columns.ts'

/** A row of the files by its place among all of them, from 1, and the file by its place among the files. */
export interface RowOrigin {
  readonly ordinal: number
  readonly file: number
}

const rowColumns = 'ordinal, part, owner_tenant_id, kind, key, file, line, number'
const copyPieces = `copy import_row (${rowColumns}, record) from stdin`
const copyPersons = `copy import_row (${rowColumns}, changed_at, wanted_id, slug, referral_code, scheme, hash, hashed_at,
  ${profileColumnNames.join(', ')}) from stdin`

/** Rows as `import_row` takes them, gathered until they are worth a COPY. */
export class WaitingRows {
  readonly #tenantId: string
  readonly #persons = new CopyRows()
  readonly #pieces = new CopyRows()

  constructor(tenantId: string) {
    this.#tenantId = tenantId
  }

  get rows(): number {
    return this.#persons.rows + this.#pieces.rows
  }

  get bytes(): number {
    return this.#persons.bytes.length + this.#pieces.bytes.length
  }

  addCustomer({ ordinal, file }: RowOrigin, reviewed: ReviewedCustomer): void {
    const { place, key, names, changedAt, customer, password, beside } = reviewed
    this.#persons.add([
      ...[ordinal, 0, this.#tenantId, 'person', key, file, place.line, names.number],
      ...[changedAt, names.id, names.slug, names.referralCode, password?.scheme, password?.hash, password?.changedAt],
      ...profileValues(customer),
    ])
    for (const [index, piece] of beside.entries()) this.#addPiece([ordinal, index + 1, key, file, place.line], piece)
  }

  addPiece({ ordinal, file }: RowOrigin, { place, key, piece }: ReviewedRow): void {
    this.#addPiece([ordinal, 0, key, file, place.line], piece)
  }

  #addPiece(
    [ordinal, part, key, file, line]: readonly [number, number, string, number, number],
    { kind, value }: ReviewedPiece,
  ): void {
    const number = 'number' in value && kind !== 'token' && kind !== 'consent' ? value.number : null
    this.#pieces.add([ordinal, part, this.#tenantId, kind, key, file, line, number, JSON.stringify(value)])
  }

  /** Writes them all. */
  async copyTo(session: LoadingSession): Promise<void> {
    if (this.#persons.rows > 0) await session.copyIn(copyPersons, this.#persons.bytes)
    if (this.#pieces.rows > 0) await session.copyIn(copyPieces, this.#pieces.bytes)
  }

  clear(): void {
    this.#persons.clear()
    this.#pieces.clear()
  }
}

// Every customer's key is a text of theirs, so the id of an import is none of them.
const markRun = statement(
  ({ id, tenantId }: { id: string; tenantId: string }) => sql`
    insert into import_row (ordinal, part, owner_tenant_id, kind, key, file, line, record)
    values (0, 0, ${tenantId}, 'run', ${id}, 0, 0, '{"rows": 0}')`,
)

const rowsWaiting = statement(
  ({ id }: { id: string }) => sql<{ rows: number }>`
    select (record->>'rows')::integer as rows from import_row where ordinal = 0 and kind = 'run' and key = ${id}`,
)

const noteRows = statement(
  ({ id, rows }: { id: string; rows: number }) => sql<{ isNoted: boolean }>`
    update import_row set record = json_build_object('rows', ${rows}::integer)
    where ordinal = 0 and part = 0 and kind = 'run' and key = ${id} returning true as "isNoted"`,
)

const emptyRows = statement(() => sql`delete from import_row`)

export type DuplicatePolicy = 'first' | 'newest' | 'reject'

interface NextBatch {
  readonly tenantId: string
  readonly system: string
  readonly policy: DuplicatePolicy
  readonly after: number
  readonly limit: number
}

// Of the other row of a mailbox there is one question by its index, and so of who came before.
const nextCustomers = statement(
  ({ tenantId, system, policy, after, limit }: NextBatch) => sql<WaitingRow>`
    select waiting.ordinal, waiting.file, waiting.line, waiting.key, waiting.scheme, waiting.wanted_id as id,
      waiting.email_key as "emailKey", waiting.username_key as "usernameKey", waiting.email_is_shared as "emailIsShared",
      waiting.external_id as "externalId", waiting.referral_code as "referralCode", waiting.number, waiting.slug,
      (select json_build_object('file', other.file, 'line', other.line) from import_row other
        where other.email_key = waiting.email_key and other.email_is_shared is not true and not waiting.email_is_shared
          and other.kind = 'person' and other.ordinal <> waiting.ordinal
          and case ${policy}::text
            when 'first' then other.ordinal < waiting.ordinal
            when 'newest' then (coalesce(other.changed_at, '-infinity'), -other.ordinal) > (coalesce(waiting.changed_at, '-infinity'), -waiting.ordinal)
            else true end
        order by case when ${policy}::text = 'newest' then other.changed_at end desc nulls last, other.ordinal limit 1) as "sameMailbox",
      (select json_build_object('id', customer.id, 'emailKey', customer.email_key) from imported_customer came
        join customer on customer.id = came.customer_id and customer.tenant_id = came.tenant_id
        where came.tenant_id = ${tenantId} and came.system = ${system}
          and came.key_digest = sha256(convert_to(waiting.key, 'UTF8')) limit 1) as known
    from import_row waiting
    where waiting.kind = 'person' and waiting.part = 0 and waiting.ordinal > ${after} order by waiting.ordinal limit ${limit}`,
)

interface WaitingRow extends WantedNames, Pick<WaitingCustomer, 'file' | 'line' | 'key' | 'scheme' | 'sameMailbox' | 'known'> {
  readonly ordinal: string
}

const customersCalled = statement(
  ({ tenantId, ids }: { tenantId: string; ids: readonly string[] }) => sql<{ id: string; emailKey: string }>`
    select customer.id, customer.email_key as "emailKey" from unnest(${ids}::uuid[]) as named (id)
    join customer on customer.id = named.id where customer.tenant_id = ${tenantId}`,
)

/** @param externalIdUnique  whether the tenant keeps customers apart by what other systems call them */
type WantedBatch = Omit<NextBatch, 'tenantId'> & { readonly externalIdUnique: boolean }

/** A row of something whose customer is not in the files, or could not be reviewed. */
export interface Orphan extends RowPlace {
  readonly ordinal: number
  readonly key: string
}

const orphansAfter = statement(
  ({ after, limit }: { after: number; limit: number }) => sql<{ ordinal: string; file: number; line: number; key: string }>`
    select piece.ordinal, piece.file, piece.line, piece.key from import_row piece
    where piece.part = 0 and piece.kind not in ('run', 'person') and piece.ordinal > ${after}
      and not exists (select from import_row owner where owner.key = piece.key and owner.kind = 'person')
    order by piece.ordinal limit ${limit}`,
)

/** The rows of the one import there can be at a time, waiting to be stored. */
export const importRowStore = (session: Session, tenantId: string) => ({
  /** How many rows of the files were read into it; `undefined` when it holds another import's, or was emptied. */
  async rowsOf(id: string): Promise<number | undefined> {
    const [row] = await session.run(rowsWaiting({ id }))
    return row?.rows
  },
  /** @returns false when what was read before is not there any more */
  async noteRows(id: string, rows: number): Promise<boolean> {
    const [row] = await session.run(noteRows({ id, rows }))
    return row?.isNoted ?? false
  },
  async beginAnew(id: string): Promise<void> {
    session.send(emptyRows({}))
    session.send(markRun({ id, tenantId }))
  },
  async empty(): Promise<void> {
    session.send(emptyRows({}))
  },
  /** The next customers in the order of the files. */
  async next({ externalIdUnique, ...batch }: WantedBatch): Promise<readonly WaitingCustomer[]> {
    const rows = await session.run(nextCustomers({ ...batch, tenantId }))
    const ids = rows.flatMap(({ id }) => (id === null ? [] : [id]))
    const there = ids.length === 0 ? [] : await session.run(customersCalled({ tenantId, ids }))
    const byId = new Map(there.map((customer) => [customer.id, customer]))
    return rows.map(({ ordinal, file, line, key, scheme, sameMailbox, known, ...names }) => ({
      ...{ ordinal: Number(ordinal), file, line, key, scheme, sameMailbox },
      names: externalIdUnique ? names : { ...names, externalId: null },
      known: known ?? byId.get(names.id ?? '') ?? null,
    }))
  },
  async orphans(after: number, limit: number): Promise<readonly Orphan[]> {
    const rows = await session.run(orphansAfter({ after, limit }))
    return rows.map((row) => ({ ...row, ordinal: Number(row.ordinal) }))
  },
})
