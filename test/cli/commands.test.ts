import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { delimiter, join } from 'node:path'
import { test } from 'node:test'
import packageFile from '../../package.json' with { type: 'json' }
import type { Finding } from '../../src/control/finding.ts'
import { migrationFiles } from '../../src/storage/migrations.ts'
import { aCustomer } from '../support/a-customer.ts'
import { type TestDatabase, testDatabases } from '../support/databases.ts'
import { eventually } from '../support/eventually.ts'
import { execute } from '../support/logins.ts'
import { environmentFor, type PatronProcess, runPatron } from '../support/processes.ts'
import { query } from '../support/query.ts'

const path = '/api/v1/customers/'
const everyName = (await migrationFiles()).map(({ name }) => name).join(', ')
const modeOf = (file: string): number => statSync(file).mode & 0o777
const socketsIn = ({ dataDir }: TestDatabase) => readdirSync(dataDir).filter((file) => file.endsWith('.sock'))

const register = (url: string, email = 'ada@example.com') =>
  fetch(new URL(path, url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(aCustomer({ email })),
  })

/** Runs a command to its end. */
async function done(process: PatronProcess) {
  const code = await process.ended
  return { code, output: process.output, errors: process.errors }
}

for (const { engine, create, createEmpty } of testDatabases) {
  test(`serve says where it listens and serves; killed, it starts again at once and has the customer (${engine})`, async (t) => {
    const database = await createEmpty(t)
    const first = runPatron(t, ['serve'], environmentFor(database))
    const url = await first.listens()
    assert.equal((await fetch(new URL('/readyz', url))).status, 200)
    assert.equal((await register(url)).status, 201)
    first.kill('SIGKILL')
    assert.equal(await first.ended, 'SIGKILL')

    const again = await runPatron(t, ['serve'], environmentFor(database)).listens()
    const taken = await register(again)
    assert.deepEqual([taken.status, await taken.json()], [400, { email: ['customer with this email address already exists.'] }])
  })

  test(`migrate and doctor work without a server and beside a running one (${engine})`, async (t) => {
    const database = await createEmpty(t)
    const run = (...args: string[]) => done(runPatron(t, args, environmentFor(database)))

    const early = await run('doctor')
    assert.equal(early.code, 1, 'something is bad')
    assert.ok(early.output.includes(`BAD   migrations  pending: ${everyName}. Run: patron migrate\n`), early.output)
    assert.deepEqual(await run('migrate'), { code: 0, output: `Applied: ${everyName}\n`, errors: '' })
    assert.deepEqual(await run('migrate'), { code: 0, output: 'No migration was pending.\n', errors: '' })

    await runPatron(t, ['serve'], environmentFor(database)).listens()
    const [doctor, migrate] = await Promise.all([run('doctor', '--json'), run('migrate')])
    assert.deepEqual(migrate, { code: 0, output: 'No migration was pending.\n', errors: '' })
    assert.deepEqual([doctor.code, doctor.errors], [0, ''])
    const findings = JSON.parse(doctor.output) as Finding[]
    const states = Object.fromEntries(findings.map(({ subject, state }) => [subject, state]))
    assert.deepEqual(states, {
      server: 'good',
      database: 'good',
      migrations: 'good',
      tenants: 'good',
      durability: engine === 'pglite' ? 'doubtful' : 'good',
      clock: 'good',
      settings: 'doubtful', // limits are off here
      hashing: 'good',
    })
    assert.match(
      findings.find(({ subject }) => subject === 'hashing')?.text ?? '',
      /^[1-9]\d* registrations or sign-ins a second/,
    )
  })

  test(`the doctor tells how many passwords are still hashed elsewhere, and what that costs (${engine})`, async (t) => {
    const database = await create(t)
    await query(
      database,
      `insert into credential (customer_id, kind, tenant_id, hash, scheme, changed_at)
       select gen_random_uuid(), 'password', id, 'md5$salt$0', 'md5', now() from tenant, generate_series(1, 3)`,
    )
    const { code, output } = await done(runPatron(t, ['doctor'], environmentFor(database)))
    assert.equal(code, 0)
    assert.match(
      output,
      /^good {2}passwords {3}3 are still hashed by md5, \d+ ms each: at most [\d.]+ sign-ins a second of theirs$/m,
    )
  })

  test(`a server asked to stop says so first, still answers what comes, finishes what is under way, and ends well (${engine})`, async (t) => {
    const database = await create(t)
    const server = runPatron(t, ['serve'], { ...environmentFor(database), PATRON_DRAIN_MS: '3000' })
    const url = await server.listens()
    const socketFile = join(database.dataDir, `patron-${new URL(url).port}.sock`)
    assert.equal(modeOf(socketFile), 0o600)

    const underWay = await beginRegistration(url, 'slow@example.com')
    server.kill('SIGTERM')
    const stopping = await eventually('not ready', async () => {
      const reply = await fetch(new URL('/readyz', url))
      return reply.status === 503 && reply
    })
    assert.deepEqual(await stopping.json(), { status: 'stopping' })
    assert.equal((await fetch(new URL('/healthz', url))).status, 200)
    assert.equal((await register(url, 'late@example.com')).status, 201)

    await eventually('takes no more connections', async () => !(await accepts(url)))
    assert.match(await underWay.finish(), /^HTTP\/1\.1 201 Created\r\n/)
    assert.deepEqual([await server.ended, server.errors], [0, ''])
    assert.equal(existsSync(socketFile), false)
  })
}

/** Sends half of a registration; once the server has read its head. */
async function beginRegistration(url: string, email: string): Promise<{ finish(): Promise<string> }> {
  const { port, host } = new URL(url)
  const body = JSON.stringify(aCustomer({ email }))
  const head = [
    `POST ${path} HTTP/1.1`,
    `host: ${host}`,
    'content-type: application/json',
    `content-length: ${body.length}`,
    'expect: 100-continue',
    'connection: close',
  ]
  const socket = connect(Number(port), '127.0.0.1').setEncoding('utf8')
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  assert.match(String(await once(socket, 'data')), /^HTTP\/1\.1 100 /)
  socket.write(body.slice(0, 20))
  return {
    async finish() {
      let answer = ''
      socket.on('data', (part: string) => {
        answer += part
      })
      socket.write(body.slice(20))
      await once(socket, 'close')
      return answer
    },
  }
}

function accepts(url: string): Promise<boolean> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  return once(socket, 'connect')
    .then(
      () => true,
      () => false,
    )
    .finally(() => socket.destroy())
}

const [pglite, postgres] = testDatabases
assert.ok(pglite && postgres)

test('a second server on the same embedded database refuses to start and names the process that has it', async (t) => {
  const database = await pglite.create(t)
  const first = runPatron(t, ['serve'], environmentFor(database))
  const url = await first.listens()
  const second = await done(runPatron(t, ['serve'], environmentFor(database)))
  assert.equal(second.code, 1)
  assert.match(second.errors, new RegExp(`in use by process ${first.pid}\\.`))
  assert.doesNotMatch(second.output, /listens/)
  assert.equal((await register(url)).status, 201, 'the first is unharmed')
})

test('two servers share one PostgreSQL and one data folder', async (t) => {
  const database = await postgres.create(t)
  const [one, two] = [runPatron(t, ['serve'], environmentFor(database)), runPatron(t, ['serve'], environmentFor(database))]
  const urls = [await one.listens(), await two.listens()]
  const statuses = await Promise.all(urls.map(async (url) => (await register(url)).status))
  assert.deepEqual(statuses.toSorted(), [201, 400])
  assert.equal(socketsIn(database).length, 2)
})

test('commands work when a killed server left its socket and its lock', async (t) => {
  const database = await pglite.create(t)
  const server = runPatron(t, ['serve'], environmentFor(database))
  await server.listens()
  server.kill('SIGKILL')
  await server.ended
  assert.equal(socketsIn(database).length, 1)
  const migrate = await done(runPatron(t, ['migrate'], environmentFor(database)))
  assert.deepEqual(migrate, { code: 0, output: 'No migration was pending.\n', errors: '' })
})

test('the secret key of an installation without one is made once, for its owner only', async (t) => {
  const database = await pglite.create(t)
  const file = join(database.dataDir, 'secret.key')
  const first = runPatron(t, ['serve'], environmentFor(database))
  await first.says(/secret key: made now and kept in .*secret\.key\./)
  const secret = readFileSync(file, 'utf8')
  assert.equal(modeOf(file), 0o600)
  assert.ok(secret.trim().length >= 32)
  first.kill('SIGTERM')
  assert.equal(await first.ended, 0)
  const second = runPatron(t, ['serve'], environmentFor(database))
  await second.says(/secret key: the one in .*secret\.key/)
  assert.equal(readFileSync(file, 'utf8'), secret)
  assert.ok(!`${first.output}${first.errors}${second.output}`.includes(secret.trim()))
})

test('wrong settings end every command with exit code 78 and all of them named', async (t) => {
  const { dataDir } = await pglite.create(t)
  const wrong = { PATRON_DATA_DIR: dataDir, PATRON_PORT: 'http', PATRON_MODE: 'test', DATABASE_URL: 'postgres://u:hunter2@db/p' }
  for (const command of ['serve', 'migrate', 'doctor']) {
    const { code, output, errors } = await done(runPatron(t, [command], wrong))
    assert.deepEqual([code, output], [78, ''], command)
    const named = errors
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[0])
    assert.deepEqual(named, ['PATRON_PORT', 'PATRON_MODE', 'PATRON_SECRET_KEY'])
    assert.doesNotMatch(errors, /hunter2/)
  }
})

test('a misspelt variable is told at start and does not keep the server from starting', async (t) => {
  const server = runPatron(t, ['serve'], { ...environmentFor(await pglite.create(t)), PATRON_PROT: '80' })
  await server.says(/PATRON_PROT is no setting of Patron/)
})

test('help names every command, and an unknown command is refused', async (t) => {
  const help = await done(runPatron(t, ['--help'], {}))
  assert.equal(help.code, 0)
  for (const command of ['serve', 'migrate', 'doctor']) assert.match(help.output, new RegExp(`^  ${command}\\b.* [a-z]`, 'm'))
  const unknown = await done(runPatron(t, ['sreve'], {}))
  assert.notEqual(unknown.code, 0)
  assert.match(unknown.errors, /unknown command 'sreve'/)
})

test('a doctor that reaches no database says so, with exit code 1 and without the password', async (t) => {
  const { dataDir } = await postgres.create(t)
  const unreachable = environmentFor({ dataDir, databaseUrl: 'postgres://patron:hunter2@127.0.0.1:1/patron' })
  const { code, output, errors } = await done(runPatron(t, ['doctor'], unreachable))
  assert.deepEqual([code, errors], [1, ''])
  assert.match(output, /^BAD {3}database +.*ECONNREFUSED/m)
  assert.doesNotMatch(output, /hunter2/)
})

test('a doctor whose database takes no writes says so, with exit code 1', async (t) => {
  const { dataDir, databaseUrl = '' } = await postgres.create(t)
  const standby = `${databaseUrl}?options=${encodeURIComponent('-c default_transaction_read_only=on')}`
  const { code, output } = await done(runPatron(t, ['doctor'], environmentFor({ dataDir, databaseUrl: standby })))
  assert.equal(code, 1)
  assert.match(output, /^BAD {3}database +PostgreSQL \d.* takes no writes/m)
})

test('a server that cannot reach its PostgreSQL does not start, and says why without the password', async (t) => {
  const { dataDir } = await postgres.create(t)
  const unreachable = environmentFor({ dataDir, databaseUrl: 'postgres://patron:hunter2@127.0.0.1:1/patron' })
  const { code, output, errors } = await done(runPatron(t, ['serve'], unreachable))
  assert.equal(code, 1)
  assert.match(errors, /ECONNREFUSED/)
  assert.doesNotMatch(`${output}${errors}`, /hunter2|listens/)
})

test('PostgreSQL that may lose what it acknowledged is refused, unless that very setting is allowed', async (t) => {
  const database = await postgres.create(t)
  const { pathname } = new URL(database.databaseUrl ?? '')
  await execute(database.databaseUrl ?? '', `alter database ${pathname.slice(1)} set synchronous_commit = off`)
  const serveAllowing = (names: string) =>
    runPatron(t, ['serve'], { ...environmentFor(database), PATRON_ALLOW_UNSAFE_DURABILITY: names })
  for (const names of ['', 'fsync,full_page_writes']) {
    const { code, output, errors } = await done(serveAllowing(names))
    assert.equal(code, 1)
    assert.match(errors, /synchronous_commit off, .*PATRON_ALLOW_UNSAFE_DURABILITY/)
    assert.doesNotMatch(output, /listens/)
  }
  const allowed = serveAllowing('synchronous_commit')
  await allowed.says(/durability: synchronous_commit may be off/)
  assert.equal((await register(await allowed.listens())).status, 201)
})

/** A Node of this machine that is too old to run TypeScript. */
function oldNode(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin']
  return folders
    .map((folder) => join(folder, 'node'))
    .filter((file) => existsSync(file))
    .find((file) => {
      const [major = 0, minor = 0] = execFileSync(file, ['--version'], { encoding: 'utf8' }).slice(1).split('.').map(Number)
      return major >= 18 && (major < 22 || (major === 22 && minor < 18))
    })
}

const tooOld = oldNode()
test('under a Node that is too old the command line goes on with the one that was installed with it, signals included', {
  skip: tooOld === undefined && 'this machine has no Node older than 22.18',
}, async (t) => {
  const version = await done(runPatron(t, ['--version'], {}, { node: tooOld }))
  assert.deepEqual(version, { code: 0, output: `${packageFile.version}\n`, errors: '' })
  const wrong = await done(runPatron(t, ['serve'], { PATRON_PORT: 'http' }, { node: tooOld }))
  assert.equal(wrong.code, 78)
  const server = runPatron(t, ['serve'], environmentFor(await pglite.create(t)), { node: tooOld })
  assert.equal((await register(await server.listens())).status, 201)
  server.kill('SIGTERM')
  assert.equal(await server.ended, 0)
})
