import assert from 'node:assert/strict'
import { createHash, pbkdf2Sync } from 'node:crypto'
import { test } from 'node:test'
import { aCustomer } from '../support/a-customer.ts'
import { type TestDatabase, testDatabases } from '../support/databases.ts'
import { incoming, rejectedIn, runImport, writeRows } from '../support/importing.ts'
import { startTestPatron } from '../support/patron.ts'
import { asOwner, query } from '../support/query.ts'
import { startShop } from '../support/shop.ts'
import { bearer, signIn } from '../support/signed-in.ts'

const password = 'a password that came along'
const djangoHash = `pbkdf2_sha256$1000$salt$${pbkdf2Sync(password, 'salt', 1000, 32, 'sha256').toString('base64')}`
const tokenSecret = 'a-secret-of-an-older-shop-0123456789abcdefghij'
const digest = { hex: createHash('sha256').update(tokenSecret).digest('hex') }
const options = ['--system', 'bagisto']

/** How many rows each table of customers has, and what would change with any write to them. */
const stateOf = (database: TestDatabase) =>
  asOwner(database, async (ask) => {
    const state: Record<string, unknown> = {}
    for (const table of ['customer', 'claim', 'credential', 'event', 'customer_address', 'imported_customer', 'session'])
      state[table] = await ask(
        `select count(*)::int as rows, md5(string_agg(xmin::text || ctid::text, ' ')) as written from ${table}`,
      )
    state['waiting'] = await ask(
      'select (select count(*) from import_row)::int as rows, (select count(*) from import_run)::int as runs',
    )
    return state
  })

const everybody = 'select number, email, slug, state from customer order by number'

for (const { engine, create } of testDatabases) {
  test(`customers of another system come with all they had (${engine})`, async (t) => {
    const database = await create(t)
    const place = { streetAddress: 'Altmarkt 1', postcode: '01067', city: 'Dresden', state: 'SN', country: 'DE', isDefault: true }
    const consent = {
      consentId: 'NEWS',
      version: '1',
      decision: 'granted',
      contactMethods: {},
      recordedAt: '2021-01-01T00:00:00Z',
    }
    const customers = writeRows(database, 'customers.jsonl', [
      incoming(
        '7',
        { email: 'Ada@EXAMPLE.com', number: 4711, dateOfBirth: '0000-00-00', gender: 'divers' },
        {
          ...{ passwordHash: djangoHash, addresses: [place, { ...place, city: 'Pirna' }] },
          beside: { customAttributes: [{ name: 'size', value: 'L' }], consents: [consent] },
        },
      ),
      incoming('8', { state: 'suspended', subscribedToNewsletter: true }, { passwordHash: '!unusable' }),
      incoming('9', {}, { passwordHash: 'pbkdf2_sha256$99999999$salt$absurd' }),
      incoming('10', { email: 'nobody' }),
      incoming('11', { dateOfBirth: '2999-02-30' }),
      incoming('12', { firstName: 'Ada\0' }),
      incoming('13', { email: 'ADA@example.com' }),
    ])
    const beside = writeRows(database, 'tables.jsonl', [
      { kind: 'address', customerKey: '7', address: { ...place, isDefault: false, city: 'Radebeul', firstName: 'Grace' } },
      { kind: 'address', customerKey: '7', address: { ...place, isDefault: false, city: 'Radebeul', firstName: 'Grace' } },
      { kind: 'token', customerKey: '7', number: 5, digest, createdAt: '2024-01-01T00:00:00Z', expiresAt: null },
      { kind: 'subscription', customerKey: '7', email: 'ada@example.com', subscribedAt: null },
      { kind: 'address', customerKey: '99', address: place },
      { kind: 'skipped', reason: 'the address of a cart' },
      { kind: 'rejected', field: 'first_name', reason: 'is in an encoding nobody knows' },
    ])

    await t.test('a dry run says all of it and stores nothing', async () => {
      const before = await stateOf(database)
      const { code, report, errors } = await runImport(database, [customers, beside, ...options, '--dry-run'])
      assert.equal(code, 0, errors)
      assert.deepEqual([report['isDryRun'], report['customers'], report['taken'], report['duplicates']], [true, 7, 2, 1])
      assert.deepEqual(await stateOf(database), before)
    })

    await t.test('the report counts them, and the rejects say where each of the others stands and why', async () => {
      const { code, report, errors } = await runImport(database, [customers, beside, ...options])
      assert.equal(code, 0, errors)
      assert.deepEqual(
        [report['rows'], report['customers'], report['taken'], report['alreadyThere'], report['duplicates']],
        [14, 7, 2, 0, 1],
      )
      assert.deepEqual(report['beside'], { address: 3, attributes: 1, consent: 1, subscription: 2, token: 1 })
      assert.deepEqual(report['skipped'], { 'the address of a cart': 1 })
      const [scheme, ...others] = report['schemes'] as { scheme: string; customers: number; signInsPerSecond: number }[]
      assert.deepEqual([scheme?.scheme, scheme?.customers, others], ['pbkdf2_sha256$1000', 1, []])
      assert.ok(Number(scheme?.signInsPerSecond) > 0)
      const rejects = rejectedIn(database).map(({ file, line, field }) => `${file}:${line} ${field}`)
      assert.deepEqual(rejects, [
        'customers.jsonl:3 passwordHash',
        'customers.jsonl:4 email',
        'customers.jsonl:5 dateOfBirth',
        'customers.jsonl:6 firstName',
        'tables.jsonl:7 first_name',
        'customers.jsonl:7 email',
        'tables.jsonl:5 key',
      ])
      const duplicate = rejectedIn(database).find(
        ({ line, field, file }) => line === 7 && field === 'email' && file === 'customers.jsonl',
      )
      assert.deepEqual(duplicate?.['sameMailboxAs'], { file: 'customers.jsonl', line: 1 })
    })

    await t.test('a second run changes nothing', async () => {
      const before = await stateOf(database)
      const { report } = await runImport(database, [customers, beside, ...options])
      assert.deepEqual([report['taken'], report['alreadyThere'], report['duplicates']], [0, 2, 1])
      assert.deepEqual(await stateOf(database), before)
    })

    await t.test('each has one event, from which no mail follows', async () => {
      const events = await query(database, "select type, facts->>'system' as system from event")
      assert.deepEqual(events, Array(2).fill({ type: 'customer.imported', system: 'bagisto' }))
      assert.deepEqual(await query(database, 'select 1 from delivery'), [])
    })

    await t.test('old password, old number and old token work, and new customers get numbers beyond', async () => {
      const patron = await startTestPatron(t, database)
      const signedIn = await signIn(patron, 'ada@example.com', password)
      assert.equal(signedIn.status, 200, signedIn.text)
      const { access } = signedIn.json() as { access: string }
      const profile = await patron.send('GET', '/api/v1/customers/4711/', { headers: bearer(access) })
      assert.equal(profile.status, 200, profile.text)
      const shown = profile.json() as Record<string, unknown>
      assert.deepEqual([shown['email'], shown['date_of_birth']], ['Ada@example.com', null])
      const older = await patron.send('GET', '/api/shop/customer-profile', { headers: bearer(`5|${tokenSecret}`) })
      assert.equal(older.status, 200, older.text)
      assert.equal((await signIn(patron, 'c8@example.com', password)).status, 401)
      const registered = await patron.post('/api/v1/customers/', aCustomer({ email: 'new@example.com' }))
      assert.equal(registered.status, 201, registered.text)
      await patron.stop()
      const [row] = await query(database, "select number from customer where email = 'new@example.com'")
      assert.ok(Number(row?.['number']) > 4711)
      const addresses = await query(database, 'select city, first_name, is_default from customer_address order by number')
      assert.deepEqual(addresses, [
        { city: 'Dresden', first_name: 'Ada', is_default: true },
        { city: 'Pirna', first_name: 'Ada', is_default: false },
        { city: 'Radebeul', first_name: 'Grace', is_default: false },
      ])
    })

    await t.test('who is a customer already is not touched by somebody of the same mailbox, and nobody becomes two', async () => {
      const file = writeRows(database, 'others.jsonl', [
        incoming('20', { email: 'NEW@example.com', firstName: 'Mallory' }, { passwordHash: djangoHash }),
        incoming('7', { email: 'somebody.else@example.com' }),
        incoming('21', { number: 4711, slug: 'ada-lovelace' }),
      ])
      const { report } = await runImport(database, [file, ...options])
      assert.deepEqual([report['taken'], report['alreadyThere']], [1, 0])
      const fields = rejectedIn(database).map(({ line, field }) => [line, field])
      assert.deepEqual(fields, [
        [1, 'email'],
        [2, 'key'],
      ])
      const [row] = await query(database, "select first_name, number, slug from customer where email = 'c21@example.com'")
      assert.notEqual(row?.['number'], 4711)
      assert.match(String(row?.['slug']), /^ada-lovelace-\d+$/)
    })
  })

  test(`an import that is killed goes on where it was (${engine})`, async (t) => {
    const rows = Array.from({ length: 60 }, (_, index) => {
      const key = String(index + 1)
      if (index % 10 === 9) return incoming(key, { email: 'nobody' })
      if (index % 10 === 8) return incoming(key, { email: `C${index}@example.com` })
      return incoming(key, { number: 1000 + index }, { addresses: [{ city: 'Dresden' }] })
    })
    const small = { IMPORT_BATCH: '10' }
    const whole = await create(t)
    const uninterrupted = await runImport(whole, [writeRows(whole, 'rows.jsonl', rows), ...options], small)
    assert.equal(uninterrupted.code, 0, uninterrupted.errors)
    const expected = { customers: await query(whole, everybody), rejects: rejectedIn(whole) }
    assert.equal(expected.customers.length, 48)
    assert.equal(expected.rejects.length, 12)

    const database = await create(t)
    const file = writeRows(database, 'rows.jsonl', rows)
    const dies = async (when: Readonly<Record<string, string>>) => {
      const { code, errors } = await runImport(database, [file, ...options], { ...small, ...when })
      assert.notEqual(code, 0, errors)
    }
    const assertWhole = async () => {
      assert.deepEqual(await query(database, everybody), expected.customers)
      assert.deepEqual(rejectedIn(database), expected.rejects)
      const [rest] = await query(
        database,
        `select (select count(*) from event)::int as events, (select count(*) from customer_address)::int as addresses,
          (select count(*) from import_row)::int as rows, (select count(*) from import_run)::int as runs`,
      )
      assert.deepEqual(rest, { events: 48, addresses: 48, rows: 0, runs: 0 })
    }

    await t.test(
      'be it while it reads, when its rejects are written and nothing is committed, or between two batches',
      async () => {
        await dies({ IMPORT_DIES_AT_ROW: '30' })
        await dies({ IMPORT_DIES_AT: '1' })
        await dies({ IMPORT_DIES_AT: '3' })
        await dies({ IMPORT_DIES_AT: '2' })
        const [meanwhile] = await query(database, 'select count(*)::int as customers from customer')
        assert.ok(Number(meanwhile?.['customers']) > 0 && Number(meanwhile?.['customers']) < 48)
        const { code, report, errors } = await runImport(database, [file, ...options], small)
        assert.equal(code, 0, errors)
        assert.deepEqual(
          [report['isContinued'], report['rows'], report['taken'], report['duplicates'], report['alreadyThere']],
          [true, 60, 48, 6, 0],
        )
        await assertWhole()
      },
    )

    await t.test('and when the database has lost what waited, as a crash of its own makes it do', async (t) => {
      const crashed = await create(t)
      const again = writeRows(crashed, 'rows.jsonl', rows)
      const { code } = await runImport(crashed, [again, ...options], { ...small, IMPORT_DIES_AT: '3' })
      assert.notEqual(code, 0)
      await query(crashed, 'truncate import_row')
      const { report, errors } = await runImport(crashed, [again, ...options], small)
      assert.deepEqual([report['isContinued'], report['rows'], report['taken'], report['duplicates']], [true, 60, 48, 6], errors)
      assert.deepEqual(await query(crashed, everybody), expected.customers)
      assert.deepEqual(rejectedIn(crashed), expected.rejects)
    })
  })

  test(`of several customers with one mailbox none becomes two (${engine})`, async (t) => {
    const rows = [
      incoming('1', { email: 'ada@example.com', firstName: 'Oldest', modifiedAt: '2020-05-01T00:00:00Z' }),
      incoming(
        '2',
        { email: 'Ada@example.com', firstName: 'Newest', modifiedAt: '2022-05-01T00:00:00Z' },
        { addresses: [{ city: 'Dresden' }] },
      ),
      incoming(
        '3',
        { email: 'ADA@EXAMPLE.COM', firstName: 'Middle', modifiedAt: '2021-05-01T00:00:00Z' },
        { addresses: [{ city: 'Pirna' }] },
      ),
      incoming('4', { firstName: 'Other' }),
    ]
    for (const [policy, names] of [
      ['first', ['Oldest', 'Other']],
      ['newest', ['Newest', 'Other']],
      ['reject', ['Other']],
    ] as const) {
      await t.test(`with the policy ${policy}`, async (t) => {
        const database = await create(t)
        const file = writeRows(database, 'rows.jsonl', rows)
        const { report, errors } = await runImport(database, [file, ...options, '--duplicates', policy], { IMPORT_BATCH: '2' })
        assert.equal(report['duplicates'], 4 - names.length, errors)
        const stored = await query(database, 'select first_name as name from customer order by first_name')
        assert.deepEqual(
          stored.map(({ name }) => name),
          names,
        )
        const cities = await query(database, 'select city from customer_address')
        assert.deepEqual(cities, policy === 'newest' ? [{ city: 'Dresden' }] : [])
      })
    }
  })

  test(`a key that stands in the next batch with another mailbox is told of, and nobody comes twice (${engine})`, async (t) => {
    const database = await create(t)
    const rows = [incoming('1'), incoming('1', { email: 'other@example.com' }), incoming('2'), incoming('2')]
    const file = writeRows(database, 'rows.jsonl', rows)
    const { report, errors } = await runImport(database, [file, ...options], { IMPORT_BATCH: '1' })
    assert.deepEqual([report['taken'], report['alreadyThere'], report['duplicates']], [2, 0, 1], errors)
    assert.deepEqual(
      rejectedIn(database).map(({ line, field }) => [line, field]),
      [
        [2, 'key'],
        [4, 'email'],
      ],
    )
    const emails = await query(database, 'select email from customer order by email')
    assert.deepEqual(emails, [{ email: 'c1@example.com' }, { email: 'c2@example.com' }])
  })

  test(`whoever was erased does not come again, nor from rows that wait, and a server keeps the embedded database to itself (${engine})`, async (t) => {
    const database = await create(t)
    const file = writeRows(database, 'rows.jsonl', [incoming('1', { email: 'ada@example.com' }), incoming('2')])
    const taken = await runImport(database, [file, ...options])
    assert.equal(taken.report['taken'], 2, taken.errors)
    await query(
      database,
      `insert into import_row (ordinal, part, owner_tenant_id, kind, key, file, line, email_key, record)
        select 1, 0, tenant_id, 'person', '77', 0, 1, 'ada@example.com', '{}' from customer limit 1`,
    )
    await query(
      database,
      `insert into import_row (ordinal, part, owner_tenant_id, kind, key, file, line, record)
        select 1, 1, tenant_id, 'address', '77', 0, 1, '{}' from customer limit 1`,
    )
    const patron = await startTestPatron(t, database)
    if (engine === 'pglite') {
      const { code, errors } = await runImport(database, [file, ...options])
      assert.deepEqual([code, /is in use by process \d+\. Stop it first/.test(errors)], [1, true], errors)
    }
    const shop = await startShop(patron, database)
    const { id } = await shop.ask(200, 'GET', '/patron/v1/customers?email=ada%40example.com')
    await shop.ask(204, 'DELETE', `/patron/v1/customers/${id}`)
    await patron.stop()
    assert.deepEqual(await query(database, "select 1 from import_row where key = '77'"), [])
    const again = await runImport(database, [file, ...options])
    assert.deepEqual([again.report['taken'], again.report['alreadyThere']], [0, 2], again.errors)
    const [row] = await query(database, "select count(*)::int as deleted from customer where state = 'deleted'")
    assert.equal(row?.['deleted'], 1)
  })
}
