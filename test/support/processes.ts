import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { TestDatabase } from './databases.ts'

const patronFile = join(import.meta.dirname, '../../bin/patron.js')

/** The command line as a process of its own. */
export interface PatronProcess {
  readonly pid: number
  readonly output: string
  readonly errors: string
  /** Resolves with what the pattern finds in the output; rejects when the process ends without it. */
  says(pattern: RegExp): Promise<RegExpExecArray>
  /** Where it serves, once it says so. */
  listens(): Promise<string>
  kill(signal: NodeJS.Signals): void
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>
}

const quick = {
  PATRON_PORT: '0',
  PATRON_HASH_MEMORY_KIB: '8',
  PATRON_HASH_PASSES: '1',
  PATRON_HASH_WORKERS: '1',
  PATRON_HASH_DEADLINE_MS: '30000',
  PATRON_RATE_LIMITS: 'off',
}

/** The variables of a process on this database; PostgreSQL needs a secret. */
export const environmentFor = ({ databaseUrl, dataDir }: TestDatabase): Record<string, string> => ({
  ...quick,
  PATRON_DATA_DIR: dataDir,
  ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl, PATRON_SECRET_KEY: 'a-secret-for-processes-0123456789abcdef' }),
})

/** Everything of this process's environment but what would be a setting. */
function plainEnvironment(): Record<string, string | undefined> {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PATRON_') && name !== 'DATABASE_URL')
  return Object.fromEntries(kept)
}

export interface PatronProcessOptions {
  /** Another Node than the one that runs the tests. */
  readonly node?: string | undefined
  /** The bin/patron.js of a Patron elsewhere. */
  readonly program?: string
}

/** Runs `patron <args>`, and kills it when the test ends if it still runs. */
export function runPatron(
  t: Pick<TestContext, 'after'>,
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
  { node = process.execPath, program = patronFile }: PatronProcessOptions = {},
): PatronProcess {
  const child = spawn(node, [program, ...args], {
    env: { ...plainEnvironment(), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let errors = ''
  const listeners = new Set<() => void>()
  const told = () => {
    for (const listener of listeners) listener()
  }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    told()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  let hasEnded = false
  const ended = once(child, 'close').then(([code, signal]: (number | NodeJS.Signals | null)[]) => {
    hasEnded = true
    told()
    return code ?? signal ?? -1
  })
  t.after(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const says = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const found = pattern.exec(output)
        if (!found && !hasEnded) return
        listeners.delete(look)
        if (found) resolve(found)
        else reject(new Error(`patron ${args.join(' ')} ended without ${pattern}:\n${output}${errors}`))
      }
      listeners.add(look)
      look()
    })
  return {
    pid: child.pid ?? 0,
    get output() {
      return output
    },
    get errors() {
      return errors
    },
    says,
    listens: async () => (await says(/Patron listens on (http:\/\/\S+)/))[1] ?? '',
    kill: (signal) => void child.kill(signal),
    ended,
  }
}

/** What a command left. */
export interface CommandResult {
  readonly code: number
  readonly output: string
  readonly errors: string
}

const commandHost = join(import.meta.dirname, 'command-host.ts')

/**
 * Does commands on this database to their ends, one after the other and all in one process: starting one takes longer than most
 * commands do. What a command line is refused for before anything is done, and `serve`, need `runPatron`.
 */
export function commandsOn(
  t: Pick<TestContext, 'after'>,
  database: TestDatabase,
): (...args: readonly string[]) => Promise<CommandResult> {
  const child = fork(commandHost, { env: { ...plainEnvironment(), ...environmentFor(database) }, execArgv: [] })
  const ended = once(child, 'close')
  t.after(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return async (...args) => {
    const answered = once(child, 'message')
    child.send(args)
    const answer: unknown[] | undefined = await Promise.race([answered, ended.then(() => undefined)])
    if (!answer) throw new Error(`patron ${args.join(' ')} ended the process that commands share`)
    return answer[0] as CommandResult
  }
}
