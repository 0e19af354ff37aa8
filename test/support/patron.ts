import type { TestContext } from 'node:test'
import { createLogger } from '../../src/adapters/log/logger.ts'
import { readConfig } from '../../src/config/config.ts'
import { startPatron } from '../../src/main.ts'
import type { TestDatabase } from './databases.ts'

/** One answer as it came over the wire. */
export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body read as JSON. */
  json(): unknown
}

export interface TestPatron {
  readonly url: string
  /** Every log line so far. */
  readonly log: readonly string[]
  send(method: string, path: string, options?: { headers?: Record<string, string>; body?: string | Uint8Array }): Promise<Reply>
  /** Posts a value as JSON. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Reply>
  stop(): Promise<void>
}

// Quick hashes: the least Argon2id takes. What they cost in earnest is for bench/.
export const testSettings = {
  PATRON_PORT: '0',
  PATRON_HASH_MEMORY_KIB: '8',
  PATRON_HASH_PASSES: '1',
  PATRON_HASH_DEADLINE_MS: '30000',
  PATRON_RATE_LIMITS: 'off',
  PATRON_SECRET_KEY: 'the-secret-key-of-the-tests-0123456789',
  PATRON_MODE: 'development',
}

/** Starts the real server in this process on the given database, and stops it when the test ends. */
export async function startTestPatron(
  t: Pick<TestContext, 'after'>,
  database: TestDatabase,
  settings: Readonly<Record<string, string>> = {},
): Promise<TestPatron> {
  const config = readConfig({
    ...testSettings,
    PATRON_DATA_DIR: database.dataDir,
    DATABASE_URL: database.databaseUrl,
    ...settings,
  })
  const log: string[] = []
  const logger = createLogger(config.logLevel, { write: (line: string) => void log.push(line) })
  const patron = await startPatron({
    config,
    secrets: config.secretKey ?? ['never used'],
    unknownVariables: [],
    environment: settings,
    logger,
  })
  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= patron.stop()
    return stopped
  }
  t.after(stop)
  return { ...testClient(patron.url), log, stop }
}

/** What a browser sends of a form. */
export const form = (fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) => ({
  headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  body: new URLSearchParams(fields).toString(),
})

/** Sends requests to a server. */
export function testClient(url: string): Pick<TestPatron, 'url' | 'send' | 'post'> {
  const send: TestPatron['send'] = async (method, path, { headers = {}, body } = {}) => {
    const response = await fetch(new URL(path, url), { method, headers, redirect: 'manual', ...(body !== undefined && { body }) })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) }
  }
  return {
    url,
    send,
    post: (path, body, headers) =>
      send('POST', path, { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }),
  }
}
