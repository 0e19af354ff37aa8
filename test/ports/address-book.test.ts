import assert from 'node:assert/strict'
import { test } from 'node:test'
import { v7 as newId } from 'uuid'
import type { Address } from '../../src/core/addresses/address.ts'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { addressLookUp } from '../../src/storage/address-book.ts'
import { statementByStatement } from '../../src/storage/transaction.ts'
import {
  addressesOf,
  addressPolicy,
  defaultsOf,
  eventsOf,
  type OpenBook,
  openBook,
  saved,
  sent,
  troubleOf,
  whole,
} from '../support/book.ts'
import { testDatabases } from '../support/databases.ts'
import { ada, asOwner, grace } from '../support/storage.ts'

const otherTenant = '00000000-0000-7000-8000-000000000002'
const altmarkt: Address = {
  streetAddress: 'Altmarkt 1',
  postcode: '01067',
  city: 'Dresden',
  state: 'Sachsen',
  country: 'Germany',
  kind: null,
}

const bookChanged = { type: 'customer.updated', facts: { changed: 'addresses' }, personal: null }

/** What the profile's change of another contract does: one address, in the place of the default one. */
const putDefault = async ({ transaction }: OpenBook, address: Address) =>
  transaction(async ({ customers }) => {
    const customer = await customers.lock(ada)
    assert.ok(customer)
    await customers.updateProfile(ada, { ...customer, address }, newId())
  })

/** Lets an hour pass for the addresses there are, so that a change is later than what was before. */
const letAnHourPass = ({ engine }: OpenBook) =>
  asOwner(
    engine,
    "update customer_address set created_at = created_at - interval '1 hour', updated_at = updated_at - interval '1 hour'",
  )

const shownAddress = ({ transaction }: OpenBook) =>
  transaction(async ({ customers }) => (await customers.find(ada))?.address ?? null)

/** An address as it was stored before there were numbers. */
const storeOldAddress = ({ engine }: OpenBook, isDefault: boolean) =>
  asOwner(
    engine,
    `insert into customer_address (customer_id, id, tenant_id, street_address, postcode, city, state, country, is_default, number, created_at, updated_at)
     values ($1, gen_random_uuid(), $2, 'Neumarkt 2', '01067', 'Dresden', '', 'Germany', $3, null, null, null)`,
    [ada, defaultTenantId, isDefault],
  )

for (const database of testDatabases) {
  const { engine: name } = database

  test(`an address comes back as it was saved, under a number of its own (${name})`, async (t) => {
    const open = await openBook(t, database)
    const draft = whole({
      companyName: 'Analytical Engines',
      vatId: 'DE123456789',
      email: 'Hello@Example.com',
      phone: '+49 351 1',
      streetAddress: 'Altmarkt 1\nHinterhaus "2"',
      postcode: '01067',
      state: 'Sachsen 🙂',
      country: 'DE',
      isDefault: true,
      usesForShipping: true,
    })
    const { id, number, createdAt, updatedAt, ...details } = await saved(open, ada, draft)
    assert.deepEqual(details, { ...draft, kind: null })
    assert.ok(createdAt instanceof Date && updatedAt?.getTime() === createdAt.getTime())
    assert.deepEqual(await open.book.address(ada, number), { id, number, createdAt, updatedAt, ...details })
    const bare = await saved(open, ada, whole())
    assert.ok(bare.number > number)
    const { streetAddress, postcode, state, country, companyName, vatId, email, phone, isDefault, usesForShipping } = bare
    assert.deepEqual([streetAddress, postcode, state, country], ['', '', '', ''])
    assert.deepEqual([companyName, vatId, email, phone], [null, null, null, null])
    assert.deepEqual([isDefault, usesForShipping], [false, false])
    assert.deepEqual(await eventsOf(open.engine, ada), [bookChanged, bookChanged])
  })

  test(`a change stores what is sent, keeps the rest, and clears what may be empty (${name})`, async (t) => {
    const open = await openBook(t, database)
    const { number } = await saved(open, ada, whole({ ...altmarkt, phone: '1', vatId: '2', usesForShipping: true }))
    await letAnHourPass(open)
    const before = await open.book.address(ada, number)

    await t.test('what is not sent stays', async () => {
      const after = await saved(open, ada, sent({ lastName: 'King' }), number)
      assert.ok((after.updatedAt ?? 0) > (before.updatedAt ?? 0))
      assert.deepEqual({ ...after, updatedAt: before.updatedAt }, { ...before, lastName: 'King' })
    })

    await t.test('null and the empty text clear', async () => {
      const cleared = sent({ phone: null, vatId: '', state: null, streetAddress: '', usesForShipping: false })
      const after = await saved(open, ada, cleared, number)
      assert.deepEqual(after, await open.book.address(ada, number))
      const { phone, vatId, state, streetAddress, usesForShipping, city } = after
      assert.deepEqual([phone, vatId, state, streetAddress, usesForShipping, city], [null, null, '', '', false, 'Dresden'])
    })

    await t.test('a change that says nothing new changes nothing and is told to nobody', async () => {
      const [known, events] = [await open.book.address(ada, number), (await eventsOf(open.engine, ada)).length]
      assert.deepEqual(await saved(open, ada, sent({ lastName: 'King', phone: '', isDefault: false }), number), known)
      assert.deepEqual(await open.book.address(ada, number), known)
      assert.equal((await eventsOf(open.engine, ada)).length, events)
    })

    await t.test('what is wrong changes nothing, also when only a part of it is wrong', async () => {
      const draft = sent({ firstName: '', phone: '2' })
      assert.deepEqual(await open.book.saveAddress({ customerId: ada, number: number, draft, policy: addressPolicy }), {
        ok: false,
        violations: [{ code: 'blank', field: 'firstName' }],
      })
      assert.equal((await open.book.address(ada, number)).phone, null)
    })
  })

  test(`the default mark is where it was asked for last, on one address or on none (${name})`, async (t) => {
    const open = await openBook(t, database)
    const first = await saved(open, ada, whole({ isDefault: false }))
    assert.deepEqual(await defaultsOf(open, ada), [], 'the first one does not get it by itself')
    const second = await saved(open, ada, whole({ isDefault: true, country: 'DE' }))
    assert.deepEqual(await defaultsOf(open, ada), [second.number])
    assert.equal((await shownAddress(open))?.country, 'DE')
    await saved(open, grace, whole({ isDefault: true }))
    await saved(open, ada, sent({ isDefault: true }), first.number)
    assert.deepEqual(await defaultsOf(open, ada), [first.number])
    await saved(open, ada, sent({ isDefault: false }), second.number)
    await saved(open, ada, sent({ phone: '1' }), first.number)
    assert.deepEqual(await defaultsOf(open, ada), [first.number])
    await saved(open, ada, sent({ isDefault: false }), first.number)
    assert.deepEqual([await defaultsOf(open, ada), await shownAddress(open)], [[], null])
    const third = await saved(open, ada, whole({ isDefault: true }))
    await open.book.removeAddress(ada, third.number)
    assert.deepEqual([await defaultsOf(open, ada), await shownAddress(open)], [[], null])
    assert.equal((await defaultsOf(open, grace)).length, 1)
  })

  test(`whoever asks for the mark at once, one address has it in the end (${name})`, async (t) => {
    const open = await openBook(t, database)
    const both = await Promise.all([saved(open, ada, whole({ isDefault: true })), saved(open, ada, whole({ isDefault: true }))])
    assert.equal((await defaultsOf(open, ada)).length, 1, 'two first addresses')
    const numbers = [...both, ...(await Promise.all(Array.from({ length: 4 }, () => saved(open, ada, whole()))))].map(
      ({ number }) => number,
    )
    await Promise.all([
      ...numbers.map((number) => saved(open, ada, sent({ isDefault: true }), number)),
      ...Array.from({ length: 3 }, () => putDefault(open, altmarkt)),
    ])
    assert.equal((await defaultsOf(open, ada)).length, 1)
    assert.equal((await addressesOf(open, ada)).length, numbers.length, 'the profile found an address with the mark each time')
  })

  test(`of many additions at once no more than 100 addresses come to be, and removing one makes room for one (${name})`, async (t) => {
    const open = await openBook(t, database)
    for (let made = 0; made < 97; made += 1) await saved(open, ada, whole())
    const add = () => saved(open, ada, whole())
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, add))
    const refused = outcomes.filter(({ status }) => status === 'rejected')
    assert.equal(refused.length, 5)
    const quota = { code: 'quota_reached', of: 'addresses', maximum: 100 }
    assert.deepEqual(await troubleOf(add()), quota)
    const [oldest] = await addressesOf(open, ada)
    assert.ok(oldest)
    await saved(open, ada, sent({ phone: '1' }), oldest.number)
    await saved(open, grace, whole())
    await open.book.removeAddress(ada, oldest.number)
    await add()
    assert.deepEqual(await troubleOf(add()), quota)
    assert.equal((await addressesOf(open, ada)).length, 100)
  })

  test(`the book is in the order of its numbers (${name})`, async (t) => {
    const open = await openBook(t, database)
    const numbers: number[] = []
    for (const _ of [1, 2, 3]) numbers.push((await saved(open, ada, whole())).number)
    await saved(open, grace, whole())
    assert.deepEqual(
      (await addressesOf(open, ada)).map(({ number }) => number),
      numbers,
    )
  })

  test(`nobody reads, changes or removes another's address, nor one that is none (${name})`, async (t) => {
    const open = await openBook(t, database)
    const { number } = await saved(open, grace, whole({ isDefault: true }))
    const gone = await saved(open, ada, whole())
    assert.deepEqual(await open.book.removeAddress(ada, gone.number), gone)
    const none = { code: 'no_such_address' }
    for (const wrong of [number, gone.number, 0, -1, 1.5, 2 ** 31, 1e300, Number.NaN]) {
      assert.deepEqual(await troubleOf(open.book.address(ada, wrong)), none, String(wrong))
      assert.deepEqual(await troubleOf(saved(open, ada, sent({ phone: '1', isDefault: true }), wrong)), none)
      assert.deepEqual(await troubleOf(open.book.removeAddress(ada, wrong)), none)
    }
    const elsewhere = addressLookUp(statementByStatement(open.engine, otherTenant), otherTenant)
    assert.deepEqual([await elsewhere.list(grace), await elsewhere.find(grace, number)], [[], undefined])
    assert.deepEqual(await defaultsOf(open, grace), [number])
    assert.equal((await eventsOf(open.engine, ada)).length, 2)
  })

  test(`who is not active by now changes nothing in their book (${name})`, async (t) => {
    const open = await openBook(t, database)
    const { number } = await saved(open, ada, whole())
    for (const state of ['suspended', 'deactivated', 'deleted'] as const) {
      await asOwner(open.engine, 'update customer set state = $2 where id = $1', [ada, state])
      const inactive = { code: 'account_inactive', carriedIn: 'header', state }
      assert.deepEqual(await troubleOf(saved(open, ada, whole())), inactive)
      assert.deepEqual(await troubleOf(open.book.removeAddress(ada, number)), inactive)
    }
    assert.deepEqual(await troubleOf(saved(open, newId(), whole())), { code: 'no_such_customer' })
    assert.equal((await addressesOf(open, ada)).length, 1)
  })

  test(`an address from before there were numbers gets one that stays, however many look first (${name})`, async (t) => {
    const open = await openBook(t, database)
    await storeOldAddress(open, true)
    await storeOldAddress(open, false)
    const books = await Promise.all(Array.from({ length: 6 }, () => addressesOf(open, ada)))
    const [first] = books
    assert.ok(first)
    assert.equal(new Set(first.map(({ number }) => number)).size, 2)
    for (const book of books) assert.deepEqual(book, first)
    const [old] = first
    assert.ok(old)
    assert.deepEqual([old.firstName, old.createdAt, old.updatedAt], ['', null, null])
    assert.deepEqual(await open.book.address(ada, old.number), old)
    const changed = await saved(open, ada, sent({ phone: '1' }), old.number)
    assert.deepEqual([changed.number, changed.firstName, changed.phone], [old.number, '', '1'])
    assert.ok(changed.updatedAt instanceof Date)
  })

  test(`a contract with a single address replaces that of the default one in the book and nothing else of it (${name})`, async (t) => {
    const open = await openBook(t, database)
    const other = await saved(open, ada, whole({ city: 'Leipzig' }))
    await putDefault(open, altmarkt)
    await letAnHourPass(open)
    const [, made] = await addressesOf(open, ada)
    assert.ok(made && made.number > other.number && made.createdAt instanceof Date)
    assert.deepEqual([made.isDefault, made.firstName, made.phone, made.city], [true, '', null, 'Dresden'])
    await saved(open, ada, sent({ firstName: 'Ada', phone: '1', usesForShipping: true }), made.number)
    await putDefault(open, { ...altmarkt, streetAddress: 'Neumarkt 2', country: 'DE' })
    const after = await open.book.address(ada, made.number)
    assert.deepEqual(
      [after.streetAddress, after.country, after.firstName, after.phone, after.usesForShipping, after.id, after.createdAt],
      ['Neumarkt 2', 'DE', 'Ada', '1', true, made.id, made.createdAt],
    )
    assert.ok((after.updatedAt ?? 0) > (made.updatedAt ?? 0))
    assert.equal((await open.book.address(ada, other.number)).city, 'Leipzig')
    const next = await saved(open, ada, whole())
    assert.equal(next.number, made.number + 1, 'a replacement draws no number')
    await saved(open, ada, sent({ isDefault: true }), other.number)
    await putDefault(open, altmarkt)
    assert.equal((await open.book.address(ada, other.number)).streetAddress, 'Altmarkt 1')
    assert.equal((await addressesOf(open, ada)).length, 3)
  })
}
