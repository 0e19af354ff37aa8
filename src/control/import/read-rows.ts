import { addCounts, count, openCounts } from '../../core/migration/import-counts.ts'
import type { IncomingCustomer, IncomingRow, Place } from '../../core/migration/incoming.ts'
import { reviewPiece } from '../../core/migration/review-beside.ts'
import { reviewIncoming } from '../../core/migration/review-incoming.ts'
import type { Refused } from '../../core/migration/reviewed.ts'
import { WaitingRows } from '../../storage/import-rows.ts'
import type { ImportRun } from '../../storage/import-runs.ts'
import { type ImportContext, lockedRun } from './run-import.ts'

// 512 kB: enough for a COPY to be worth its round trips, and two of them are held at a time.
const mostBytes = 524_288
const mostRows = 2_000

/**
 * Reviews every row of the files, and has those that can be stored wait in the database. Goes on where it was; where the
 * database has lost what waits, which a crash of its own does, the rows are read anew, and what was told of them is not told
 * again.
 */
export async function readRows(run: ImportRun, context: ImportContext): Promise<void> {
  const waiting = await rowsWaiting(run, context)
  if (run.phase !== 'reading' && waiting >= run.rowsRead) return
  let ordinal = 0
  // One is filled while the other is being stored; the room that rows take is made once.
  let [filled, other] = [new WaitingRows(context.tenant.id), new WaitingRows(context.tenant.id)]
  let chunk = new Chunk(context, run.rowsRead, filled)
  let storing: Promise<unknown> = Promise.resolve()
  for await (const row of context.sources.rows) {
    ordinal += 1
    if (ordinal <= waiting) {
      if (ordinal % mostRows === 0) context.onProgress({ phase: 'reading', done: ordinal, total: undefined, counts: run.counts })
      continue
    }
    chunk.add(row, ordinal)
    if (!chunk.isFull) continue
    await storing
    storing = chunk.store() // while the next one is being reviewed
    storing.catch(() => {}) // whoever waits for it is told
    ;[filled, other] = [other, filled]
    filled.clear()
    chunk = new Chunk(context, run.rowsRead, filled)
  }
  await storing
  await chunk.store(true)
}

export const waitingIsLost =
  'The database was restarted and has lost the rows that waited to be stored. Do the same import again: it reads them anew.'

/** Up to which row of the files they wait to be stored. */
const rowsWaiting = (run: ImportRun, { transaction }: ImportContext): Promise<number> =>
  transaction(async ({ rows }) => {
    const known = await rows.rowsOf(run.id)
    if (known === undefined) await rows.beginAnew(run.id)
    return known ?? 0
  })

/** Rows that are reviewed and stored together, with what is told of them. */
class Chunk {
  readonly #context: ImportContext
  /** Rows up to this one were told of before. */
  readonly #toldTo: number
  readonly #rows: WaitingRows
  readonly #counts = openCounts()
  readonly #rejects: object[] = []
  #last = 0

  constructor(context: ImportContext, toldTo: number, rows: WaitingRows) {
    this.#context = context
    this.#toldTo = toldTo
    this.#rows = rows
  }

  get isFull(): boolean {
    return this.#rows.bytes >= mostBytes || this.#rows.rows >= mostRows || this.#rejects.length >= mostRows
  }

  add(row: IncomingRow, ordinal: number): void {
    this.#last = ordinal
    const isNew = ordinal > this.#toldTo
    if (isNew) this.#counts.rows += 1
    if (isNew && row.kind === 'customer') this.#counts.customers += 1
    if (row.kind === 'skipped') {
      if (isNew) count(this.#counts.skipped, row.reason)
    } else if (row.kind === 'rejected') this.#reject(row.place, row, isNew)
    else this.#review(row, ordinal, isNew)
  }

  #review(row: Exclude<IncomingRow, { kind: 'skipped' | 'rejected' }>, ordinal: number, isNew: boolean): void {
    const origin = { ordinal, file: this.#context.files.indexOf(row.place.file) }
    const review = row.kind === 'customer' ? this.#reviewCustomer(row, origin) : this.#reviewPiece(row, origin)
    if (!review.ok) this.#reject(row.place, review.refused, isNew, row.kind === 'customer' ? row.key : row.customerKey)
    else if (isNew) for (const warning of review.warnings) count(this.#counts.warnings, warning)
  }

  #reviewCustomer(row: IncomingCustomer, origin: { ordinal: number; file: number }) {
    const review = reviewIncoming(row, this.#context.rules)
    if (review.ok) this.#rows.addCustomer(origin, review.value)
    return review
  }

  #reviewPiece(row: Parameters<typeof reviewPiece>[0], origin: { ordinal: number; file: number }) {
    const review = reviewPiece(row, this.#context.rules)
    if (review.ok) this.#rows.addPiece(origin, review.value)
    return review
  }

  #reject({ file, line }: Place, { field, reason }: Refused, isNew: boolean, key?: string): void {
    if (!isNew) return
    count(this.#counts.rejected, field === null ? reason : `${field}: ${reason}`)
    this.#rejects.push({ file, line, ...(key !== undefined && { key }), field, reason })
  }

  /** Rows, rejects and how far it came, kept together. @param isEnd  whether these were the last rows of the files */
  async store(isEnd = false): Promise<void> {
    const { transaction, rejects, onProgress } = this.#context
    const run = await transaction(async ({ runs, rows }, session) => {
      const run = await lockedRun(runs)
      const rejectsBytes = await rejects.put(run.rejectsBytes, this.#rejects)
      await this.#rows.copyTo(session)
      if (this.#last > 0 && !(await rows.noteRows(run.id, this.#last))) throw new Error(waitingIsLost)
      const next: ImportRun = {
        ...run,
        phase: isEnd && run.phase === 'reading' ? 'storing' : run.phase,
        rowsRead: Math.max(run.rowsRead, this.#last),
        rejectsBytes,
        counts: addCounts(run.counts, this.#counts),
      }
      await runs.save(next)
      return next
    })
    onProgress({ phase: 'reading', done: this.#last, total: undefined, counts: run.counts })
  }
}
