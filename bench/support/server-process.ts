import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { metricsToken } from './server-figures.ts'
import { type StartedProcess, startProcess } from './started-process.ts'

/** A Patron server in a process of its own, started as an operator starts it. */
export interface ServerProcess extends StartedProcess {
  readonly port: number
}

export interface ServerOptions {
  readonly settings: Readonly<Record<string, string>>
  readonly port: number
  /** Options of Node itself, such as `--cpu-prof`. */
  readonly nodeOptions?: readonly string[]
  /** Unless it is by its first `ready`. */
  isReady?(): Promise<boolean>
  /** The file that it writes its log to; without it the log is a pipe. */
  readonly logFile?: number
  /** The bin/patron.js of another version; without it this one's. */
  readonly program?: string
}

const bin = fileURLToPath(new URL('../../bin/patron.js', import.meta.url))

/** What every server of a bench is told. Limits off: one address sends everything here. Drain: nobody waits for a balancer. */
export const benchSettings = {
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
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const { settings, port, nodeOptions = [], isReady = () => saysReady(port), logFile, program = bin } = options
  const started = await startProcess({
    command: process.execPath,
    arguments: [...nodeOptions, program, 'serve'],
    environment: { ...benchSettings, ...settings, PATRON_PORT: String(port) },
    isReady,
    ...(logFile !== undefined && { logFile }),
  })
  return { ...started, port }
}

async function saysReady(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`, { headers: { connection: 'close' } })
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}
