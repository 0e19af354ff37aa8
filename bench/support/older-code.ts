import { execFileSync } from 'node:child_process'
import { readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { scratchFolder } from '../../test/support/scratch-folder.ts'
import type { Scope } from './scope.ts'

/** This project as it was before its newest migration. */
export interface OlderCode {
  /** Its bin/patron.js. */
  readonly program: string
  readonly commit: string
  /** Migrations that it does not know, the first of them first. */
  readonly unknownMigrations: readonly string[]
}

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = 'src/storage/migrations'

const git = (...args: readonly string[]): Buffer =>
  execFileSync('git', args, { cwd: root, maxBuffer: 256 * 1024 * 1024, stdio: ['ignore', 'pipe', 'ignore'] })

const migrationsIn = (project: string): readonly string[] =>
  readdirSync(join(project, folder))
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.slice(0, -'.sql'.length))
    .toSorted()

/**
 * Takes it from the history, into a folder that is gone when the scope ends. It runs with the libraries of today.
 *
 * @returns nothing where there is no history of it
 */
export function checkOutOlderCode(scope: Scope): OlderCode | undefined {
  const migrations = migrationsIn(root)
  const { folder: project, remove } = scratchFolder()
  scope.after(remove)
  try {
    const newest = `${folder}/${migrations.at(-1)}.sql`
    const added = git('log', '--diff-filter=A', '--format=%H', '-1', '--', newest).toString().trim()
    const commit = git('rev-parse', '--short', `${added}^`).toString().trim()
    execFileSync('tar', ['--extract', '--directory', project], { input: git('archive', commit) })
    symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'))
    const known = new Set(migrationsIn(project))
    return { program: join(project, 'bin/patron.js'), commit, unknownMigrations: migrations.filter((name) => !known.has(name)) }
  } catch {
    return undefined
  }
}
