import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { atExit } from '../../test/support/at-exit.ts'

/** A server in a process of its own. */
export interface StartedProcess {
  readonly pid: number
  /** From starting the process to being ready. */
  readonly startMilliseconds: number
  /** What it wrote so far: a server's log. */
  written(): string
  /** What it logs, unless it was given a file for that. It is read all the time, as long as nobody pauses it. */
  readonly log: Readable | null
  /** `kill -9`; returns when the process is gone. */
  kill(): Promise<void>
  /** Asks it to stop, and waits until it did. */
  stop(): Promise<void>
}

export interface ProcessOptions {
  readonly command: string
  readonly arguments: readonly string[]
  /** Beside what of this process's own environment configures nothing. */
  readonly environment: Readonly<Record<string, string>>
  readonly folder?: string
  /** The file that it writes its log to; without it the log is a pipe. */
  readonly logFile?: number
  /** Asked again and again, 10 ms after each no. */
  isReady(): Promise<boolean>
}

const patienceMilliseconds = 60_000

/**
 * Starts a process and waits until it is ready. It ends with this process at the latest.
 *
 * @throws Error with what it wrote, when it ends or is not ready within a minute
 */
export async function startProcess(options: ProcessOptions): Promise<StartedProcess> {
  const began = performance.now()
  const child = spawn(options.command, options.arguments, {
    cwd: options.folder,
    env: { ...foreignEnvironment(), ...options.environment },
    stdio: ['ignore', options.logFile ?? 'pipe', 'pipe'],
  })
  const forget = atExit(() => child.kill('SIGKILL'))
  const written: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => written.push(text))
  const ended = once(child, 'exit').finally(forget)
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await ended
  }
  while (!(await options.isReady())) {
    if (child.exitCode !== null || performance.now() - began > patienceMilliseconds) {
      await end('SIGKILL')
      throw new Error(`the server did not start:\n${written.join('').slice(-2000)}`)
    }
    await sleep(10)
  }
  return {
    pid: child.pid ?? 0,
    startMilliseconds: performance.now() - began,
    written: () => written.join(''),
    log: child.stdout,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  }
}

/** Without the variables that would configure a server, Node or Python behind the bench's back. */
export function foreignEnvironment(): Record<string, string | undefined> {
  const ours = /^(PATRON_|PEER_|PG|DATABASE_URL$|NODE_OPTIONS$|UV_|PYTHON|DJANGO_|GUNICORN_)/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)))
}
