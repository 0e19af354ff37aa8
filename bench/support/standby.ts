import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { atExit } from '../../test/support/at-exit.ts'
import { postgresFromMachine, quietEnvironment } from '../../test/support/postgres-binaries.ts'
import { unprivilegedAccount } from '../../test/support/unprivileged-account.ts'
import type { Scope } from './scope.ts'
import { freePort } from './server-process.ts'

/** A PostgreSQL that follows another one and takes no writes. */
export interface Standby {
  /** The address of the other one, with this one's port. */
  readonly url: string
  /** From now on it takes writes. */
  promote(): Promise<void>
  count(sql: string): Promise<number>
}

const patienceMilliseconds = 60_000

/** @returns nothing where there are no programs to make one with: that takes a PostgreSQL of the machine's own */
export async function startStandby(scope: Scope, primaryUrl: string): Promise<Standby | undefined> {
  const binaries = postgresFromMachine()
  if (!binaries) return undefined
  const account = unprivilegedAccount()
  const folder = mkdtempSync(join(tmpdir(), 'patron-standby-'))
  if (account) chownSync(folder, account.uid, account.gid)
  const options = { ...account, cwd: folder, env: quietEnvironment() }
  const data = join(folder, 'data')
  const copying = ['--pgdata', data, '--write-recovery-conf', '--checkpoint=fast', '--dbname', primaryUrl]
  await promisify(execFile)(join(binaries.folder, 'pg_basebackup'), copying, options)
  const url = new URL(primaryUrl)
  url.port = String(await freePort())
  const settings = {
    port: url.port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200, // no fewer than the one it follows, or it does not start
  }
  const given = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(join(binaries.folder, 'postgres'), ['-D', data, ...given], { ...options, stdio: 'ignore' })
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  const forget = atExit(() => {
    child.kill('SIGQUIT')
    remove()
  })
  scope.after(async () => {
    const ended = once(child, 'exit')
    if (child.exitCode === null && child.kill('SIGINT')) await ended
    remove()
    forget()
  })
  const ask = async <Row extends object>(sql: string): Promise<Row[]> => {
    const client = new Client({ connectionString: url.href })
    await client.connect()
    return client
      .query<Row>(sql)
      .then(({ rows }) => rows)
      .finally(() => client.end())
  }
  await untilAnswered(() => ask('select 1'))
  return {
    url: url.href,
    promote: async () => void (await ask('select pg_promote()')),
    async count(sql) {
      const [row] = await ask<{ count: string }>(sql)
      return Number(row?.count)
    },
  }
}

async function untilAnswered(ask: () => Promise<unknown>): Promise<void> {
  const deadline = performance.now() + patienceMilliseconds
  for (;;) {
    try {
      await ask()
      return
    } catch (error) {
      if (performance.now() > deadline) throw error
      await sleep(100)
    }
  }
}
