import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { askRunningServerForStream } from '../../src/control/socket-client.ts'
import { aCustomer } from '../support/a-customer.ts'
import { backUp, type TestDatabase, testDatabases } from '../support/databases.ts'
import { startTestPatron, type TestPatron } from '../support/patron.ts'
import { type Ask, asOwner, query } from '../support/query.ts'
import { register, type Shop, signIn, startShop } from '../support/shop.ts'

const key = '7f3d9c1e-5b7a-4f0e-9a51-2d0c6a1be3f4'
const person = { email: 'ada.unmistakable@example.com', first_name: 'Augusta', last_name: 'Byron' }
const personal = /unmistakable|augusta|byron|altmarkt/i

const ledgerOf = ({ dataDir }: TestDatabase) => join(dataDir, 'erasures.jsonl')
const linesOf = (file: string) =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { customerId: string; tenantId: string; erasedAt: string })

/** A customer with something in every table that holds something of a customer. */
async function aFullCustomer(patron: TestPatron, shop: Shop) {
  const registered = await patron.post('/api/v1/customers/', aCustomer(person), { 'idempotency-key': key })
  assert.equal(registered.status, 201)
  const found = await shop.ask(200, 'GET', `/patron/v1/customers?email=${encodeURIComponent(person.email)}`)
  const { id, number } = found as { id: string; number: number }
  const path = `/patron/v1/customers/${id}`
  const { access } = await signIn(patron, person.email)
  const address = { street_address: 'Altmarkt 1', postal_code: 1067, city: 'Dresden', state: 'Sachsen', country: 'Germany' }
  const changed = await patron.send('PUT', `/api/v1/customers/${number}/`, {
    headers: { authorization: `Bearer ${access}`, 'content-type': 'application/json' },
    body: JSON.stringify({ email: `new.${person.email}`, address }),
  })
  assert.equal(changed.status, 200, changed.text)
  const at = '2026-03-29T01:30:00Z'
  await shop.ask(201, 'POST', `${path}/purchases`, { reference: 'order-1', product: 'tea', units: 2, purchasedAt: at })
  await shop.ask(201, 'POST', `${path}/vouchers`, { reference: 'order-1', voucher: 'SPRING', redeemedAt: at })
  return { id, number, path, access, email: `new.${person.email}` }
}

/** What a storefront keeps of a customer, for whom no surface of this test writes it. */
async function addStorefrontRows(ask: Ask, id: string): Promise<void> {
  const tenant = '(select tenant_id from customer where id = $1)'
  await ask(
    `update customer set phone = 'unmistakable', gender = 'byron', image_name = 'augusta', subscribed_to_newsletter = true,
      username = 'augusta', username_key = 'augusta', external_id = 'unmistakable', title = 'byron', display_name = 'augusta',
      customer_type = 'byron', currency = 'byron', nationality = 'byron', mobile = 'unmistakable', referral_code = 'augusta',
      created_by = 'augusta', modified_by = 'augusta' where id = $1`,
    [id],
  )
  await ask(
    "update customer_address set first_name = 'Augusta', company_name = 'Byron', email = 'unmistakable', phone = 'altmarkt' where customer_id = $1",
    [id],
  )
  for (const statement of [
    `insert into claim select ${tenant}, 'newsletter', 'box@unmistakable.example', $1`,
    `insert into session (customer_id, id, tenant_id, number, secret_digest, refreshed_at, started_at, expires_at)
      select $1, gen_random_uuid(), ${tenant}, 7, sha256('unmistakable'), now(), now(), now() + interval '1 day'`,
    `insert into claim select ${tenant}, 'imported_token', encode(sha256('unmistakable'), 'hex'), $1`,
    `insert into newsletter_subscription select $1, 'box@unmistakable.example', ${tenant}, 'box@unmistakable.example', now()`,
    `insert into device select $1, 'd', ${tenant}, 'unmistakable', now()`,
    `insert into profile_image select $1, 'augusta', ${tenant}, 'a picture of Augusta'`,
    `insert into data_request (customer_id, id, tenant_id, type, status, email, message, created_at, updated_at)
      select $1, gen_random_uuid(), ${tenant}, 'delete', 'pending', 'unmistakable', 'Augusta', now(), now()`,
    `insert into custom_attributes select $1, ${tenant}, '[{"name": "nickname", "value": "Augusta"}]'`,
    `insert into imported_customer select ${tenant}, 'django', sha256('7'), $1`,
    `insert into planned_deletion select $1, ${tenant}, now(), now() + interval '14 days'`,
    `insert into email_change (customer_id, id, tenant_id, email, from_key, session_id, expires_at)
      select $1, gen_random_uuid(), ${tenant}, 'box@unmistakable.example', 'unmistakable', gen_random_uuid(), now() + interval '1 day'`,
    ...['customer', 'staff', 'program'].map(
      (who, index) => `insert into consent_record (customer_id, id, tenant_id, number, consent_id, version, decision,
        contact_methods, surface, acting_as, acting_id, client_address, user_agent, request_id)
        select $1, gen_random_uuid(), ${tenant}, ${index + 1}, 'NEWS', '1', 'granted', '{"EMAIL": true}', 'bagisto', '${who}',
        '${who} ${who === 'program' ? '' : 'Augusta'}', 'unmistakable', 'byron', 'altmarkt'`,
    ),
    `insert into delivery (customer_id, id, tenant_id, event_id, channel, purpose, state, next_at, gives_up_at)
      select $1, gen_random_uuid(), ${tenant}, gen_random_uuid(), 'mail', 'welcome', 'waiting', now() + interval '1 day', now() + interval '2 days'`,
  ])
    await ask(statement, [id])
}

/** What every row of every table holds, by table: each column as text, and what bytes would be as text. */
async function everyText(ask: Ask): Promise<ReadonlyMap<string, string>> {
  const tables = await ask(
    "select table_name as name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE' order by 1",
  )
  assert.ok(tables.length >= 25)
  const found = new Map<string, string>()
  for (const { name } of tables) {
    const rows = await ask(`select whole::text as text from "${String(name)}" whole`)
    found.set(String(name), rows.map(({ text }) => readable(String(text))).join('\n'))
  }
  return found
}

const readable = (row: string): string =>
  row.replace(/\\x([0-9a-f]+)/g, (bytes, digits: string) => `${bytes} ${Buffer.from(digits, 'hex').toString('latin1')}`)

/** The tables in which something stands that must stand nowhere. */
const tablesHolding = (texts: ReadonlyMap<string, string>, wanted: RegExp): readonly string[] =>
  [...texts].filter(([, text]) => wanted.test(text)).map(([table]) => table)

async function tablesOfCustomers(ask: Ask): Promise<readonly string[]> {
  const tables = await ask(
    "select table_name as name from information_schema.columns where column_name = 'customer_id' and table_schema = current_schema() order by 1",
  )
  return tables.map(({ name }) => String(name))
}

/** Of those, the ones that name this customer. */
async function tablesNaming(ask: Ask, id: string): Promise<readonly string[]> {
  const naming: string[] = []
  for (const name of await tablesOfCustomers(ask))
    if ((await ask(`select from "${name}" where customer_id = $1`, [id])).length > 0) naming.push(name)
  return naming
}

/** What `patron export` writes beside the server that runs. */
async function exported({ dataDir }: TestDatabase): Promise<string> {
  const pieces = await askRunningServerForStream(dataDir, 'export')
  assert.ok(pieces)
  return Buffer.concat(await Readable.from(pieces).toArray()).toString()
}

/** As a backup of before the erasure would have it: the customer is there, and nothing knows of an erasure. */
async function restoreBackup(ask: Ask, id: string): Promise<void> {
  await ask("update customer set state = 'active', email = $2, email_key = $2, first_name = 'Augusta' where id = $1", [
    id,
    person.email,
  ])
  await ask("insert into claim select tenant_id, 'login', $2, id from customer where id = $1", [id, person.email])
  await ask('delete from erasure where customer_id = $1', [id])
  await ask("delete from event where type = 'customer.erased' and customer_id = $1", [id])
}

async function start(t: TestContext, database: TestDatabase, settings?: Readonly<Record<string, string>>) {
  const patron = await startTestPatron(t, database, settings)
  return { patron, shop: await startShop(patron, database) }
}

/** Registers somebody of that name. */
const aCustomerNamed = (name: string, patron: TestPatron, shop: Shop) =>
  register(patron, shop, { email: `${name.toLowerCase()}@example.com`, last_name: name })

for (const { engine, create } of testDatabases) {
  test(`of an erased customer id, number and state are left, and nothing personal in any table (${engine})`, async (t) => {
    const database = await create(t)
    const { patron, shop } = await start(t, database)
    const { id, number, path, access, email } = await aFullCustomer(patron, shop)
    await patron.stop()
    await asOwner(database, async (ask) => {
      await addStorefrontRows(ask, id)
      const told = await tablesOfCustomers(ask)
      assert.ok(told.length >= 15)
      assert.deepEqual(
        await tablesNaming(ask, id),
        told.filter((table) => table !== 'erasure'),
        'a table that holds something of a customer needs a row here',
      )
      assert.ok(tablesHolding(await everyText(ask), personal).length >= 10)
    })

    const { patron: again, shop: open } = await start(t, database)
    await open.ask(204, 'DELETE', path)
    assert.deepEqual(await open.ask(200, 'GET', path), { id, number, state: 'deleted' })
    assert.deepEqual(await open.ask(200, 'GET', `/patron/v1/customers?number=${number}`), { id, number, state: 'deleted' })
    for (const address of [person.email, email])
      await open.ask(404, 'GET', `/patron/v1/customers?email=${encodeURIComponent(address)}`)
    const profile = await again.send('GET', `/api/v1/customers/${number}/`, { headers: { authorization: `Bearer ${access}` } })
    assert.deepEqual([profile.status, (profile.json() as { code: string }).code], [401, 'user_not_found'])
    await again.stop()

    await asOwner(database, async (ask) => {
      assert.deepEqual(tablesHolding(await everyText(ask), personal), [])
      assert.deepEqual(await tablesNaming(ask, id), ['claim', 'consent_record', 'erasure', 'event', 'imported_customer'])
      const said = { consent_id: 'NEWS', version: '1', decision: 'granted', contact_methods: { EMAIL: true }, surface: 'bagisto' }
      assert.deepEqual(
        await ask(
          `select number, consent_id, version, decision, contact_methods, surface, acting_as, acting_id from consent_record
           where client_address is null and user_agent is null and request_id is null order by number`,
        ),
        [
          { ...said, number: 1, acting_as: 'customer', acting_id: null },
          { ...said, number: 2, acting_as: 'staff', acting_id: null },
          { ...said, number: 3, acting_as: 'program', acting_id: 'program ' },
        ],
      )
      assert.deepEqual(await ask('select kind, value from claim'), [{ kind: 'number', value: String(number) }])
      const events = await ask('select type, personal from event order by id')
      assert.equal(events.at(-1)?.['type'], 'customer.erased')
      assert.ok(events.length >= 5 && events.every(({ personal: value }) => value === null))
    })
    assert.doesNotMatch(patron.log.join('') + again.log.join(''), personal)
  })

  test(`an erasure is done once, and leaves room for somebody new (${engine})`, async (t) => {
    const database = await create(t)
    const { patron, shop } = await start(t, database)
    const ledgerLinesOf = (id: string) => linesOf(ledgerOf(database)).filter(({ customerId }) => customerId === id)

    await t.test(
      "an erased customer's mailbox and name are free: the same person registers anew and is another customer",
      async () => {
        const first = await register(patron, shop)
        await shop.ask(204, 'DELETE', first.path)
        const second = await register(patron, shop)
        assert.notEqual(second.id, first.id)
        assert.notEqual(second.number, first.number)
        assert.equal((await shop.ask(200, 'GET', second.path))['slug'], 'ada-lovelace')
        await signIn(patron)
      },
    )

    await t.test('a repeated registration whose customer was erased is a new registration, not the kept answer', async () => {
      const { path } = await aFullCustomer(patron, shop)
      await shop.ask(204, 'DELETE', path)
      const again = await patron.post('/api/v1/customers/', aCustomer(person), { 'idempotency-key': key })
      assert.deepEqual([again.status, again.headers.get('idempotency-replayed')], [201, null])
    })

    const twice = await aCustomerNamed('Twice', patron, shop)
    await t.test('erasing twice changes nothing more, and an erased customer can be changed no more', async () => {
      const { path } = twice
      await shop.ask(204, 'DELETE', path)
      await shop.ask(204, 'DELETE', path)
      const at = '2026-03-29T01:30:00Z'
      for (const [method, end, body] of [
        ['PATCH', '', { isVendor: true }],
        ['POST', '/suspend'],
        ['POST', '/reinstate'],
        ['POST', '/purchases', { reference: '1', product: 'tea', units: 1, purchasedAt: at }],
        ['POST', '/vouchers', { reference: '1', voucher: 'SPRING', redeemedAt: at }],
      ] as const)
        await shop.ask(404, method, `${path}${end}`, body)
      const lines = ledgerLinesOf(twice.id)
      assert.equal(lines.length, 2)
      assert.equal(lines[0]?.erasedAt, lines[1]?.erasedAt)
    })

    const atOnce = await aCustomerNamed('At-Once', patron, shop)
    await t.test('of 20 erasures of one customer at once all are answered and one is told of', async () => {
      const replies = await Promise.all(Array.from({ length: 20 }, () => shop.send('DELETE', atOnce.path)))
      assert.deepEqual(
        replies.map(({ status }) => status),
        Array(20).fill(204),
      )
      assert.equal(ledgerLinesOf(atOnce.id).length, 20)
    })

    await t.test('however often somebody was erased, there is one event', async () => {
      await patron.stop()
      await asOwner(database, async (ask) => {
        for (const { id } of [twice, atOnce]) {
          assert.equal((await ask("select from event where type = 'customer.erased' and customer_id = $1", [id])).length, 1)
          assert.deepEqual(await ask('select is_in_ledger from erasure where customer_id = $1', [id]), [{ is_in_ledger: true }])
        }
      })
    })
  })

  test(`a customer that a restored backup brings back is erased again before the server listens, and the log says how many (${engine})`, async (t) => {
    const database = await create(t)
    const { patron, shop } = await start(t, database)
    const { id, path, number, email } = await aFullCustomer(patron, shop)
    const grace = await register(patron, shop)
    await patron.stop()
    await asOwner(database, (ask) => addStorefrontRows(ask, id))
    const restore = await backUp(t, database)
    const { patron: later, shop: shopOfLater } = await start(t, database)
    assert.ok((await exported(database)).includes(id))
    await shopOfLater.ask(204, 'DELETE', path)
    await later.stop()
    const ledger = readFileSync(ledgerOf(database), 'utf8')
    await restore()
    await asOwner(database, async (ask) => {
      assert.ok(tablesHolding(await everyText(ask), personal).length >= 10, 'the backup has them')
      assert.deepEqual(await ask('select from erasure'), [])
    })

    const { patron: restored, shop: open } = await start(t, database)
    assert.deepEqual(await open.ask(200, 'GET', path), { id, number, state: 'deleted' })
    assert.equal((await open.ask(200, 'GET', grace.path))['state'], 'active')
    await open.ask(404, 'GET', `/patron/v1/customers?email=${encodeURIComponent(email)}`)
    const lines = await exported(database)
    assert.ok(lines.includes(grace.id) && !lines.includes(id))
    assert.doesNotMatch(lines, personal)
    assert.ok(restored.log.some((line) => /"erased":1,.*were erased again/.test(line)))
    await restored.stop()
    await asOwner(database, async (ask) => {
      const texts = await everyText(ask)
      assert.deepEqual(tablesHolding(texts, personal), [])
      const naming = ['claim', 'consent_record', 'customer', 'erasure', 'event', 'imported_customer']
      assert.deepEqual(tablesHolding(texts, new RegExp(id)), naming)
      assert.equal(readFileSync(ledgerOf(database), 'utf8'), ledger)
      const [erasure] = await ask('select erased_at from erasure')
      assert.deepEqual(erasure?.['erased_at'], new Date(linesOf(ledgerOf(database))[0]?.erasedAt ?? ''))
    })

    const last = await startTestPatron(t, database)
    assert.ok(!last.log.some((line) => line.includes('were erased again')))
  })

  test(`a server that starts beside a ledger which is not as it left it (${engine})`, async (t) => {
    const database = await create(t)
    const ledger = ledgerOf(database)
    const { patron, shop } = await start(t, database)
    const [one, other] = [await aCustomerNamed('One', patron, shop), await aCustomerNamed('Other', patron, shop)]
    await shop.ask(204, 'DELETE', one.path)
    await patron.stop()
    const good = readFileSync(ledger, 'utf8')
    const lines = linesOf(ledger)
    assert.deepEqual(
      lines.map(({ customerId }) => customerId),
      [one.id],
    )

    await t.test('an erasure that a crash kept from the ledger is entered at the next start', async (t) => {
      rmSync(ledger)
      await query(database, 'update erasure set is_in_ledger = false where customer_id = $1', [one.id])
      const again = await startTestPatron(t, database)
      assert.deepEqual(linesOf(ledger), lines)
      assert.ok(again.log.some((text) => /"entered":1,.*were entered in the ledger/.test(text)))
      await again.stop()
      await (await startTestPatron(t, database)).stop()
      assert.deepEqual(linesOf(ledger), lines)
    })

    await t.test('a line that is no erasure keeps the server from starting, by its number', async (t) => {
      const bad = [
        '{}',
        'x',
        good.slice(0, 40),
        `[${good.trim()}]`,
        good.trim().replace('T', ' at '),
        '\0\0\0',
        'x'.repeat(5_000),
      ]
      for (const line of bad) {
        writeFileSync(ledger, `${good}\n${line}\n${good}`)
        await assert.rejects(
          startTestPatron(t, database),
          /^Error: Line 3 of the erasure ledger .*erasures\.jsonl is no erasure/,
          line,
        )
      }
      writeFileSync(ledger, `${good}\r\n\n${good.trim()}`)
      await startTestPatron(t, database)
    })

    await t.test(
      'a last line that a crash cut off does not keep the server from starting, nor spoil the next line',
      async (t) => {
        writeFileSync(ledger, `${good}{"customerId":"${other.id}","tenantId":"0000`)
        const { patron: again, shop: open } = await start(t, database)
        assert.ok(again.log.some((line) => line.includes('was cut off by a crash')))
        assert.equal((await open.ask(200, 'GET', other.path))['state'], 'active')
        await open.ask(204, 'DELETE', other.path)
        await again.stop()
        await asOwner(database, (ask) => restoreBackup(ask, other.id))
        const { shop: last } = await start(t, database)
        assert.equal((await last.ask(200, 'GET', other.path))['state'], 'deleted')
      },
    )
  })

  test(`a ledger at a place of its own (${engine})`, async (t) => {
    const database = await create(t)
    const file = join(database.dataDir, 'elsewhere.jsonl')
    const { patron, shop } = await start(t, database, { PATRON_ERASURE_LEDGER: file })

    await t.test('the ledger lies where its setting says, for its owner only', async () => {
      const { path, id } = await aCustomerNamed('Elsewhere', patron, shop)
      await shop.ask(204, 'DELETE', path)
      assert.equal(linesOf(file).at(-1)?.customerId, id)
      assert.equal(statSync(file).mode & 0o777, 0o600)
    })

    await t.test('an erasure whose ledger cannot be written is not answered as done, and done by repeating it', async () => {
      const { path, id } = await aCustomerNamed('Repeated', patron, shop)
      rmSync(file)
      mkdirSync(file)
      const refused = await shop.send('DELETE', path)
      assert.deepEqual([refused.status, refused.headers.get('retry-after')], [503, '5'])
      rmSync(file, { recursive: true })
      await shop.ask(204, 'DELETE', path)
      assert.ok(readFileSync(file, 'utf8').includes(id))
    })

    await t.test('what cannot be written stops the start', async (t) => {
      await patron.stop()
      const nowhere = { PATRON_ERASURE_LEDGER: join(database.dataDir, 'no-such-folder', 'erasures.jsonl') }
      await assert.rejects(startTestPatron(t, database, nowhere), /no-such-folder/)
    })
  })
}
