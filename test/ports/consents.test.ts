import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { v7 as newId } from 'uuid'
import type { ConsentAnswer } from '../../src/core/consents/consent.ts'
import type { ConsentsSaid, RecordConsentsDeps } from '../../src/core/consents/record-answers.ts'
import type { Mailbox } from '../../src/core/customers/own-newsletter.ts'
import { recordConsents } from '../../src/core/customers/record-consents.ts'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { consentLookUp } from '../../src/storage/consents.ts'
import { inTenant, statementByStatement } from '../../src/storage/transaction.ts'
import { eventsOf, type OpenBook, openBook } from '../support/book.ts'
import {
  asking,
  declined,
  digestOf,
  evidence,
  granted,
  hexOf,
  newsletter,
  now,
  partner,
  profiling,
  terms,
} from '../support/consents.ts'
import { type TestEngine, testDatabases } from '../support/databases.ts'
import { ada, asOwner, grace, statement } from '../support/storage.ts'

const adas: Mailbox = { id: ada, email: 'ada@example.com', emailKey: 'ada@example.com' }
const deps: RecordConsentsDeps = {
  settings: asking(terms, newsletter, profiling, partner),
  digestOf,
  newId: () => newId(),
  now: () => now,
}

async function open(t: TestContext, database: TestEngine) {
  const book = await openBook(t, database)
  const consents = consentLookUp(statementByStatement(book.engine, defaultTenantId), defaultTenantId)
  return { ...book, consents }
}

type Open = Awaited<ReturnType<typeof open>>

/** Keeps answers as a call does: with the customer locked. */
const say = (
  { transaction }: OpenBook,
  answers: readonly ConsentAnswer[],
  further: Partial<ConsentsSaid & RecordConsentsDeps & { customer: Mailbox }> = {},
) =>
  transaction(async (stores) => {
    const { customer = adas, ...rest } = further
    await stores.customers.lock(customer.id)
    return recordConsents(customer, { evidence, locale: 'de', answers, ...rest }, stores, { ...deps, ...rest })
  })

const shortly = async ({ consents }: Open) =>
  (await consents.history(ada)).map(({ number, consentId, version, decision }) =>
    [number, consentId, version, decision].join(' '),
  )

for (const database of testDatabases) {
  const name = database.engine

  test(`an answer is kept with its version, its text's digest, who gave it and the database's time (${name})`, async (t) => {
    const book = await open(t, database)
    const kept = await say(book, [granted('TERMS'), declined('PARTNER-1', { contactMethods: { SMS: false } })])
    const records = await book.consents.history(ada)
    assert.deepEqual(
      kept.map(({ id }) => id),
      records.map(({ id }) => id),
    )
    const [first, second] = records
    assert.ok(first && second)
    const { recordedAt, textDigest, ...told } = first
    assert.ok(recordedAt instanceof Date && Math.abs(recordedAt.getTime() - now.getTime()) > 0, "not the server's clock")
    assert.equal(hexOf(textDigest), hexOf(digestOf('Die neuen Bedingungen.')))
    assert.deepEqual(told, {
      ...evidence,
      id: kept[0]?.id,
      customerId: ada,
      number: 1,
      consentId: 'TERMS',
      version: '2',
      locale: 'de',
      decision: 'granted',
      contactMethods: {},
    })
    assert.deepEqual([second.number, second.decision, second.locale, second.textDigest], [2, 'declined', 'de', null])
    assert.deepEqual(second.contactMethods, { SMS: false })
    assert.deepEqual(await book.consents.find(ada, first.id), first)
    assert.equal(await book.consents.find(grace, first.id), undefined)
    assert.deepEqual(await book.consents.history(grace), [])
  })

  test(`whoever speaks for themselves is named as the customer, also before anybody knew their id (${name})`, async (t) => {
    const book = await open(t, database)
    await say(book, [granted('TERMS')], { evidence: { ...evidence, actingAs: 'customer', actingId: null } })
    const [record] = await book.consents.history(ada)
    assert.deepEqual([record?.actingAs, record?.actingId], ['customer', ada])
  })

  test(`the text is in the customer's language, else the tenant's, else English, else whichever there is (${name})`, async (t) => {
    const book = await open(t, database)
    const first = { version: '1' }
    const german = { ...deps.settings, locale: 'de' as const }
    await say(book, [granted('TERMS', first)], { locale: undefined })
    await say(book, [declined('TERMS', first)], { locale: undefined, settings: german })
    await say(book, [granted('TERMS', first)], { locale: 'en', settings: german })
    await say(book, [granted('TERMS')], { locale: 'en' })
    await say(book, [granted('PARTNER-1')], { locale: undefined })
    assert.deepEqual(
      (await book.consents.history(ada)).map(({ locale }) => locale),
      ['en', 'de', 'en', 'de', null],
    )
  })

  test(`what is said again is not kept again; another version, another way or another mind is (${name})`, async (t) => {
    const book = await open(t, database)
    await say(book, [granted('TERMS', { version: '1' }), granted('NEWS', { contactMethods: { EMAIL: true, SMS: false } })])
    assert.deepEqual(await say(book, [granted('TERMS', { version: '1' })]), [])
    assert.deepEqual(await say(book, [granted('NEWS', { contactMethods: { SMS: false, EMAIL: true } }), granted('NEWS')]), [])
    await say(book, [granted('TERMS')])
    await say(book, [granted('NEWS', { contactMethods: { SMS: true } })])
    await say(book, [declined('NEWS')])
    assert.deepEqual(await say(book, [declined('NEWS')]), [])
    await say(book, [granted('NEWS')])
    assert.deepEqual(await shortly(book), [
      '1 TERMS 1 granted',
      '2 NEWS 2025-05 granted',
      '3 TERMS 2 granted',
      '4 NEWS 2025-05 granted',
      '5 NEWS 2025-05 withdrawn',
      '6 NEWS 2025-05 granted',
    ])
    const states = await book.consents.states(ada)
    assert.deepEqual(
      states.map(({ consentId, number, contactMethods }) => [consentId, number, contactMethods]),
      [
        ['NEWS', 6, { EMAIL: true, SMS: true }],
        ['TERMS', 3, {}],
      ],
    )
  })

  test(`grants and withdrawals have an event each that says nothing of the person, and declining has none (${name})`, async (t) => {
    const book = await open(t, database)
    await say(book, [granted('TERMS'), declined('PROFILING')])
    await say(book, [declined('TERMS')])
    assert.deepEqual(await shortly(book), ['1 TERMS 2 granted', '2 PROFILING 1 declined', '3 TERMS 2 withdrawn'])
    const facts = { consentId: 'TERMS', version: '2' }
    assert.deepEqual(await eventsOf(book.engine, ada), [
      { type: 'customer.consent_given', facts, personal: null },
      { type: 'customer.consent_withdrawn', facts, personal: null },
    ])
  })

  test(`of many answers at once each has a number of its own, and what was rolled back has none (${name})`, async (t) => {
    const book = await open(t, database)
    await Promise.all(Array.from({ length: 8 }, (_, index) => say(book, [index % 2 ? granted('TERMS') : declined('TERMS')])))
    await assert.rejects(
      book.transaction(async (stores) => {
        await recordConsents(adas, { evidence, locale: 'de', answers: [granted('PARTNER-1')] }, stores, deps)
        throw new Error('something else went wrong')
      }),
    )
    const numbers = (await book.consents.history(ada)).map(({ number }) => number)
    assert.deepEqual(
      numbers,
      numbers.map((_, index) => index + 1),
    )
    const decisions = (await book.consents.history(ada)).map(({ decision }) => decision === 'granted')
    assert.ok(decisions.every((isGranted, index) => index === 0 || isGranted !== decisions[index - 1]))
    assert.ok((await book.consents.history(ada)).every(({ consentId }) => consentId === 'TERMS'))
  })

  test(`an answer to the newsletter's consent sets and clears the mark and the subscription (${name})`, async (t) => {
    const book = await open(t, database)
    const marked = async () =>
      asOwner(
        book.engine,
        `select subscribed_to_newsletter as mark, (select count(*)::integer from newsletter_subscription) as subscriptions
         from customer where id = $1`,
        [ada],
      )
    await say(book, [granted('TERMS')])
    assert.deepEqual(await marked(), [{ mark: false, subscriptions: 0 }])
    await say(book, [granted('NEWS', { contactMethods: { EMAIL: true } })])
    assert.deepEqual(await marked(), [{ mark: true, subscriptions: 1 }])
    await say(book, [declined('NEWS')])
    assert.deepEqual(await marked(), [{ mark: false, subscriptions: 0 }])
  })

  test(`an answer to what the tenant has not declared is to version 1 without a text (${name})`, async (t) => {
    const book = await open(t, database)
    await say(book, [granted('NEWS')], { settings: asking() })
    const [record] = await book.consents.history(ada)
    assert.deepEqual([record?.version, record?.locale, record?.textDigest], ['1', 'de', null])
  })

  test(`the application's role can neither delete nor change what was said, nor a text (${name})`, async (t) => {
    const book = await open(t, database)
    await say(book, [granted('TERMS')])
    await asOwner(
      book.engine,
      "insert into consent_text (tenant_id, consent_id, version, locale, digest, content) values ($1, 'TERMS', '2', 'de', $2, $3)",
      [defaultTenantId, digestOf('Die neuen Bedingungen.'), 'Die neuen Bedingungen.'],
    )
    const before = await book.consents.history(ada)
    const changes = [
      'delete from consent_record',
      "update consent_record set decision = 'withdrawn'",
      "update consent_record set consent_id = 'x', version = 'x', locale = 'x', text_digest = null",
      'update consent_record set recorded_at = now()',
      'update consent_record set number = 9',
      "update consent_record set surface = 'x', acting_as = 'staff'",
      "update consent_record set contact_methods = '{}'",
      'update consent_record set customer_id = id, tenant_id = id',
      'truncate consent_record',
      'delete from consent_text',
      "update consent_text set content = 'x', digest = 'x'",
      'truncate consent_text',
    ]
    for (const change of changes)
      await assert.rejects(
        inTenant(book.engine, defaultTenantId, (session) => session.run(statement(change))),
        { code: '42501' },
        change,
      )
    assert.deepEqual(await book.consents.history(ada), before)
    const [text, ...more] = await book.consents.textsOf('TERMS', '2')
    assert.deepEqual([text?.locale, text?.content, more], ['de', 'Die neuen Bedingungen.', []])
    assert.equal(hexOf(text?.digest), hexOf(before[0]?.textDigest))
  })
}
