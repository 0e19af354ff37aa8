import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestDatabase } from './databases.ts'
import { type CommandResult, environmentFor } from './processes.ts'

const entry = join(import.meta.dirname, 'import-command.ts')

export interface ImportRun extends CommandResult {
  /** The last object that `--json` printed. */
  readonly report: Readonly<Record<string, unknown>>
}

/** Everything of this process's environment but what would be a setting. */
const plain = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(PATRON_|IMPORT_|DATABASE_URL)/.test(name)))

/** Runs `patron import … --json` to its end or to its death. */
export function runImport(
  database: TestDatabase,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<ImportRun> {
  const env = { ...plain(), ...environmentFor(database), ...environment }
  return new Promise((resolve) => {
    const given = [entry, 'import', ...args, '--json', '--rejects', rejectsOf(database)]
    execFile(process.execPath, given, { env }, (error, output, errors) => {
      const report = JSON.parse(output.trim().split('\n').at(-1) || '{}') as ImportRun['report']
      resolve({ code: error ? Number(error.code ?? 137) : 0, output, errors, report })
    })
  })
}

export const rejectsOf = ({ dataDir }: TestDatabase): string => join(dataDir, 'rejects.jsonl')

/** What stands in the rejects file, without the folder of its places. */
export const rejectedIn = (database: TestDatabase): readonly Readonly<Record<string, unknown>>[] =>
  readFileSync(rejectsOf(database), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line.replaceAll(`${database.dataDir}/`, '')))

/** Writes rows as a reader gives them. @returns the file's name */
export function writeRows({ dataDir }: TestDatabase, name: string, rows: readonly object[]): string {
  const file = join(dataDir, name)
  writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  return file
}

/** A row of a customer: active, with a name and nothing else. */
export const incoming = (key: string, profile: object = {}, more: object = {}) => ({
  kind: 'customer',
  key,
  profile: {
    email: `c${key}@example.com`,
    firstName: 'Ada',
    lastName: 'Lovelace',
    createdAt: '2020-01-02T03:04:05.000Z',
    ...profile,
  },
  passwordHash: null,
  beside: {},
  addresses: [],
  ...more,
})
