import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type TestDatabase, testDatabases } from '../support/databases.ts'
import { startTestPatron } from '../support/patron.ts'
import { commandsOn } from '../support/processes.ts'
import { keepMore, registerRich } from '../support/rich-customers.ts'
import { register, signIn, startShop } from '../support/shop.ts'

const [embedded, postgresql] = testDatabases
assert.ok(embedded && postgresql)

const valuesOf = (file: string): readonly unknown[] =>
  file
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

for (const [from, to] of [
  [embedded, postgresql],
  [postgresql, embedded],
] as const) {
  test(`customers who move to another Patron are the same there, byte for byte (from ${from.engine} to ${to.engine})`, async (t) => {
    const [old, anew] = [await from.create(t), await to.create(t)]
    const patron = await startTestPatron(t, old)
    const customers = await registerRich(patron, await startShop(patron, old))
    await patron.stop()
    await keepMore(old, customers)
    const [leave, arrive] = [commandsOn(t, old), commandsOn(t, anew)]
    const fileOf = ({ dataDir }: TestDatabase, name: string) => join(dataDir, name)
    const exported = fileOf(old, 'customers.jsonl')
    assert.equal((await leave('export', '--with-hashes', '--out', exported)).code, 0)
    const lines = readFileSync(exported, 'utf8')
    assert.equal(lines.split('\n').length, 4)

    const exportAgain = async (name: string): Promise<string> => {
      const again = fileOf(anew, name)
      assert.equal((await arrive('export', '--with-hashes', '--out', again)).code, 0)
      return readFileSync(again, 'utf8')
    }
    /** By value first, so that what differs is shown and not the whole file. */
    const assertSameLines = (found: string) => {
      assert.deepEqual(valuesOf(found), valuesOf(lines))
      assert.ok(found === lines)
    }

    await t.test('an export of the database they were imported into is the same file', async () => {
      const imported = await arrive('import', exported, '--system', 'patron', '--tenant', 'default')
      assert.equal(imported.code, 0, imported.errors)
      assertSameLines(await exportAgain('again.jsonl'))
    })

    await t.test('importing the file once more changes nothing', async () => {
      const repeated = await arrive('import', exported, '--system', 'patron', '--tenant', 'default')
      assert.equal(repeated.code, 0, repeated.errors)
      assertSameLines(await exportAgain('once-more.jsonl'))
    })

    const moved = await startTestPatron(t, anew)
    const shop = await startShop(moved, anew)
    await t.test('they sign in with the password they have, and the shop finds them by what they are called', async () => {
      await signIn(moved)
      for (const { id, number, path } of [customers.ada, customers.grace, customers.zoe]) {
        assert.equal((await shop.ask(200, 'GET', path))['number'], number)
        assert.equal((await shop.ask(200, 'GET', `/patron/v1/customers?number=${number}`))['id'], id)
      }
      const found = await shop.ask(
        200,
        'GET',
        `/patron/v1/customers?email=${encodeURIComponent('grace.hopper@xn--mller-kva.example')}`,
      )
      assert.deepEqual([found['id'], found['state']], [customers.grace.id, 'suspended'])
      await shop.ask(404, 'GET', customers.erased.path)
    })

    await t.test('whoever registers there gets a number that none of them has', async () => {
      const { number } = await register(moved, shop, { email: 'new@example.com', last_name: 'Comer' })
      assert.ok(number > customers.zoe.number)
    })
  })
}
