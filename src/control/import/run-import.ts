import type { RejectsFile } from '../../adapters/rejects/rejects-file.ts'
import type { LastNumbers } from '../../core/migration/assign-slugs.ts'
import { addCounts, count, type ImportCounts, noCounts, openCounts } from '../../core/migration/import-counts.ts'
import type { ReviewRules, System } from '../../core/migration/reviewed.ts'
import { NamesTakenMeanwhile, type RowPlace, storeBatch, type WaitingCustomer } from '../../core/migration/store-batch.ts'
import type { Tenant } from '../../core/tenants/tenant.ts'
import type { Engine } from '../../storage/engine.ts'
import { type DuplicatePolicy, importRowStore } from '../../storage/import-rows.ts'
import { type ImportRun, importRunStore, takeTurn } from '../../storage/import-runs.ts'
import { type BatchMemory, batchStores } from '../../storage/imported-customers.ts'
import { type LoadingSession, loadingInTenant } from '../../storage/transaction.ts'
import { BatchesAhead } from './batches-ahead.ts'
import { readRows, waitingIsLost } from './read-rows.ts'
import type { SourceFiles } from './source-files.ts'

export interface ImportRequest {
  readonly files: readonly string[]
  readonly tenant: Tenant
  readonly system: System
  readonly duplicates: DuplicatePolicy
  readonly isDryRun: boolean
  /** Whether to forget how far an import of these files came. */
  readonly isAnew: boolean
  readonly digest: Uint8Array
}

/** What is being done, for people to watch. */
export interface ImportProgress {
  readonly phase: ImportRun['phase']
  /** Of the phase: rows read, or customers decided about. */
  readonly done: number
  /** `undefined` where nobody knows yet. */
  readonly total: number | undefined
  /** Of the whole import, those before an interruption included. */
  readonly counts: ImportCounts
}

export interface ImportDeps {
  readonly engine: Engine
  readonly sources: SourceFiles
  readonly tokenSeconds: number
  /** Customers stored in one transaction. */
  readonly customersAtOnce: number
  openRejects(keptBytes: number): Promise<RejectsFile>
  toAscii(domain: string): string
  newId(): string
  onProgress(progress: ImportProgress): void
}

/** One import under way. */
export interface ImportContext extends ImportRequest, ImportDeps {
  readonly rejects: RejectsFile
  readonly rules: ReviewRules
  /** Of customers that bring numbers, names that were given, what was seen: for the life of this process. */
  readonly memory: BatchMemory & { readonly lastNumbers: LastNumbers; readonly namesSeen: Set<string> }
  readonly ahead: BatchesAhead
  /** In one transaction of the tenant. @param session  to be used with it */
  transaction<Result>(work: (stores: ImportStores, session: LoadingSession) => Promise<Result>): Promise<Result>
}

export interface ImportStores {
  readonly runs: ReturnType<typeof importRunStore>
  readonly rows: ReturnType<typeof importRowStore>
}

export interface ImportOutcome {
  readonly counts: ImportCounts
  /** Whether an import that was interrupted was gone on with. */
  readonly isContinued: boolean
}

/**
 * Brings the customers of the files into the tenant, or says what would come of it. Whatever it does is kept together with how
 * far it came; killed at any moment it goes on from there, nothing is lost and nothing comes twice.
 *
 * @throws an error when another import is under way
 */
export async function runImport(request: ImportRequest, deps: ImportDeps): Promise<ImportOutcome> {
  return alone(request, deps, async () => {
    const transaction: ImportContext['transaction'] = (work) =>
      loadingInTenant(deps.engine, request.tenant.id, (session) =>
        work(
          { runs: importRunStore(session, request.tenant.id, request.digest), rows: importRowStore(session, request.tenant.id) },
          session,
        ),
      )
    const { run, isContinued } = await beginOrContinue(request, deps, transaction)
    const rejects = await deps.openRejects(run.rejectsBytes)
    const memory = { hasMovedOn: false, lastNumbers: new Map(), namesSeen: new Set<string>() }
    const ahead = new BatchesAhead(nextBatch(request, deps, transaction))
    const context = { ...request, ...deps, rejects, rules: rulesOf(request, deps, run), memory, ahead, transaction }
    try {
      await readRows(run, context)
      await storeAll(context)
      const counts = await close(context)
      return { counts, isContinued }
    } finally {
      await rejects.close()
    }
  })
}

/** The embedded database has one connection, so that nothing is looked at beside what it does. */
function nextBatch(
  { system, duplicates: policy, tenant }: ImportRequest,
  { customersAtOnce: limit, engine }: ImportDeps,
  transaction: ImportContext['transaction'],
) {
  const { externalIdUnique } = tenant.settings
  return {
    isAhead: engine.name !== 'pglite',
    look: (after: number) => transaction(({ rows }) => rows.next({ system, policy, after, limit, externalIdUnique })),
  }
}

/** The embedded database has one connection, and its lock file keeps others out. */
async function alone<Result>({ tenant }: ImportRequest, { engine }: ImportDeps, work: () => Promise<Result>): Promise<Result> {
  if (engine.name === 'pglite') return work()
  return loadingInTenant(engine, tenant.id, async (session) => {
    if (!(await takeTurn(session))) throw new Error('Another import into this database is under way. Wait for its end.')
    return work()
  })
}

const beginOrContinue = ({ isAnew }: ImportRequest, { newId }: ImportDeps, transaction: ImportContext['transaction']) =>
  transaction(async ({ runs }) => {
    const present = await runs.lock()
    if (present && !isAnew) return { run: present, isContinued: true }
    if (present) await runs.end()
    await runs.begin(newId(), noCounts)
    const run = await runs.lock()
    if (!run) throw new Error('the import that was just begun is not there')
    return { run, isContinued: false }
  })

const rulesOf = (
  { system, tenant }: ImportRequest,
  { tokenSeconds, toAscii, newId }: ImportDeps,
  run: ImportRun,
): ReviewRules => ({
  ...{ system, settings: tenant.settings, now: run.begunAt, tokenSeconds, toAscii, newId },
})

async function storeAll(context: ImportContext): Promise<void> {
  for (let after = 0; ; ) {
    const { run, isDone } = await storeNext(context, after)
    after = run.storedTo
    if (isDone) return
    const { counts } = run
    const decided = counts.taken + counts.alreadyThere + counts.duplicates
    context.onProgress({ phase: 'storing', done: decided, total: counts.customers, counts })
  }
}

// Somebody can register under one of the names in between; a few times in a row means that something else is wrong.
const tries = 5
const uniqueViolation = '23505'

async function storeNext(context: ImportContext, after: number) {
  for (let attempt = 1, keepsIds = true; ; attempt += 1) {
    try {
      return await storeOnce(context, { after, waiting: await context.ahead.take(after), keepsIds })
    } catch (error) {
      const isIdTaken = error instanceof Error && 'code' in error && error.code === uniqueViolation
      if (attempt === tries || !(isIdTaken || error instanceof NamesTakenMeanwhile)) throw error
      keepsIds &&= !isIdTaken
      context.memory.lastNumbers.clear()
    }
  }
}

interface Batch {
  readonly after: number
  readonly waiting: readonly WaitingCustomer[]
  readonly keepsIds: boolean
}

const storeOnce = (context: ImportContext, { after, waiting, keepsIds }: Batch) =>
  context.transaction(async ({ runs, rows }, session) => {
    const { system, tenant, memory, isDryRun, newId, rules } = context
    const run = await lockedRun(runs)
    if (run.phase === 'closing') return { run, isDone: true }
    if (run.storedTo !== after) return { run, isDone: false } // somebody else, or this one before it was killed, was further
    const last = waiting.at(-1)
    if (!last) {
      if ((await rows.rowsOf(run.id)) !== run.rowsRead) throw new Error(waitingIsLost)
      await runs.save({ ...run, phase: 'closing', storedTo: 0 })
      return { run, isDone: true }
    }
    const stores = batchStores(session, { tenantId: tenant.id, system, now: rules.now, memory })
    const { counts, notTaken, taken } = await storeBatch(waiting, stores, { ...memory, isDryRun, keepsIds, newId })
    context.ahead.noteTaken(taken)
    const told = notTaken.map(({ file, line, sameMailbox, ...why }) => ({
      ...placeOf({ file, line }, context),
      ...why,
      ...(sameMailbox && { sameMailboxAs: placeOf(sameMailbox, context) }),
    }))
    const rejectsBytes = await context.rejects.put(run.rejectsBytes, told)
    const next = { ...run, storedTo: last.ordinal, rejectsBytes, counts: addCounts(run.counts, counts) }
    await runs.save(next)
    return { run: next, isDone: false }
  })

export async function lockedRun(runs: ImportStores['runs']): Promise<ImportRun> {
  const run = await runs.lock()
  if (!run) throw new Error('This import was ended by another process.')
  return run
}

const placeOf = ({ file, line }: RowPlace, { files }: ImportContext) => ({ file: files[file] ?? '', line })

/** Tells of what is of nobody, and ends the import: nothing of it waits any more. */
async function close(context: ImportContext): Promise<ImportCounts> {
  for (;;) {
    const { counts, isDone } = await context.transaction(async ({ runs, rows }) => {
      const run = await lockedRun(runs)
      const orphans = await rows.orphans(run.storedTo, context.customersAtOnce)
      const last = orphans.at(-1)
      if (!last) {
        await rows.empty()
        await runs.end()
        return { counts: run.counts, isDone: true }
      }
      const found = openCounts()
      count(found.rejected, `key: ${isNobodys}`, orphans.length)
      const told = orphans.map(({ key, ...place }) => ({ ...placeOf(place, context), key, field: 'key', reason: isNobodys }))
      const rejectsBytes = await context.rejects.put(run.rejectsBytes, told)
      const next = { ...run, storedTo: last.ordinal, rejectsBytes, counts: addCounts(run.counts, found) }
      await runs.save(next)
      return { counts: next.counts, isDone: false }
    })
    if (isDone) return counts
  }
}

const isNobodys = 'the customer of this row is not in these files, or cannot come'
