import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Mailbox, moveNewsletter, setNewsletter } from '../../src/core/customers/own-newsletter.ts'
import type { Sent } from '../../src/core/customers/sent.ts'
import { emailPolicy, eventsOf, type OpenBook, openBook, troubleOf } from '../support/book.ts'
import { evidence } from '../support/consents.ts'
import { testDatabases } from '../support/databases.ts'
import { ada, asOwner, grace } from '../support/storage.ts'

const own = (id: string, name: string): Mailbox => ({ id, email: `${name}@example.com`, emailKey: `${name}@example.com` })
const [adas, graces] = [own(ada, 'ada'), own(grace, 'grace')]
const taken = { ok: false, violations: [{ code: 'already_taken', field: 'email' }] }

const subscribe = ({ book }: OpenBook, customerId: string, email: Sent) =>
  book.subscribeNewsletter({ customerId, email, policy: emailPolicy, evidence, locale: 'de' })

const set = ({ transaction }: OpenBook, mailbox: Mailbox, isSubscribed: boolean) =>
  transaction((stores) => setNewsletter(mailbox, isSubscribed, stores))

const move = ({ transaction }: OpenBook, before: Mailbox, after: Mailbox) =>
  transaction((stores) => moveNewsletter(before, after, stores))

const recorded = ({ engine }: OpenBook) =>
  asOwner(engine, 'select customer_id, number, decision, surface, request_id from consent_record order by number')

/** Who has subscribed what, and who has the mark; claims and rows have to tell the same. */
async function subscribed({ engine }: OpenBook) {
  const name = (id: string) => (id === ada ? 'ada' : 'grace')
  const rows = await asOwner<{ id: string; key: string }>(
    engine,
    'select customer_id as id, email_key as key from newsletter_subscription order by email_key',
  )
  const claims = await asOwner(
    engine,
    "select customer_id as id, value as key from claim where kind = 'newsletter' order by value",
  )
  assert.deepEqual(rows, claims)
  const marked = await asOwner<{ id: string }>(engine, 'select id from customer where subscribed_to_newsletter order by id')
  return { mailboxes: rows.map(({ id, key }) => `${name(id)}: ${key}`), marked: marked.map(({ id }) => name(id)) }
}

for (const database of testDatabases) {
  const { engine: name } = database

  test(`a mailbox is subscribed once, in whatever spelling, and the own one brings the mark (${name})`, async (t) => {
    const open = await openBook(t, database)
    assert.deepEqual(await subscribe(open, ada, 'Work@EXAMPLE.com'), { ok: true })
    assert.deepEqual(await subscribed(open), { mailboxes: ['ada: work@example.com'], marked: [] })
    for (const [customerId, email] of [
      [ada, 'work@example.com'],
      [grace, '"WORK"@example.com'],
    ] as const)
      assert.deepEqual(await subscribe(open, customerId, email), taken)
    assert.deepEqual(await subscribe(open, ada, 'ADA@example.com'), { ok: true })
    assert.deepEqual(await subscribed(open), {
      mailboxes: ['ada: ada@example.com', 'ada: work@example.com'],
      marked: ['ada'],
    })
    const [row] = await asOwner(open.engine, "select email from newsletter_subscription where email_key = 'work@example.com'")
    assert.deepEqual(row, { email: 'Work@example.com' })
    const changed = { type: 'customer.updated', facts: { changed: 'newsletter' }, personal: null }
    const given = { type: 'customer.consent_given', facts: { consentId: 'NEWSLETTER', version: '1' }, personal: null }
    assert.deepEqual(await eventsOf(open.engine, ada), [changed, given, changed])
    const { surface, requestId } = evidence
    assert.deepEqual(await recorded(open), [{ customer_id: ada, number: 1, decision: 'granted', surface, request_id: requestId }])
  })

  test(`what is no mailbox is not subscribed, and that can be asked before anybody is there to subscribe it (${name})`, async (t) => {
    const open = await openBook(t, database)
    const malformed = { code: 'email_malformed', field: 'email' }
    for (const [email, violations] of [
      [undefined, [{ code: 'missing', field: 'email' }]],
      [null, [{ code: 'null_given', field: 'email' }]],
      ['', [{ code: 'blank', field: 'email' }]],
      ['zzz', [malformed]],
      ['a\u200bb@example.com', [malformed]],
      [`${'a'.repeat(250)}@b.de`, [{ code: 'too_long', field: 'email', maximumCharacters: 254 }]],
    ] as const) {
      assert.deepEqual(await subscribe(open, ada, email), { ok: false, violations })
      assert.deepEqual(open.book.reviewSubscription(email, emailPolicy), violations)
    }
    assert.deepEqual(open.book.reviewSubscription('ada@example.com', emailPolicy), [])
    assert.deepEqual(await subscribed(open), { mailboxes: [], marked: [] })
  })

  test(`of many who subscribe one mailbox at once, one does (${name})`, async (t) => {
    const open = await openBook(t, database)
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, index) => subscribe(open, index % 2 ? ada : grace, 'shared@example.com')),
    )
    assert.equal(outcomes.filter(({ ok }) => ok).length, 1)
    assert.equal((await subscribed(open)).mailboxes.length, 1)
    const events = [...(await eventsOf(open.engine, ada)), ...(await eventsOf(open.engine, grace))]
    assert.equal(events.length, 1)
  })

  test(`a customer subscribes ten mailboxes and no more, however many are asked for at once (${name})`, async (t) => {
    const open = await openBook(t, database)
    const asked = Array.from({ length: 13 }, (_, index) => subscribe(open, ada, `box${index}@example.com`))
    const outcomes = await Promise.allSettled(asked)
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 10)
    assert.deepEqual(await troubleOf(subscribe(open, ada, 'more@example.com')), {
      code: 'quota_reached',
      of: 'newsletter_subscriptions',
      maximum: 10,
    })
    assert.equal((await subscribed(open)).mailboxes.length, 10, 'what was refused is free for others')
  })

  test(`the mark, the subscription and the claim of the own mailbox go together (${name})`, async (t) => {
    const open = await openBook(t, database)
    await subscribe(open, ada, 'work@example.com')
    for (const _ of ['once', 'again']) {
      await set(open, adas, true)
      assert.deepEqual(await subscribed(open), {
        mailboxes: ['ada: ada@example.com', 'ada: work@example.com'],
        marked: ['ada'],
      })
    }
    for (const _ of ['once', 'again']) {
      await set(open, adas, false)
      assert.deepEqual(await subscribed(open), { mailboxes: ['ada: work@example.com'], marked: [] })
    }
    assert.deepEqual(await subscribe(open, grace, 'ada@example.com'), { ok: true }, 'it is free')
  })

  test(`a mailbox that somebody else has subscribed leaves the mark alone to whom it belongs (${name})`, async (t) => {
    const open = await openBook(t, database)
    await subscribe(open, grace, 'ada@example.com')
    await set(open, adas, true)
    assert.deepEqual(await subscribed(open), { mailboxes: ['grace: ada@example.com'], marked: ['ada'] })
    await set(open, adas, false)
    assert.deepEqual(await subscribed(open), { mailboxes: ['grace: ada@example.com'], marked: [] })
    await Promise.all([set(open, adas, true), set(open, graces, true), set(open, adas, false), set(open, graces, true)])
    assert.deepEqual((await subscribed(open)).marked.includes('grace'), true)
  })

  test(`the newsletter follows whoever wants it to another mailbox (${name})`, async (t) => {
    const open = await openBook(t, database)
    const [later, last] = [
      { ...adas, email: 'Later@example.com', emailKey: 'later@example.com' },
      { ...adas, email: 'last@example.com', emailKey: 'last@example.com' },
    ]
    await move(open, adas, later)
    assert.deepEqual(await subscribed(open), { mailboxes: [], marked: [] }, 'who does not want it gets it nowhere')
    await set(open, adas, true)
    await subscribe(open, grace, 'last@example.com')
    await move(open, adas, later)
    assert.deepEqual((await subscribed(open)).mailboxes, ['grace: last@example.com', 'ada: later@example.com'])
    await move(open, later, last)
    assert.deepEqual(await subscribed(open), { mailboxes: ['grace: last@example.com'], marked: ['ada'] })
    await move(open, last, adas)
    assert.deepEqual((await subscribed(open)).mailboxes, ['ada: ada@example.com', 'grace: last@example.com'])
  })
}
