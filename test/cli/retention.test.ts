import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ShownOutlived } from '../../src/control/retention.ts'
import { aCustomer } from '../support/a-customer.ts'
import { testDatabases } from '../support/databases.ts'
import { eventually } from '../support/eventually.ts'
import { startTestPatron } from '../support/patron.ts'
import { commandsOn, environmentFor } from '../support/processes.ts'
import { asOwner } from '../support/query.ts'

const customers = [
  'forgotten',
  'young',
  'signed-in',
  'proven',
  'suspended',
  'moved-in',
  'known-elsewhere',
  'bought',
  'open',
  'waiting',
]
const mailOf = (name: string): string => `${name}@example.com`

for (const { engine, create } of testDatabases) {
  test(`what has outlived its time is told, and goes once that is asked (${engine})`, async (t) => {
    const database = await create(t)
    const run = commandsOn(t, database)
    const retention = async (...args: readonly string[]): Promise<Readonly<Record<string, number>>> => {
      const { code, output, errors } = await run('retention', '--json', ...args)
      assert.deepEqual([code, errors], [0, ''])
      const shown = JSON.parse(output) as readonly ShownOutlived[]
      assert.ok(shown.every(({ tenant }) => tenant === 'default'))
      return Object.fromEntries(shown.map(({ kind, count }) => [kind, count]))
    }
    const patron = await startTestPatron(t, database, environmentFor(database))
    for (const name of customers) {
      const email = mailOf(name)
      assert.equal((await patron.post('/api/v1/customers/', aCustomer({ email }))).status, 201)
    }
    const signIn = await patron.post('/auth/token/', { email: mailOf('signed-in'), password: 'Kv7#mQ2$wZ9p' })
    assert.equal(signIn.status, 200)
    assert.equal((await run('customers', 'suspend', mailOf('suspended'))).code, 0)
    assert.equal((await run('customers', 'sessions', mailOf('signed-in'), '--end-all')).code, 0)
    await eventually(
      'every event has its place',
      async () => (await run('events', 'tail', '--since', '0')).output.split('\n').length > customers.length + 1,
    )
    await patron.stop()
    await asOwner(database, async (ask) => {
      const idOf = async (name: string) => (await ask('select id from customer where email = $1', [mailOf(name)]))[0]?.['id']
      await ask("update customer set created_at = now() - interval '40 days' where email <> $1", [mailOf('young')])
      await ask("update event set occurred_at = now() - interval '100 days' where customer_id <> $1", [await idOf('young')])
      await ask('update customer set email_verified_at = now() where email = $1', [mailOf('proven')])
      await ask("update customer set external_id = 'crm-7' where email = $1", [mailOf('known-elsewhere')])
      await ask("update credential set scheme = 'bcrypt$12' where customer_id = $1", [await idOf('moved-in')])
      const tenant = (await ask('select tenant_id from customer limit 1'))[0]?.['tenant_id']
      await ask(
        `insert into purchase (customer_id, reference, tenant_id, product, units, purchased_at, recorded_at)
         values ($1, 'order', $2, 'p', 1, now(), now())`,
        [await idOf('bought'), tenant],
      )
      await ask(
        `insert into session (customer_id, id, tenant_id, refreshed_at, started_at, expires_at)
         values ($1, gen_random_uuid(), $2, now(), now(), now() + interval '1 day')`,
        [await idOf('open'), tenant],
      )
      await ask("update session set ended_at = now() - interval '8 days' where ended_at is not null")
      await ask(
        `insert into delivery (customer_id, id, tenant_id, event_id, channel, purpose, state, next_at, gives_up_at, finished_at)
         select customer_id, gen_random_uuid(), tenant_id, id, 'mail', 'welcome', 'delivered', now(), now(), now() - interval '31 days'
         from event where type = 'customer.registered'`,
      )
      await ask(
        `update delivery set state = 'waiting', finished_at = null, gives_up_at = now() + interval '1 day' where customer_id = $1`,
        [await idOf('waiting')],
      )
    })
    // Of the registrations, all but the young one and the one of which a message waits; the suspension holds nothing personal.
    const rows = { sessions: 1, messages: customers.length - 1, event_details: customers.length - 2 }

    await t.test('accounts stay unless the tenant says otherwise', async () => {
      assert.deepEqual(await retention(), rows)
    })

    await t.test(
      'accounts go that nobody has made their own, and nothing that a customer, the shop or a message still needs',
      async () => {
        const file = join(database.dataDir, 'tenants.json')
        writeFileSync(file, '{ "tenants": { "default": { "unverifiedAccountDays": 30 } } }')
        assert.equal((await run('tenants', 'apply', file)).code, 0)
        const expected = { unverified_accounts: 2, ...rows }
        assert.deepEqual(await retention(), expected)
        const told = await run('retention')
        assert.match(told.output, /^default +2 +accounts that were never verified or signed in to$/m)
        assert.match(told.errors, /^\d+ would go now\. A server removes them little by little; --apply does it at once\.\n$/)
        assert.deepEqual(await retention(), expected, 'telling it removes nothing')
        const applied = await retention('--apply')
        assert.equal(applied['unverified_accounts'], 2)
        assert.deepEqual(await retention(), {})
        const ledger = readFileSync(join(database.dataDir, 'erasures.jsonl'), 'utf8')
        assert.equal(ledger.trim().split('\n').length, 2)
        const left = await asOwner(database, (ask) => ask("select email from customer where state <> 'deleted' order by number"))
        assert.deepEqual(
          left.map(({ email }) => email),
          customers.filter((name) => name !== 'forgotten' && name !== 'waiting').map(mailOf),
        )
      },
    )

    await t.test('events stay, without what is personal of them', async () => {
      const events = await asOwner(database, (ask) => ask('select personal from event where type = $1', ['customer.registered']))
      assert.equal(events.length, customers.length)
      assert.equal(events.filter(({ personal }) => personal !== null).length, 1, "the young one's")
    })
  })
}
