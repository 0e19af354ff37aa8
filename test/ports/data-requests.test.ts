import assert from 'node:assert/strict'
import { test } from 'node:test'
import { notText } from '../../src/core/customers/sent.ts'
import type { DataRequestDraft } from '../../src/core/data-requests/raise.ts'
import { eventsOf, type OpenBook, openBook, troubleOf } from '../support/book.ts'
import { testDatabases } from '../support/databases.ts'
import { ada, asOwner, grace } from '../support/storage.ts'

const wish: DataRequestDraft = { type: 'delete', message: 'Please forget me 🙂' }

async function raised({ book }: OpenBook, customerId: string, draft = wish) {
  const outcome = await book.raiseDataRequest(customerId, draft)
  assert.ok(outcome.ok, JSON.stringify(outcome))
  return outcome.request
}

const numbersOf = async ({ book }: OpenBook, customerId: string) =>
  (await book.dataRequests(customerId)).map(({ number }) => number)

const decide = ({ engine }: OpenBook, number: number, status: string) =>
  asOwner(engine, 'update data_request set status = $2 where number = $1', [number, status])

for (const database of testDatabases) {
  const { engine: name } = database

  test(`a request is raised, listed oldest first, and told of without what it says (${name})`, async (t) => {
    const open = await openBook(t, database)
    const first = await raised(open, ada)
    const { id, number, createdAt, updatedAt, ...said } = first
    assert.deepEqual(said, { ...wish, status: 'pending', email: 'ada@example.com', revokedAt: null })
    assert.ok(id !== '' && createdAt instanceof Date && updatedAt.getTime() === createdAt.getTime())
    const second = await raised(open, ada, { type: 'update', message: 'My name is Ada King' })
    await raised(open, grace)
    assert.deepEqual(await numbersOf(open, ada), [number, second.number])
    assert.deepEqual(await open.book.dataRequest(ada, number), first)
    assert.deepEqual(await eventsOf(open.engine, ada), [
      { type: 'customer.data_request_raised', facts: { number, type: 'delete' }, personal: null },
      { type: 'customer.data_request_raised', facts: { number: second.number, type: 'update' }, personal: null },
    ])
  })

  test(`everything wrong with a request is told at once (${name})`, async (t) => {
    const open = await openBook(t, database)
    const unknown = { code: 'not_one_of', field: 'type', allowed: ['delete', 'update'] }
    const cases: [draft: DataRequestDraft, violations: readonly object[]][] = [
      [
        { type: undefined, message: undefined },
        [
          { code: 'missing', field: 'type' },
          { code: 'missing', field: 'message' },
        ],
      ],
      [{ type: 'DELETE', message: ' \n\u00a0' }, [unknown, { code: 'blank', field: 'message' }]],
      [
        { type: '', message: '' },
        [
          { code: 'blank', field: 'type' },
          { code: 'blank', field: 'message' },
        ],
      ],
      [
        { type: null, message: notText },
        [
          { code: 'null_given', field: 'type' },
          { code: 'not_text', field: 'message' },
        ],
      ],
      [{ ...wish, message: '🙂'.repeat(501) }, [{ code: 'too_long', field: 'message', maximumCharacters: 500 }]],
      [{ ...wish, message: 'a\0' }, [{ code: 'null_character', field: 'message' }]],
      [{ ...wish, type: 'toString' }, [unknown]],
    ]
    for (const [draft, violations] of cases)
      assert.deepEqual(await open.book.raiseDataRequest(ada, draft), { ok: false, violations })
    assert.equal((await raised(open, ada, { ...wish, message: '🙂'.repeat(500) })).message.length, 1_000)
    assert.equal((await numbersOf(open, ada)).length, 1)
  })

  test(`an open request is revoked, once, and one that was decided is not (${name})`, async (t) => {
    const open = await openBook(t, database)
    const closed = { code: 'no_longer_revocable' }
    for (const status of ['pending', 'processing'] as const) {
      const { number } = await raised(open, ada)
      await decide(open, number, status)
      const outcomes = await Promise.allSettled([1, 2, 3].map(() => open.book.revokeDataRequest(ada, number)))
      assert.deepEqual(outcomes.map((outcome) => outcome.status).toSorted(), ['fulfilled', 'rejected', 'rejected'])
      const revoked = await open.book.dataRequest(ada, number)
      assert.ok(revoked.status === 'revoked' && revoked.revokedAt instanceof Date)
      assert.deepEqual(await troubleOf(open.book.revokeDataRequest(ada, number)), closed)
    }
    for (const status of ['approved', 'declined'] as const) {
      const { number } = await raised(open, ada)
      await decide(open, number, status)
      assert.deepEqual(await troubleOf(open.book.revokeDataRequest(ada, number)), closed)
      assert.equal((await open.book.dataRequest(ada, number)).status, status)
    }
    const types = (await eventsOf(open.engine, ada)).map(({ type }) => type)
    assert.equal(types.filter((type) => type === 'customer.data_request_revoked').length, 2)
  })

  test(`a removed request is gone; an open one counts as revoked (${name})`, async (t) => {
    const open = await openBook(t, database)
    const [pending, declined] = [await raised(open, ada), await raised(open, ada, { ...wish, type: 'update' })]
    await decide(open, declined.number, 'declined')
    assert.deepEqual(await open.book.removeDataRequest(ada, pending.number), pending)
    await open.book.removeDataRequest(ada, declined.number)
    assert.deepEqual(await numbersOf(open, ada), [])
    const [, , ...after] = await eventsOf(open.engine, ada)
    assert.deepEqual(after, [
      { type: 'customer.data_request_revoked', facts: { number: pending.number, type: 'delete' }, personal: null },
    ])
  })

  test(`nobody sees, revokes or removes another's request, nor one that is none (${name})`, async (t) => {
    const open = await openBook(t, database)
    const { number } = await raised(open, grace)
    for (const wrong of [number, number + 1, 0, -1, 0.5, 2 ** 31, Number.NaN])
      for (const call of ['dataRequest', 'revokeDataRequest', 'removeDataRequest'] as const)
        assert.deepEqual(await troubleOf(open.book[call](ada, wrong)), { code: 'no_such_data_request' }, `${call} ${wrong}`)
    assert.equal((await open.book.dataRequest(grace, number)).status, 'pending')
    await asOwner(open.engine, "update customer set state = 'suspended'")
    for (const refused of [
      () => open.book.raiseDataRequest(grace, wish),
      () => open.book.revokeDataRequest(grace, number),
      () => open.book.removeDataRequest(grace, number),
    ])
      assert.equal((await troubleOf(refused())).code, 'account_inactive')
  })

  test(`a customer has a hundred requests at most, however many are raised at once (${name})`, async (t) => {
    const open = await openBook(t, database)
    for (let made = 0; made < 98; made += 1) await raised(open, ada)
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => raised(open, ada)))
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 2)
    const [newest = 0] = await numbersOf(open, ada)
    await open.book.revokeDataRequest(ada, newest)
    const quota = { code: 'quota_reached', of: 'data_requests', maximum: 100 }
    assert.deepEqual(await troubleOf(raised(open, ada)), quota, 'a revoked one counts, too')
    await open.book.removeDataRequest(ada, newest)
    await raised(open, ada)
    assert.equal((await numbersOf(open, ada)).length, 100)
  })
}
