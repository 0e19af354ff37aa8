import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { aCustomer } from '../support/a-customer.ts'
import { caughtMails } from '../support/caught-mails.ts'
import { testDatabases } from '../support/databases.ts'
import { eventually } from '../support/eventually.ts'
import { startTestPatron } from '../support/patron.ts'
import { commandsOn, environmentFor, runPatron } from '../support/processes.ts'

const password = 'Secure-Passw0rd-42'

for (const { engine, create } of testDatabases) {
  test(`customers are looked after by commands beside a running server and without one (${engine})`, async (t) => {
    const database = await create(t)
    const { PATRON_SECRET_KEY } = environmentFor(database)
    const patron = await startTestPatron(t, database, PATRON_SECRET_KEY === undefined ? {} : { PATRON_SECRET_KEY })
    const run = commandsOn(t, database)
    const told = async (...args: readonly string[]): Promise<unknown> => {
      const { code, output, errors } = await run('customers', ...args, '--json')
      assert.deepEqual([code, errors], [0, ''])
      return JSON.parse(output)
    }
    const register = async (customer: object): Promise<void> => {
      const registered = await patron.post('/api/v1/customers/', aCustomer({ password, password2: password, ...customer }))
      assert.equal(registered.status, 201, registered.text)
    }
    const signIn = () => patron.post('/auth/token/', { email: 'ada@example.com', password })
    await register({ email: 'ada@example.com', first_name: 'Ada', last_name: 'Lovelace' })
    await register({ email: 'grace@example.com', first_name: 'Grace', last_name: 'Hopper' })
    const [ada] = (await told('find', 'ada@example.com')) as { id: string; number: number }[]
    assert.ok(ada)
    const { id, number } = ada

    await t.test('a customer is found by id, number, and the beginning of an address or of a name', async () => {
      for (const text of [id, id.toUpperCase(), String(number), 'ADA@', 'ad', 'Lovel', 'ada l', ' Ada Lovelace ']) {
        const found = (await told('find', text)) as { id: string }[]
        assert.deepEqual([text, found.map((one) => one.id)], [text, [id]])
      }
      assert.deepEqual(await told('find', 'byron'), [])
      assert.equal(((await told('find', 'a', '--limit', '1')) as unknown[]).length, 1)
      const { output } = await run('customers', 'find', 'lovelace')
      assert.equal(output, `${number}  ${id}  active  Ada Lovelace  ada@example.com\n`)
      assert.equal((await run('customers', 'find', '%')).output, 'Nobody was found.\n')
    })

    await t.test('nobody is found beyond their tenant, and a tenant that is none is told', async () => {
      const file = join(database.dataDir, 'tenants.json')
      writeFileSync(file, '{ "tenants": { "outlet": {} } }')
      assert.equal((await run('tenants', 'apply', file)).code, 0)
      assert.deepEqual(await told('find', 'ada', '--tenant', 'outlet'), [])
      const missing = await run('customers', 'show', id, '--tenant', 'outlet')
      assert.deepEqual([missing.code, missing.output], [1, ''])
      assert.match(missing.errors, /^There is no customer \S+\. patron customers find /)
      assert.match((await run('customers', 'show', id, '--tenant', 'none')).errors, /^There is no tenant none\./)
    })

    await t.test('what is shown of a customer holds no secret', async () => {
      assert.equal((await signIn()).status, 200)
      const shown = (await told('show', 'Ada@Example.com')) as Record<string, unknown> & { profile: Record<string, unknown> }
      assert.deepEqual(
        { ...shown, profile: shown.profile['id'] },
        { profile: id, consents: [], addresses: 0, openSessions: 1, passwordScheme: 'argon2id', deletion: null },
      )
      assert.doesNotMatch(JSON.stringify(shown), /\$argon2|emailKey/)
      const { output } = await run('customers', 'show', String(number))
      assert.match(output, /^mailbox +not proven$/m)
      assert.match(output, /^last sign-in +\d{4}-/m)
      assert.match(output, /^password +argon2id$/m)
    })

    await t.test('a suspended customer is signed out and stays out until reinstated', async () => {
      assert.equal(
        (await run('customers', 'suspend', 'ada@example.com')).output,
        `Customer ${number} (ada@example.com) is suspended.\n`,
      )
      assert.equal((await signIn()).status, 401)
      assert.match((await run('customers', 'reset-password', id)).errors, /is not active\. patron customers reinstate/)
      assert.equal(((await told('reinstate', id)) as { state: string }).state, 'active')
      assert.equal((await signIn()).status, 200)
    })

    await t.test('sessions are listed, and ended one by one or all at once', async () => {
      assert.equal((await signIn()).status, 200)
      const [newest, older] = (await told('sessions', id)) as { id: string; isOpen: boolean }[]
      assert.ok(newest?.isOpen && older?.isOpen)
      const open = async (...ending: string[]) =>
        ((await told('sessions', id, ...ending)) as { id: string; isOpen: boolean }[]).filter(({ isOpen }) => isOpen)
      assert.deepEqual(
        (await open('--end', newest.id)).map((one) => one.id),
        [older.id],
      )
      const again = await run('customers', 'sessions', id, '--end', newest.id)
      assert.match(again.errors, /^The customer has no open session /)
      assert.deepEqual(await open('--end-all'), [])
    })

    await t.test('a reset is a mail to the customer and leaves the password as it is', async () => {
      const asked = await run('customers', 'reset-password', 'ada@example.com')
      assert.match(asked.output, /^Customer \d+ is mailed a link to ada@example\.com, /)
      const again = (await told('reset-password', 'ada@example.com')) as { isSent: boolean }
      assert.equal(again.isSent, false)
      const link = /\/customer\/reset-password\//
      await eventually('the mail', () => caughtMails(database, 'ada@example.com').some(({ text }) => link.test(text)))
      assert.equal((await signIn()).status, 200)
    })

    await t.test('an erasure needs a terminal or a word, and is entered in the ledger', async () => {
      const asked = runPatron(t, ['customers', 'erase', id], environmentFor(database))
      assert.equal(await asked.ended, 1)
      assert.equal(asked.errors, 'There is no terminal to confirm this on. Say --yes to do it unasked.\n')
      assert.equal((await signIn()).status, 200)
      assert.deepEqual(await told('erase', 'ada@example.com', '--yes'), { id, number })
      assert.equal((await signIn()).status, 401)
      assert.ok(readFileSync(join(database.dataDir, 'erasures.jsonl'), 'utf8').includes(id))
      assert.match((await run('customers', 'suspend', id)).errors, /^The customer \S+ is deleted, which nothing takes back\.\n$/)
      assert.deepEqual(await told('find', 'ada'), [])
    })

    await t.test('without a server the commands do it themselves', async () => {
      await patron.stop()
      assert.equal(((await told('suspend', 'grace@example.com')) as { state: string }).state, 'suspended')
      assert.deepEqual(Object.keys((await told('erase', 'grace@example.com', '--yes')) as object), ['id', 'number'])
      assert.equal(readFileSync(join(database.dataDir, 'erasures.jsonl'), 'utf8').trim().split('\n').length, 2)
    })
  })
}
