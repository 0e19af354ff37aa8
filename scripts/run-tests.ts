/**
 * Runs every test on PGlite and on a real PostgreSQL: `npm test`, or `npm test -- --test-name-pattern=slug <files>`.
 *
 * PostgreSQL is the one that PATRON_TEST_DATABASE_URL names (a superuser's address), else one started here for the run.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { availableParallelism, constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { atExit } from '../test/support/at-exit.ts'
import { dropDatabase, makePgliteTemplates, makePostgresTemplate } from '../test/support/databases.ts'
import { oldestMajor } from '../test/support/postgres-binaries.ts'
import { startPostgres } from '../test/support/postgres-server.ts'

const closingLine = /^# ((?:tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) .*)/

interface Server {
  readonly url: string
  readonly source: string
  stop(): Promise<void>
}

/** Checks the named server, so that a wrong address is one clear message and not a failure of every test. */
async function namedPostgres(url: string): Promise<Server> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  await client.connect().catch((cause: unknown) => {
    throw new Error('the server that PATRON_TEST_DATABASE_URL names does not let us in', { cause })
  })
  const { rows } = await client.query<{ server_version: string }>('show server_version').finally(() => client.end())
  const version = rows[0]?.server_version.split(' ')[0] ?? ''
  if (Number.parseInt(version, 10) < oldestMajor) throw new Error(`PATRON_TEST_DATABASE_URL names PostgreSQL ${version}`)
  return { url, source: `PostgreSQL ${version} at ${new URL(url).host} (PATRON_TEST_DATABASE_URL)`, stop: async () => {} }
}

const memoryFolder = '/dev/shm'
const enoughBytes = 4 * 1024 ** 3

/** In memory where there is room: each test copies a database of 40 MB, which takes a disk ten times as long. */
function roomyFolder(): string {
  if (!existsSync(memoryFolder)) return tmpdir()
  const { bavail, bsize } = statfsSync(memoryFolder)
  return bavail * bsize > enoughBytes ? memoryFolder : tmpdir()
}

/** Everything the tests put into the temporary folder goes here, so that nothing of a killed test stays. */
function runFolder(): string {
  const folder = mkdtempSync(join(roomyFolder(), 'patron-tests-'))
  chmodSync(folder, 0o711) // as root, PostgreSQL runs as another user below it
  atExit(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }))
  return folder
}

/** One file more than there are cores, since each waits a third of its time; no more than eight, since each may hold a PGlite of 300 MB. */
function testArguments(forwarded: readonly string[], report: string): string[] {
  const isFile = (argument: string) => !argument.startsWith('-') && /[/*]|\.ts$/.test(argument)
  const files = forwarded.filter(isFile)
  const reporters = forwarded.some((argument) => argument.startsWith('--test-reporter'))
    ? []
    : [...reporter('spec', 'stdout'), ...reporter('tap', report)]
  return [
    '--test',
    `--test-concurrency=${Math.min(8, availableParallelism() + 1)}`,
    ...reporters,
    ...forwarded.filter((argument) => !isFile(argument)),
    ...(files.length > 0 ? files : ['test/**/*.test.ts']),
  ]
}

const reporter = (name: string, destination: string) => [`--test-reporter=${name}`, `--test-reporter-destination=${destination}`]

/** Hands interruptions on and waits, so that PostgreSQL outlives the tests; ten seconds, then the tests are killed. */
function exitCodeOf(child: ChildProcess): Promise<number> {
  const interrupt = (signal: NodeJS.Signals) => {
    child.kill(signal)
    setTimeout(() => child.kill('SIGKILL'), 10_000).unref()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']))
  })
}

/** The spec reporter ends with the failures; after them the counts are said once more, since people and CI look there. */
function repeatClosingLines(report: string): void {
  if (!existsSync(report)) return
  const counts = readFileSync(report, 'utf8')
    .split('\n')
    .flatMap((line) => closingLine.exec(line)?.[1] ?? [])
  if (counts.length > 0) console.log(`\n${counts.map((count) => `ℹ ${count}`).join('\n')}`)
}

/**
 * The test files whose process V8 aborted, if nothing else failed: freeing WebAssembly code, which happens where many
 * PGlites come and go in one process, now and then fails a check of V8's own (nodejs/node#64500, docs/decisions/0014).
 */
function abortedFiles(report: string): readonly string[] {
  const failures = readFileSync(report, 'utf8')
    .split(/^(?=(?:not )?ok )/m)
    .filter((entry) => entry.startsWith('not ok '))
  const aborted = failures.filter((entry) => /^ {2}signal: 'SIG(?:ABRT|TRAP|ILL)'$/m.test(entry))
  if (aborted.length < failures.length) return []
  return aborted.flatMap((entry) => /^not ok \d+ - (\S+\.test\.ts)$/m.exec(entry)?.[1] ?? [])
}

async function main(): Promise<number> {
  const folder = runFolder()
  process.env['TMPDIR'] = folder // PostgreSQL goes there too: on a disk the tests' databases cost it twice the CPU
  const templates = join(folder, 'pglite-templates')
  const report = join(folder, 'report.tap')
  const named = process.env['PATRON_TEST_DATABASE_URL']
  const [server, pglite] = await Promise.all([named ? namedPostgres(named) : startPostgres(), makePgliteTemplates(templates)])
  const postgresTemplate = await makePostgresTemplate(server.url)
  console.log(`The tests run on PGlite (PostgreSQL ${pglite} in process) and on ${server.source}.\n`)
  const env = {
    ...process.env,
    NODE_COMPILE_CACHE: join(folder, 'compiled'), // hundreds of processes load the same files
    PATRON_TEST_DATABASE_URL: server.url,
    PATRON_TEST_PGLITE_TEMPLATES: templates,
    PATRON_TEST_POSTGRES_TEMPLATE: postgresTemplate,
  }
  try {
    const run = (testArguments: string[]) => exitCodeOf(spawn(process.execPath, testArguments, { stdio: 'inherit', env }))
    let exitCode = await run(testArguments(process.argv.slice(2), report))
    const aborted = exitCode !== 0 && existsSync(report) ? abortedFiles(report) : []
    if (aborted.length > 0) {
      console.log(`\nV8 aborted the process of ${aborted.join(', ')}, and nothing else failed. Run again, once:\n`)
      exitCode = await run(testArguments(aborted, report))
    }
    if (exitCode !== 0) repeatClosingLines(report)
    return exitCode
  } finally {
    await dropDatabase(server.url, postgresTemplate)
    await server.stop()
  }
}

process.exitCode = await main()
