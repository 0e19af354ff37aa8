import { readConfig } from '../config/config.ts'
import type { ImportReport } from '../control/import/report.ts'
import type { DetectedFile, OpenSources } from '../control/import/source-files.ts'
import { hashPoolOptions } from '../join/hashing.ts'
import { importFiles } from '../join/imports.ts'
import { createTeller, durationOf } from './import-progress.ts'

export interface ImportOptions {
  readonly tenant: string
  readonly system?: 'django' | 'bagisto' | 'singula' | 'patron'
  readonly map: readonly string[]
  readonly dryRun?: boolean
  readonly duplicates: 'first' | 'newest' | 'reject'
  readonly rejects: string
  readonly anew?: boolean
  readonly json?: boolean
}

/** What may be otherwise in tests. */
export interface ImportSurroundings {
  readonly openSources: OpenSources
  /** Customers stored in one transaction. */
  readonly customersAtOnce: number
}

/** Brings the customers of the files in, telling how far it is, and then what became of them. */
export async function importCustomers(
  files: readonly string[],
  options: ImportOptions,
  surroundings: ImportSurroundings,
): Promise<void> {
  const config = readConfig(process.env)
  const isJson = options.json ?? false
  const teller = createTeller(isJson ? 'json' : process.stderr.isTTY ? 'terminal' : 'log')
  try {
    const report = await importFiles(
      {
        ...{ files, tenant: options.tenant, system: options.system, map: options.map, duplicates: options.duplicates },
        ...{ isDryRun: options.dryRun ?? false, isAnew: options.anew ?? false, rejectsFile: options.rejects },
      },
      {
        ...{ ...surroundings, config, hashing: hashPoolOptions(config) },
        onDetected: (detected) => tellDetected(detected, isJson),
        onProgress: (progress, bytes) => teller.tell(progress, bytes),
      },
    )
    teller.end()
    process.stdout.write(isJson ? `${JSON.stringify({ event: 'report', ...report })}\n` : textOf(report))
  } finally {
    teller.end()
  }
}

function tellDetected(detected: readonly DetectedFile[], isJson: boolean): void {
  for (const one of detected) {
    if (isJson) process.stdout.write(`${JSON.stringify({ event: 'file', ...one })}\n`)
    else process.stderr.write(`${fileLines(one).join('\n')}\n`)
  }
}

/** What a file was taken for, with its first rows to look at. */
const fileLines = ({ file, what, ignored, sample }: DetectedFile): readonly string[] => [
  `${file}: ${what}`,
  ...(ignored.length === 0 ? [] : [`  not read: ${ignored.join(', ')}`]),
  ...sample.slice(0, shownRows).map((row) => `  ${valuesOf(row)}`),
]

const shownRows = 2

const valuesOf = (row: Readonly<Record<string, string>>): string =>
  Object.entries(row)
    .map(([column, value]) => `${column}: ${value}`)
    .join('; ')

/** The report as people read it. */
function textOf(report: ImportReport): string {
  const { taken, alreadyThere, duplicates, customers, rows, seconds } = report
  const rejected = Object.values(report.rejected).reduce((sum, times) => sum + times, 0)
  const would = report.isDryRun ? ' (nothing was written: this is what would be)' : ''
  const lines = [
    `Import into ${report.tenant}${would}: ${rows} rows, ${customers} of customers, in ${durationOf(seconds)} (${report.rowsPerSecond}/s).`,
    ...(report.isContinued ? ['It went on where it was interrupted.'] : []),
    figure(taken, 'taken'),
    figure(alreadyThere, 'were here already and stay as they are'),
    figure(duplicates, 'left out: their mailbox stands in the files more than once'),
    figure(rejected, 'rejected'),
    ...tallied(report.rejected, '  '),
    ...section('Stored beside them', report.beside),
    ...section('Mended', report.warnings),
    ...section('Rows that are no customers’', report.skipped),
    ...(report.schemes.length === 0 ? [] : ['Passwords:']),
    ...report.schemes.map(
      ({ scheme, customers: count, signInsPerSecond }) =>
        `${figure(count, scheme)}${signInsPerSecond === null ? '' : `, at most ${signInsPerSecond} sign-ins a second of theirs until each is hashed anew`}`,
    ),
    ...(rejected + duplicates > 0 ? [`Who was not taken, and why: ${report.rejectsFile}`] : []),
  ]
  return `${lines.join('\n')}\n`
}

const figure = (count: number, what: string): string => `${String(count).padStart(9)}  ${what}`

const tallied = (tally: Readonly<Record<string, number>>, indent = ''): readonly string[] =>
  Object.entries(tally)
    .toSorted(([, one], [, other]) => other - one)
    .map(([what, times]) => `${indent}${figure(times, what)}`)

const section = (title: string, tally: Readonly<Record<string, number>>): readonly string[] =>
  Object.keys(tally).length === 0 ? [] : [`${title}:`, ...tallied(tally)]
