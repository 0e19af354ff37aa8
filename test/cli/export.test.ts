import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type TestDatabase, testDatabases } from '../support/databases.ts'
import { startTestPatron } from '../support/patron.ts'
import { type CommandResult, commandsOn, environmentFor, runPatron } from '../support/processes.ts'
import { query } from '../support/query.ts'
import { keepMore, registerRich } from '../support/rich-customers.ts'
import { startShop } from '../support/shop.ts'

/** Without a page of differences. */
function assertSame(one: CommandResult, other: CommandResult, message?: string): void {
  assert.deepEqual({ ...one, output: one.output.length }, { ...other, output: other.output.length }, message)
  assert.ok(one.output === other.output, message)
}

type Line = { format: string; profile: Record<string, unknown>; [name: string]: unknown }
const read = (text: string) =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line)

for (const { engine, create } of testDatabases) {
  test(`customers are exported, beside a server and without one (${engine})`, async (t) => {
    const database = await create(t)
    const settings = { PATRON_SECRET_KEY: 'a-secret-for-processes-0123456789abcdef' }
    const patron = await startTestPatron(t, database, settings)
    const customers = await registerRich(patron, await startShop(patron, database))
    await patron.stop()
    await keepMore(database, customers)
    const run = commandsOn(t, database)
    const { ada, grace, zoe, erased, image } = customers

    const all = await run('export')
    await t.test('everybody but the erased is in it, a line each, by ascending number, without a hash', () => {
      assert.deepEqual([all.code, all.errors], [0, '3 customers were exported.\n'])
      const lines = read(all.output)
      assert.deepEqual(
        lines.map(({ format, profile }) => [format, profile['number'], profile['id'], profile['state']]),
        [
          ['patron-customer/1', ada.number, ada.id, 'active'],
          ['patron-customer/1', grace.number, grace.id, 'suspended'],
          ['patron-customer/1', zoe.number, zoe.id, 'active'],
        ],
      )
      assert.doesNotMatch(all.output, /argon2|passwordHash|unmistakable/i)
      assert.ok(!all.output.includes(erased.id))
    })

    await t.test('what a customer has is in their line, and keys of the machine are not', () => {
      const [line, , last] = read(all.output)
      assert.ok(line && last)
      assert.deepEqual(Object.keys(line), [
        ...['format', 'profile', 'addresses', 'customAttributes', 'subscriptions', 'consents', 'dataRequests'],
        ...['purchases', 'voucherRedemptions', 'plannedDeletion', 'image'],
      ])
      const names = (list: unknown, member: string) => (list as Record<string, unknown>[]).map((one) => one[member])
      assert.deepEqual(names(line['addresses'], 'streetAddress').toSorted(), ['@home', 'Altmarkt 1\n2. Stock'])
      assert.ok(names(line['addresses'], 'number').every(Number.isInteger), 'an address without a number gets one')
      assert.deepEqual(
        names(line['subscriptions'], 'email'),
        ['box@example.com', 'news@example.org'],
        'of one millisecond by name',
      )
      assert.deepEqual(names(line['consents'], 'decision'), ['granted', 'withdrawn'])
      assert.deepEqual(names(line['purchases'], 'reference'), ['order-1', 'order-2'])
      assert.deepEqual(line.profile['modifiedAt'], '2026-01-01T00:00:00.987Z')
      assert.deepEqual(last['image'], Buffer.from(image).toString('base64'))
      assert.doesNotMatch(all.output, /emailKey|usernameKey|tenant/)
    })

    await t.test('hashes come when they are asked for by name, with a warning', async () => {
      const { code, output, errors } = await run('export', '--with-hashes')
      assert.equal(code, 0)
      assert.ok(read(output).every(({ passwordHash }) => String(passwordHash).startsWith('$argon2id$')))
      assert.match(errors, /^What is written holds password hashes\. /)
      const without = read(output).map(({ passwordHash: _, ...line }) => `${JSON.stringify(line)}\n`)
      assert.equal(without.join(''), all.output, 'nothing else is different')
    })

    const one = await run('export', '--customer', ada.id)
    await t.test(
      'one customer is found by id, number and address in any spelling, and is told everything that is theirs',
      async () => {
        const [line] = read(one.output)
        const { disclosed, ...portable } = line as Line
        assert.equal(`${JSON.stringify(portable)}\n`, all.output.slice(0, all.output.indexOf('\n') + 1))
        const told = disclosed as Record<string, unknown[]>
        assert.deepEqual(Object.keys(told), ['emailChange', 'sessions', 'devices', 'messages', 'events'])
        assert.equal(told['devices']?.length, 1)
        assert.ok(told['events']?.some((event) => (event as { type: string }).type === 'customer.registered'))
        assert.doesNotMatch(
          one.output,
          /argon2|secret|digest":"(?!982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1)/i,
        )
        for (const name of [String(ada.number), 'ADA@example.com', ada.id.toUpperCase()])
          assertSame(await run('export', '--customer', name), one, name)
        assert.match((await run('export', '--customer', 'grace.hopper@xn--mller-kva.example')).output, new RegExp(grace.id))
      },
    )

    await t.test('whoever is not there, or erased, or in no tenant is told of, and nothing is written', async () => {
      const out = join(database.dataDir, 'nobody.jsonl')
      for (const name of [
        erased.id,
        String(erased.number),
        'gone.unmistakable@example.com',
        'nobody@example.com',
        '2147483648',
        '',
      ])
        assert.deepEqual(await run('export', '--customer', name, '--out', out), {
          ...{ code: 1, output: '' },
          errors: `There is no customer ${name}. patron customers find looks for the beginning of an address or a name.\n`,
        })
      const { code, errors } = await run('export', '--tenant', 'nowhere', '--out', out)
      assert.deepEqual([code, errors], [1, 'There is no tenant nowhere. patron tenants list names them all.\n'])
      assert.ok(!existsSync(out))
      assert.ok(!readdirSync(database.dataDir).some((name) => name.endsWith('.part')))
    })

    await t.test('a file takes the place of the one before whole, for its owner only', async () => {
      const out = join(database.dataDir, 'customers.jsonl')
      writeFileSync(out, 'older', { mode: 0o644 })
      const told = await run('export', '--out', out, '--json')
      assert.deepEqual([told.code, told.output], [0, ''])
      assert.deepEqual(JSON.parse(told.errors), { tenant: 'default', customers: 3, format: 'json-lines', withHashes: false, out })
      assert.equal(readFileSync(out, 'utf8'), all.output)
      assert.equal(statSync(out).mode & 0o777, 0o600)
      assert.ok(!readdirSync(database.dataDir).some((name) => name.endsWith('.part')))
    })

    await t.test(
      'CSV is a file for each kind, in which no cell is a formula, and an apostrophe less gives each text back',
      async () => {
        const out = join(database.dataDir, 'tables')
        const told = await run('export', '--format', 'csv', '--out', out)
        assert.deepEqual([told.code, told.errors], [0, `3 customers were exported to ${out}.\n`])
        const tables =
          'addresses consents custom-attributes customers data-requests planned-deletion purchases subscriptions voucher-redemptions'
        assert.deepEqual(readdirSync(out), [...tables.split(' ').map((name) => `${name}.csv`), 'images'].toSorted())
        for (const name of readdirSync(out)) assert.equal(statSync(join(out, name)).mode & 0o077, 0, name)
        const rows = cellsIn(readFileSync(join(out, 'customers.csv'), 'utf8'))
        const [header = [], first = []] = rows
        assert.equal(rows.length, 4)
        const cell = (name: string) => first[header.indexOf(name)]
        assert.deepEqual(
          [cell('id'), cell('displayName'), cell('phone'), cell('mobile'), cell('isVendor'), cell('productsBought')],
          [
            ada.id,
            `'=HYPERLINK("https://evil.example")`,
            "'+49 351 1234",
            "'+491511234567",
            'false',
            '["tea order-1","tea order-2"]',
          ],
        )
        assert.deepEqual([cell('modifiedBy'), cell('imageName')], ['', null], 'an empty text is told from none')
        assert.equal(rows[3]?.[header.indexOf('lastName')], 'Ω "quoted", 🙂')
        const addresses = readFileSync(join(out, 'addresses.csv'), 'utf8')
        assert.match(addresses, /,"'＋A","L","'＝1",.*"'@home"/)
        assert.match(addresses, /"Altmarkt 1\n2\. Stock"/)
        assert.match(readFileSync(join(out, 'custom-attributes.csv'), 'utf8'), /,"size","''L"\r\n.*,"colour","'-1"\r\n/)
        for (const name of readdirSync(out).filter((file) => file.endsWith('.csv')))
          for (const row of cellsIn(readFileSync(join(out, name), 'utf8')))
            for (const text of row) assert.doesNotMatch(text ?? '', /^[=+\-@\t\r＝＋－＠]/, name)
        assert.deepEqual(readFileSync(join(out, 'images', `${zoe.id}.png`)), Buffer.from(image))
      },
    )

    await t.test('CSV of one customer has what is theirs to know, too; a folder with something in it is left alone', async () => {
      const out = join(database.dataDir, 'of-ada')
      mkdirSync(out)
      assert.equal((await run('export', '--format', 'csv', '--out', out, '--customer', 'ada@example.com')).code, 0)
      assert.equal(cellsIn(readFileSync(join(out, 'devices.csv'), 'utf8')).length, 2)
      const refused = await run('export', '--format', 'csv', '--out', out)
      assert.deepEqual([refused.code, refused.errors], [1, `The folder ${out} is not empty. Name a new one.\n`])
      const homeless = await run('export', '--format', 'csv')
      assert.deepEqual([homeless.code, homeless.output], [1, ''])
      assert.match(homeless.errors, /Name a folder for them: --out FOLDER/)
    })

    await t.test(
      'beside a running server it is the same bytes, as a file and as tables, and the same faults are told',
      async (t) => {
        const server = await startTestPatron(t, database, settings)
        assertSame(await run('export'), all)
        assertSame(await run('export', '--customer', ada.id), one)
        const out = join(database.dataDir, 'tables-of-server')
        assert.equal((await run('export', '--format', 'csv', '--out', out)).code, 0)
        const files = (folder: string) =>
          readdirSync(folder, { recursive: true, encoding: 'utf8' })
            .filter((name) => name.includes('.'))
            .map((name) => [name, readFileSync(join(folder, name), 'base64')])
        assert.deepEqual(files(out), files(join(database.dataDir, 'tables')))
        const { code, errors } = await run('export', '--customer', 'nobody@example.com')
        assert.deepEqual([code, errors.split('.')[0]], [1, 'There is no customer nobody@example'])
        await server.stop()
      },
    )
  })

  test(`an export that somebody stops reading (${engine})`, async (t) => {
    const database = await create(t)
    await query(database, manyCustomers)
    const served = runPatron(t, ['serve'], environmentFor(database))
    const url = await served.listens()

    await t.test('ends without a word, and not as if it had been whole', async (t) => {
      const child = startExport(t, database)
      await once(child.process.stdout, 'data')
      child.process.stdout.destroy()
      assert.deepEqual(await child.ended, { code: 141, errors: '' })
      assert.equal((await fetch(new URL('/readyz', url))).status, 200)
    })

    await t.test('does not keep the server from stopping; what came is not taken for everything', async (t) => {
      const child = startExport(t, database)
      await once(child.process.stdout, 'readable')
      served.kill('SIGTERM')
      assert.equal(await served.ended, 0)
      child.process.stdout.resume()
      const { code, errors } = await child.ended
      // With PostgreSQL the command reads by itself.
      const told =
        engine === 'pglite'
          ? [1, 'The server stopped before the end: what came is not everything.\n']
          : [0, '8000 customers were exported.\n']
      assert.deepEqual([code, errors], told)
    })
  })
}

const manyCustomers = `insert into customer (id, tenant_id, number, state, email, email_key, email_key_version, first_name, last_name, slug, created_at)
  select gen_random_uuid(), (select id from tenant), nextval('customer_number'), 'active', n || '@example.com', n || '@example.com', 1, 'A', 'B', n, now()
  from generate_series(1, 8000) n`

const patronFile = join(import.meta.dirname, '../../bin/patron.js')

/** An export whose output is read by hand. */
function startExport(t: Pick<TestContext, 'after'>, database: TestDatabase) {
  const child = spawn(process.execPath, [patronFile, 'export'], {
    env: { PATH: process.env['PATH'], ...environmentFor(database) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const closed = once(child, 'exit')
  const errors = child.stderr.toArray()
  t.after(() => child.kill('SIGKILL'))
  const ended = Promise.all([closed, errors]).then(([[code], texts]) => ({
    code: code as number,
    errors: Buffer.concat(texts).toString(),
  }))
  return { process: child, ended }
}

/** The cells of a table; one without quotes and text is `null`. */
function cellsIn(text: string): readonly (readonly (string | null)[])[] {
  assert.ok(text.startsWith('\uFEFF') && text.endsWith('\r\n'))
  const rows: (string | null)[][] = [[]]
  for (const [, quoted, bare, end] of text.slice(1).matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted === undefined ? (bare === '' ? null : (bare ?? null)) : quoted.replaceAll('""', '"'))
    if (end === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}
