/**
 * Imports many customers with the command that operators use, kills it twice on the way, and looks whether all of them came
 * once: `npm run bench:import -- --customers 1000000 --engine postgresql`.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { scratchFolder } from '../test/support/scratch-folder.ts'
import { type BenchDatabase, enginesCalled, type Query, startDatabase } from './support/bench-database.ts'
import { familyMilliseconds, measuresCpu } from './support/cpu-time.ts'
import { writeDjangoTables } from './support/django-tables.ts'
import { describeMachine } from './support/machine.ts'
import { type Column, markdownTable } from './support/markdown-table.ts'
import { writeResults } from './support/results.ts'
import { runCommand } from './support/run-command.ts'
import { benchSettings } from './support/server-process.ts'
import { foreignEnvironment } from './support/started-process.ts'
import { wholeNumbers } from './support/whole-numbers.ts'

const { values: options } = parseArgs({
  options: {
    customers: { type: 'string', default: '1000000' },
    embedded: { type: 'string', default: '100000' },
    engine: { type: 'string' },
  },
})
/** The embedded database is for trying and small use. */
const customersOn = {
  postgresql: wholeNumbers('--customers', options.customers)[0] ?? 1,
  pglite: wholeNumbers('--embedded', options.embedded)[0] ?? 1,
} as const

const bin = fileURLToPath(new URL('../bin/patron.js', import.meta.url))
const betweenLooksMilliseconds = 50

interface Event {
  readonly event: string
  readonly phase?: string
  readonly done?: number
  readonly [name: string]: unknown
}

interface Ran {
  readonly seconds: number
  /** Of processor time: the command's, and that of all processes of a database server of its own. */
  readonly commandMilliseconds: number
  readonly databaseMilliseconds: number
  readonly megabytes: number
  readonly report: Event | undefined
}

interface Look {
  readonly megabytes: number
  readonly milliseconds: number
}

/** The most the process ever held, and the processor time it has had, as Linux notes them; 0 where nobody does. */
function lookAt(pid: number): Look {
  try {
    const megabytes = Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
    return { megabytes, milliseconds: familyMilliseconds(pid) }
  } catch {
    return { megabytes: 0, milliseconds: 0 }
  }
}

const databaseTime = ({ postmasterPid: pid }: BenchDatabase): number =>
  pid === undefined || !measuresCpu ? 0 : familyMilliseconds(pid)

/** Runs the command once. @param isTime  to kill it, by what it tells of its progress */
async function runImport(
  database: BenchDatabase,
  files: readonly string[],
  folder: string,
  isTime: (event: Event) => boolean,
): Promise<Ran> {
  const began = performance.now()
  const before = databaseTime(database)
  const rejects = join(folder, `${database.engine}.rejects.jsonl`)
  const child = spawn(process.execPath, [bin, 'import', ...files, '--json', '--rejects', rejects], {
    env: { ...foreignEnvironment(), ...benchSettings, ...database.settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  let most: Look = { megabytes: 0, milliseconds: 0 }
  const looking = setInterval(() => {
    const { megabytes, milliseconds } = lookAt(child.pid ?? 0)
    most = { megabytes: Math.max(most.megabytes, megabytes), milliseconds: Math.max(most.milliseconds, milliseconds) }
  }, betweenLooksMilliseconds)
  let report: Event | undefined
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line) as Event
    if (event.event === 'report') report = event
    if (isTime(event)) child.kill('SIGKILL')
  }
  const [code, signal] = (await ended) as [number | null, string | null]
  clearInterval(looking)
  if (code !== 0 && signal !== 'SIGKILL') throw new Error(`the import ended with ${code ?? signal}`)
  return {
    seconds: (performance.now() - began) / 1000,
    megabytes: most.megabytes,
    commandMilliseconds: most.milliseconds,
    databaseMilliseconds: databaseTime(database) - before,
    report,
  }
}

const never = () => false
const inPhase = (phase: string, least: number) => (event: Event) => event.phase === phase && Number(event.done) >= least

const tables = ['customer', 'credential', 'claim', 'event', 'customer_address', 'imported_customer'] as const

/** How many rows there are, and a sum that any write changes. */
async function stateOf(query: Query): Promise<Readonly<Record<string, string>>> {
  const state: Record<string, string> = {}
  for (const table of tables) {
    const [row] = await query<{ state: string }>(
      `select count(*) || ' ' || coalesce(sum(('x' || md5(xmin::text || ctid::text))::bit(32)::bigint), 0) as state from ${table}`,
    )
    state[table] = row?.state ?? ''
  }
  return state
}

/** @throws Error that says what is lost or doubled */
async function assertWhole(query: Query, customers: number): Promise<void> {
  const expected = {
    customer: customers,
    credential: customers,
    claim: 3 * customers,
    event: customers,
    customer_address: Math.floor(customers / 2),
    imported_customer: customers,
  }
  for (const [table, rows] of Object.entries(expected)) {
    const [row] = await query<{ rows: string }>(`select count(*) as rows from ${table}`)
    if (Number(row?.rows) !== rows) throw new Error(`${table} has ${row?.rows} rows and not ${rows}`)
  }
  const [distinct] = await query<{ keys: string; slugs: string; numbers: string }>(
    `select count(distinct email_key) as keys, count(distinct slug) as slugs, count(distinct number) as numbers,
       count(*) filter (where email_key like 'customer.' || substring(slug from '\\d+$') || '@%') as own from customer`,
  )
  const [homes] = await query<{ owners: string }>('select count(distinct customer_id) as owners from customer_address')
  if (Number(homes?.owners) !== expected.customer_address) throw new Error(`${homes?.owners} customers have an address`)
  for (const [what, found] of Object.entries(distinct ?? {}))
    if (Number(found) !== customers) throw new Error(`there are ${found} ${what} and not ${customers}`)
  const [waiting] = await query<{ rows: string }>(
    'select (select count(*) from import_row) + (select count(*) from import_run) as rows',
  )
  if (Number(waiting?.rows) !== 0) throw new Error('something waits still')
}

async function measure(database: BenchDatabase, folder: string): Promise<readonly string[]> {
  const customers = customersOn[database.engine]
  const files = await writeDjangoTables(folder, customers)
  await runCommand({
    command: process.execPath,
    arguments: [bin, 'migrate'],
    environment: { ...benchSettings, ...database.settings },
  })
  const runs = [
    await runImport(database, files, folder, inPhase('reading', customers / 2)),
    await runImport(database, files, folder, inPhase('storing', customers / 2)),
    await runImport(database, files, folder, never),
  ]
  const sum = (of: (run: Ran) => number): number => runs.reduce((total, run) => total + of(run), 0)
  const seconds = sum((run) => run.seconds)
  const eachMicroseconds = (milliseconds: number): string => ((milliseconds * 1000) / customers).toFixed(0)
  const killed = runs.filter(({ report }) => !report).length
  await database.examine((query) => assertWhole(query, customers))
  const before = await database.examine(stateOf)
  const again = await runImport(database, files, folder, never)
  const after = await database.examine(stateOf)
  if (JSON.stringify(before) !== JSON.stringify(after)) throw new Error('the second run wrote something')
  if (again.report?.['alreadyThere'] !== customers) throw new Error('the second run did not know everybody')
  return [
    database.name,
    String(customers),
    seconds.toFixed(1),
    (customers / seconds).toFixed(0),
    eachMicroseconds(sum((run) => run.commandMilliseconds)),
    database.postmasterPid === undefined ? '' : eachMicroseconds(sum((run) => run.databaseMilliseconds)),
    String(killed),
    Math.max(...[...runs, again].map(({ megabytes }) => megabytes)).toFixed(0),
    again.seconds.toFixed(1),
    '0',
  ]
}

const right = (title: string): Column => ({ title, alignment: 'right' })
const columns: readonly Column[] = [
  { title: 'Database', alignment: 'left' },
  ...[
    ...['Customers', 'In all, s', 'Customers/s', 'CPU of the command, µs each', 'CPU of the database, µs each'],
    ...['Killed', 'Peak memory, MB', 'Second run, s', 'Rows it wrote'],
  ].map(right),
]

const { folder, remove } = scratchFolder()
try {
  const rows: (readonly string[])[] = []
  const names: string[] = []
  for (const engine of enginesCalled(options.engine)) {
    const database = await startDatabase(engine)
    try {
      rows.push(await measure(database, folder))
      names.push(database.name)
    } finally {
      await database.close()
    }
  }
  const text = `${describeMachine(names)}

${markdownTable(columns, rows)}

Made by \`npm run bench:import\`. \`patron import\` reads two tables of a shop on Django as CSV: each customer with a hash of
pbkdf2_sha256 and 720,000 iterations (sixteen real ones in turn), a name that many share, a slug and dates, and in a file of
their own addresses of every second one. It is killed with \`kill -9\` when half of the rows are read and when half of the
customers are stored, and started again each time; time and processor time are those of all three processes from start to end,
database and command on the same cores. Nobody is lost and nobody came twice: rows of each table, mailboxes, slugs and numbers are
counted afterwards. Peak memory is the importing process’s own, on PGlite with the whole database in it. What a second run wrote is
told by the transactions that wrote the rows.`
  writeResults('Import', text)
} finally {
  remove()
}
