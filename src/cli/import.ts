import { type Command, InvalidArgumentError, Option } from 'commander'
import { readConfig } from '../config/config.ts'
import type { ImportReport } from '../control/import/report.ts'
import { bytesOf } from '../control/import/run-digest.ts'
import type { DetectedFile, OpenSources } from '../control/import/source-files.ts'
import { importFiles } from '../join/imports.ts'
import { hashPoolOptions } from '../main.ts'
import { createTeller, durationOf } from './import-progress.ts'

interface Options {
  readonly tenant: string
  readonly system: 'django' | 'bagisto' | 'singula' | 'patron'
  readonly map: Readonly<Record<string, string>>
  readonly dryRun?: boolean
  readonly duplicates: 'first' | 'newest' | 'reject'
  readonly rejects: string
  readonly anew?: boolean
  readonly json?: boolean
}

const furtherHelp = `
Passwords come as they are hashed and work at once. Whoever cannot come stands in the rejects file, with line, field and reason;
nothing else stops for them. Interrupted in whatever way, the same command goes on where it was; done once more, it changes
nothing. docs/moving-in.md goes through it step by step.

  patron import customers.csv addresses.csv --system bagisto --dry-run
  patron import customers.csv addresses.csv --system bagisto`

/** Adds `patron import`. @param openSources  reads the files */
export function addImportCommand(program: Command, openSources: OpenSources, customersAtOnce = usualCustomersAtOnce): void {
  program
    .command('import')
    .description('bring customers in from another system, with the passwords they have')
    .argument('<files...>', 'what the other system wrote')
    .option('--tenant <name>', 'whose customers they become', 'default')
    .addOption(
      new Option('--system <system>', 'where the files come from')
        .choices(['django', 'bagisto', 'singula', 'patron'])
        .makeOptionMandatory(),
    )
    .option('--map <ours=theirs>', 'a column that is named otherwise; can be given more than once', addColumn, {})
    .option('--dry-run', 'only say what would come of it')
    .addOption(
      new Option('--duplicates <policy>', 'which of several customers with one mailbox is taken')
        .choices(['first', 'newest', 'reject'])
        .default('first'),
    )
    .option('--rejects <file>', 'where those who cannot come are written down', 'import-rejects.jsonl')
    .option('--anew', 'forget how far an interrupted import of these files came')
    .option('--json', 'tell everything for a program, an object a line')
    .addHelpText('after', furtherHelp)
    .action((files: readonly string[], options: Options) => doImport(files, options, openSources, customersAtOnce))
}

// 2,000: a transaction of a part of a second, whose commit costs little beside it.
const usualCustomersAtOnce = 2_000

function addColumn(text: string, before: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [, ours, theirs] = /^([^=]+)=(.+)$/s.exec(text) ?? []
  if (ours === undefined || theirs === undefined) throw new InvalidArgumentError('Give it as ours=theirs.')
  return { ...before, [ours]: theirs }
}

async function doImport(files: readonly string[], options: Options, openSources: OpenSources, customersAtOnce: number) {
  const config = readConfig(process.env)
  const isJson = options.json ?? false
  const teller = createTeller(isJson ? 'json' : process.stderr.isTTY ? 'terminal' : 'log', await bytesOf(files))
  try {
    const report = await importFiles(
      {
        ...{ files, tenant: options.tenant, system: options.system, columns: options.map, duplicates: options.duplicates },
        ...{ isDryRun: options.dryRun ?? false, isAnew: options.anew ?? false, rejectsFile: options.rejects },
      },
      {
        ...{ config, openSources, customersAtOnce, hashing: hashPoolOptions(config) },
        onDetected: (detected) => tellDetected(detected, isJson),
        onProgress: (progress, bytesRead) => teller.tell(progress, bytesRead),
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
    else process.stderr.write(`${one.file}: ${one.what}\n`)
  }
}

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
