import { sql } from 'kysely'
import type { ImportCounts } from '../core/migration/import-counts.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import type { Asking, Session } from './transaction.ts'
import { toTheDisk } from './transaction-settings.ts'

/** How far an import has come. */
export interface ImportRun {
  readonly id: string
  readonly begunAt: Date
  /** `reading`: rows are reviewed and wait; `storing`: they become customers; `closing`: what is of nobody is told of. */
  readonly phase: 'reading' | 'storing' | 'closing'
  /** Rows that were reviewed, and whose rejects are in the file. */
  readonly rowsRead: number
  /** Up to which of them the phase has come. */
  readonly storedTo: number
  readonly rejectsBytes: number
  readonly counts: ImportCounts
}

interface Of {
  readonly tenantId: string
  readonly digest: Uint8Array
}

// 64-bit integers come as text.
interface StoredRun extends Omit<ImportRun, 'rowsRead' | 'storedTo' | 'rejectsBytes'> {
  readonly rowsRead: string
  readonly storedTo: string
  readonly rejectsBytes: string
}

// Whoever continues an import waits here until what the killed one was doing is kept or undone.
const lockRun = statement(({ tenantId, digest }: Of) =>
  database
    .selectFrom('import_run')
    .select([
      'id',
      'begun_at as begunAt',
      'phase',
      'rows_read as rowsRead',
      'stored_to as storedTo',
      'rejects_bytes as rejectsBytes',
      'counts',
    ])
    .where('tenant_id', '=', tenantId)
    .where('digest', '=', digest)
    .forUpdate()
    .$castTo<StoredRun>(),
)

const insertRun = statement(({ tenantId, digest, id, counts }: Of & { id: string; counts: string }) =>
  database.insertInto('import_run').values({ tenant_id: tenantId, digest, id, phase: 'reading', counts }),
)

const updateRun = statement(
  (run: Of & Omit<ImportRun, 'id' | 'begunAt' | 'counts'> & { counts: string }) => sql`
    update import_run set phase = ${run.phase}, rows_read = ${run.rowsRead}, stored_to = ${run.storedTo},
      rejects_bytes = ${run.rejectsBytes}, counts = ${run.counts}::jsonb
    where tenant_id = ${run.tenantId} and digest = ${run.digest}`,
)

const deleteRun = statement(
  ({ tenantId, digest }: Of) => sql`delete from import_run where tenant_id = ${tenantId} and digest = ${digest}`,
)

/** How far the import of these files came, of one tenant. */
export const importRunStore = (session: Session, tenantId: string, digest: Uint8Array) => ({
  /** Holds it until the transaction ends. */
  async lock(): Promise<ImportRun | undefined> {
    const [run] = await session.run(lockRun({ tenantId, digest }))
    if (!run) return undefined
    const { rowsRead, storedTo, rejectsBytes, ...rest } = run
    return { ...rest, rowsRead: Number(rowsRead), storedTo: Number(storedTo), rejectsBytes: Number(rejectsBytes) }
  },
  async begin(id: string, counts: ImportCounts): Promise<void> {
    session.send(insertRun({ tenantId, digest, id, counts: JSON.stringify(counts) }))
  },
  /** Waits for nobody. */
  async save(run: ImportRun): Promise<void> {
    session.send(updateRun({ ...run, tenantId, digest, counts: JSON.stringify(run.counts) }))
  },
  /** What the import has done is on the disk when this is committed. */
  async end(): Promise<void> {
    session.send(toTheDisk)
    session.send(deleteRun({ tenantId, digest }))
  },
})

// Nothing is asked of this transaction until the import ends, however long that takes.
const tryLock = statement(
  () => sql<{ isOurs: boolean }>`
    select pg_try_advisory_xact_lock(7044172) as "isOurs", set_config('idle_in_transaction_session_timeout', '0', true) as patience`,
)

/** Whether nobody else imports; holds the place until the transaction ends. */
export async function takeTurn(session: Asking): Promise<boolean> {
  const [row] = await session.run(tryLock({}))
  return row?.isOurs ?? false
}
