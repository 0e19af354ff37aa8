import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createOpenMode } from '../../src/core/tenants/open-mode.ts'

/** Open mode over a database that counts how often it is asked. */
function startOpen(isAllowed: boolean) {
  const database = { had: false, asked: 0 }
  const hadStorefront = async () => {
    database.asked += 1
    return database.had
  }
  return { database, isOpen: createOpenMode({ isAllowed, hadStorefront }) }
}

test('open mode asks at each request until a key was made, and never again', async () => {
  const { database, isOpen } = startOpen(true)
  assert.deepEqual([await isOpen(), await isOpen(), database.asked], [true, true, 2])
  database.had = true
  assert.deepEqual([await isOpen(), database.asked], [false, 3])
  database.had = false
  assert.deepEqual([await isOpen(), database.asked], [false, 3])
})

test('where it is not allowed, nothing is asked', async () => {
  const { database, isOpen } = startOpen(false)
  assert.deepEqual([await isOpen(), database.asked], [false, 0])
})

test('an older answer that comes late does not open it again', async () => {
  const late = Promise.withResolvers<boolean>()
  const answers = [late.promise, Promise.resolve(true)]
  const isOpen = createOpenMode({
    isAllowed: true,
    hadStorefront: () => answers.shift() ?? Promise.reject(new Error('asked again')),
  })
  const first = isOpen()
  assert.equal(await isOpen(), false)
  late.resolve(false)
  assert.equal(await first, false)
  assert.equal(await isOpen(), false)
})
