import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { v7 as newId } from 'uuid'
import { imageName } from '../../src/core/account/profile-image.ts'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { deviceLookUp } from '../../src/storage/devices.ts'
import { statementByStatement } from '../../src/storage/transaction.ts'
import { type OpenBook, openBook } from '../support/book.ts'
import { testDatabases } from '../support/databases.ts'
import { ada, asOwner, grace } from '../support/storage.ts'

const put = async ({ transaction }: OpenBook, customerId: string, content: Uint8Array) => {
  const name = imageName(newId(), 'png')
  await transaction(({ profileImages }) => profileImages.put(customerId, name, content))
  return name
}

const namedImage = async ({ engine }: OpenBook, customerId: string) => {
  const [row] = await asOwner<{ name: string | null }>(engine, 'select image_name as name from customer where id = $1', [
    customerId,
  ])
  return row?.name
}

const imagesOf = ({ engine }: OpenBook, customerId: string) =>
  asOwner(engine, 'select name from profile_image where customer_id = $1', [customerId])

const devicesOf = ({ engine }: OpenBook, customerId: string) =>
  deviceLookUp(statementByStatement(engine, defaultTenantId), defaultTenantId).of(customerId)

/** Signs in on a device, as a transaction that has locked the customer. */
const use = ({ transaction }: OpenBook, customerId: string, token: string) =>
  transaction(async ({ customers, devices }) => {
    await customers.lock(customerId)
    await devices.put(customerId, token)
  })

for (const database of testDatabases) {
  const { engine: name } = database

  test(`an image of 5 MiB comes back byte for byte, and the next one takes its place (${name})`, async (t) => {
    const open = await openBook(t, database)
    const large = Uint8Array.from({ length: 5 * 1024 * 1024 }, (_, index) => (index * 31 + (index >> 8)) & 0xff)
    const first = await put(open, ada, large)
    const read = await open.book.readImage(ada, first)
    assert.equal(read?.mediaType, 'image/png')
    assert.equal(Buffer.compare(large, read?.content ?? Buffer.alloc(0)), 0)
    const others = await put(open, grace, Uint8Array.of(1, 2))
    const second = await put(open, ada, Uint8Array.of(0, 255, 92))
    assert.equal(await namedImage(open, ada), second)
    assert.deepEqual(await imagesOf(open, ada), [{ name: second }])
    assert.deepEqual(new Uint8Array((await open.book.readImage(ada, second))?.content ?? []), Uint8Array.of(0, 255, 92))
    for (const wrong of [first, others, '', '../x.png', `${second}\0`, second.replace('png', 'svg'), 'image_name'])
      assert.equal(await open.book.readImage(ada, wrong), undefined, wrong)
    await open.transaction(({ profileImages }) => profileImages.remove(ada))
    await open.transaction(({ profileImages }) => profileImages.remove(ada))
    assert.deepEqual([await namedImage(open, ada), await imagesOf(open, ada)], [null, []])
    assert.equal(await namedImage(open, grace), others)
  })

  test(`of a customer the twenty devices signed in on last count, and of those that are used again each once (${name})`, async (t) => {
    const open = await openBook(t, database)
    for (let index = 1; index <= 20; index += 1) await use(open, ada, `device-${index}`)
    await use(open, ada, 'device-1')
    await use(open, ada, 'device-21')
    const left = await devicesOf(open, ada)
    assert.equal(left.length, 20)
    assert.deepEqual(new Set(left), new Set(Array.from({ length: 21 }, (_, index) => `device-${index + 1}`).toSpliced(1, 1)))
    await Promise.all(Array.from({ length: 10 }, (_, index) => use(open, ada, `more-${index}`)))
    assert.equal((await devicesOf(open, ada)).length, 20)
    const [row] = await asOwner<{ digest: Uint8Array }>(open.engine, "select digest from device where token = 'more-0'")
    assert.equal(Buffer.compare(row?.digest ?? Buffer.alloc(0), createHash('sha256').update('more-0').digest()), 0)
  })

  test(`many devices in one transaction: the one put last is among those that stay (${name})`, async (t) => {
    const open = await openBook(t, database)
    const tokens = Array.from({ length: 30 }, (_, index) => `device-${index}`)
    await open.transaction(async ({ devices }) => {
      for (const token of tokens) await devices.put(ada, token)
    })
    const left = await devicesOf(open, ada)
    assert.deepEqual([left.length, left.includes('device-29')], [20, true])
  })

  test(`a device that two customers sign in on is each one's until they sign out (${name})`, async (t) => {
    const open = await openBook(t, database)
    for (const customerId of [ada, grace]) await use(open, customerId, 'shared')
    await open.transaction(({ devices }) => devices.remove(grace, 'shared'))
    await open.transaction(({ devices }) => devices.remove(grace, 'never there'))
    assert.deepEqual([await devicesOf(open, ada), await devicesOf(open, grace)], [['shared'], []])
  })
}
