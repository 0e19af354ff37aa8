import assert from 'node:assert/strict'
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openLedgerFile } from '../../src/adapters/erasure-ledger/ledger-file.ts'
import type { Erasure } from '../../src/core/erasure/erasure.ts'
import { replayLedger } from '../../src/core/erasure/replay-ledger.ts'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { scratchFolder } from '../support/scratch-folder.ts'

const erasure = (index: number): Erasure => ({
  customerId: `01890000-0000-7000-8000-${index.toString(16).padStart(12, '0')}`,
  tenantId: defaultTenantId,
  erasedAt: new Date(Date.UTC(2026, 0, 1) + index),
})

function newFile(t: TestContext): string {
  const { folder, remove } = scratchFolder()
  t.after(remove)
  return join(folder, 'erasures.jsonl')
}

/** Opens the ledger and reads all of it, as at a start. */
async function opened(file: string) {
  let torn = 0
  const ledger = await openLedgerFile(file, () => {
    torn += 1
  })
  const found: Erasure[] = []
  for await (const one of ledger.read()) found.push(one)
  return { ledger, found, torn }
}

test('what is appended comes back in order, also when much is appended at once', async (t) => {
  const file = newFile(t)
  const { ledger } = await opened(file)
  const all = Array.from({ length: 1_000 }, (_, index) => erasure(index))
  await Promise.all(all.map((one) => ledger.append([one])))
  await ledger.append(all.slice(0, 500))
  const { found, torn } = await opened(file)
  assert.deepEqual([found, torn], [[...all, ...all.slice(0, 500)], 0])
})

test('wherever a crash cuts the last line off, the ones before it count, and what is appended next stands on its own', async (t) => {
  const file = newFile(t)
  const { ledger } = await opened(file)
  await ledger.append([erasure(1), erasure(2)])
  const whole = readFileSync(file)
  const firstEnds = whole.indexOf('\n') + 1
  for (let length = firstEnds; length <= whole.length; length += 1) {
    writeFileSync(file, whole.subarray(0, length))
    const cut = await opened(file)
    const isCut = length > firstEnds && length < whole.length - 1
    const complete = length >= whole.length - 1 ? [erasure(1), erasure(2)] : [erasure(1)]
    assert.deepEqual([cut.found, cut.torn], [complete, isCut ? 1 : 0], `${length} bytes`)
    await cut.ledger.append([erasure(3)])
    await cut.ledger.append([erasure(4)])
    const after = await opened(file)
    assert.deepEqual([after.found, after.torn], [[...complete, erasure(3), erasure(4)], 0], `${length} bytes`)
  }
})

test('a crash while a torn line is being ended does no harm either', async (t) => {
  const file = newFile(t)
  const { ledger } = await opened(file)
  await ledger.append([erasure(1)])
  const whole = readFileSync(file, 'utf8')
  for (const rest of ['{"custom torn', '{"custom torn\n', '{"custom to', '{"custom torn\n{"cu', '\0\0\0\0']) {
    writeFileSync(file, whole + rest)
    const cut = await opened(file)
    await cut.ledger.append([erasure(2)])
    assert.deepEqual((await opened(file)).found, [erasure(1), erasure(2)], JSON.stringify(rest))
  }
})

test('a write that failed half way is told, and the next one stands on its own', async (t) => {
  const file = newFile(t)
  const { ledger } = await opened(file)
  await ledger.append([erasure(1)])
  renameSync(file, `${file}.aside`)
  mkdirSync(file)
  await assert.rejects(ledger.append([erasure(2)]), { value: { code: 'unavailable', retryAfterSeconds: 5 } })
  rmSync(file, { recursive: true })
  renameSync(`${file}.aside`, file)
  appendFileSync(file, '{"customerId":"0189')
  await ledger.append([erasure(3)])
  assert.deepEqual((await opened(file)).found, [erasure(1), erasure(3)])
})

const nobody = () => assert.fail('nobody was there to erase')

test('a long ledger is replayed in batches, and whoever stands in it twice is erased once', async () => {
  const erased: string[] = []
  const asked: number[] = []
  async function* ledger() {
    for (let index = 0; index < 1_234; index += 1) {
      yield erasure(index)
      yield erasure(index)
    }
  }
  const customers = new Set(Array.from({ length: 1_234 }, (_, index) => erasure(index).customerId))
  const count = await replayLedger(ledger(), () => ({
    undeleted: async (ids) => {
      asked.push(ids.length)
      return [...new Set(ids)].filter((id) => customers.has(id))
    },
    async transaction(work) {
      return work({
        customers: { lock: async (id) => void (customers.delete(id) && erased.push(id)) as undefined },
        claims: { release: nobody },
        newsletter: { of: nobody },
        sessions: { importedTokens: nobody },
        erasures: { empty: nobody, note: nobody },
        events: { append: nobody },
      })
    },
    newId: () => assert.fail(),
    now: () => assert.fail(),
  }))
  assert.deepEqual([count, erased.length, customers.size], [1_234, 1_234, 0])
  assert.ok(asked.every((length) => length <= 500) && asked.length === 5)
})
