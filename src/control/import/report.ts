import { foreignThreads } from '../../adapters/hashing/hash-pool.ts'
import { isForeign } from '../../core/credentials/scheme.ts'
import type { ImportCounts } from '../../core/migration/import-counts.ts'
import type { ImportOutcome } from './run-import.ts'

/** How one family of passwords that came along bears sign-ins. */
export interface SchemeReport {
  readonly scheme: string
  readonly customers: number
  /** On this machine, as long as they are not hashed anew; `null` for our own, which are no other than those of customers here. */
  readonly signInsPerSecond: number | null
}

export interface ImportReport extends Omit<ImportCounts, 'schemes'> {
  readonly tenant: string
  readonly isDryRun: boolean
  readonly isContinued: boolean
  readonly rejectsFile: string
  /** Of this process, one that was interrupted before not counted. */
  readonly seconds: number
  readonly rowsPerSecond: number
  readonly schemes: readonly SchemeReport[]
}

export interface ReportDeps {
  readonly tenant: string
  readonly isDryRun: boolean
  readonly rejectsFile: string
  readonly seconds: number
  /** Rows this process has read. */
  readonly rows: number
  readonly hashWorkers: number
  millisecondsOf(scheme: string): Promise<number>
}

/** What an import came to. */
export async function reportOf({ counts, isContinued }: ImportOutcome, deps: ReportDeps): Promise<ImportReport> {
  const { hashWorkers, millisecondsOf, seconds, rows, ...facts } = deps
  const threads = foreignThreads(hashWorkers)
  const schemes = await Promise.all(
    Object.entries(counts.schemes).map(async ([scheme, customers]): Promise<SchemeReport> => {
      if (!isForeign(scheme)) return { scheme, customers, signInsPerSecond: null }
      const perSecond = (threads * 1000) / (await millisecondsOf(scheme))
      return { scheme, customers, signInsPerSecond: Number(perSecond.toFixed(1)) }
    }),
  )
  return { ...facts, isContinued, seconds, rowsPerSecond: Math.round(rows / Math.max(seconds, 0.001)), ...counts, schemes }
}
