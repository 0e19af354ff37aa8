import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { atExit } from '../../test/support/at-exit.ts'
import { metricsToken } from './server-figures.ts'

/** A Patron server in a process of its own, started as an operator starts it. */
export interface ServerProcess {
  readonly pid: number
  readonly port: number
  /** From starting the process to its first `ready`. */
  readonly startMilliseconds: number
  /** `kill -9`; returns when the process is gone. */
  kill(): Promise<void>
  /** Asks it to stop, and waits until it did. */
  stop(): Promise<void>
}

export interface ServerOptions {
  readonly settings: Readonly<Record<string, string>>
  readonly port: number
  /** Options of Node itself, such as `--cpu-prof`. */
  readonly nodeOptions?: readonly string[]
}

const bin = fileURLToPath(new URL('../../bin/patron.js', import.meta.url))
const patienceMilliseconds = 60_000

// Limits off: one address sends everything here. Drain: nobody waits for a balancer.
const benchSettings = {
  PATRON_MODE: 'production',
  PATRON_LOG_LEVEL: 'warn',
  PATRON_RATE_LIMITS: 'off',
  PATRON_DRAIN_MS: '0',
  PATRON_METRICS_TOKEN: metricsToken,
  PATRON_SECRET_KEY: 'the-secret-key-of-the-benches-0123456789',
}

/** A port nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

/**
 * Starts `patron serve` and waits until it is ready. It ends with this process at the latest.
 *
 * @throws Error with what it wrote, when it ends or is not ready within a minute
 */
export async function startServer({ settings, port, nodeOptions = [] }: ServerOptions): Promise<ServerProcess> {
  const began = performance.now()
  const child = spawn(process.execPath, [...nodeOptions, bin, 'serve'], {
    env: { ...foreignEnvironment(), ...benchSettings, ...settings, PATRON_PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const forget = atExit(() => child.kill('SIGKILL'))
  const written: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => written.push(text))
  const ended = once(child, 'exit').finally(forget)
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await ended
  }
  while (!(await isReady(port))) {
    if (child.exitCode !== null || performance.now() - began > patienceMilliseconds) {
      await end('SIGKILL')
      throw new Error(`the server did not start:\n${written.join('').slice(-2000)}`)
    }
    await sleep(10)
  }
  return {
    pid: child.pid ?? 0,
    port,
    startMilliseconds: performance.now() - began,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  }
}

/** Without the variables that would configure the server or Node behind the bench's back. */
function foreignEnvironment(): NodeJS.ProcessEnv {
  const ours = /^(PATRON_|PG|DATABASE_URL$|NODE_OPTIONS$|UV_)/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)))
}

async function isReady(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`, { headers: { connection: 'close' } })
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}
