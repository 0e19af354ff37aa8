import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { v7 as newId } from 'uuid'
import { createKeyring } from '../../src/adapters/secrets/keyring.ts'
import { createLinkTokens } from '../../src/adapters/secrets/link-tokens.ts'
import type { CustomerEvent } from '../../src/core/outbox/event.ts'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { eventStore } from '../../src/storage/events.ts'
import { inTenant } from '../../src/storage/transaction.ts'
import { type TestDatabase, testDatabases } from '../support/databases.ts'
import { eventually } from '../support/eventually.ts'
import { type MailServer, startMailServer } from '../support/mail-server.ts'
import { figureOf, readMetrics } from '../support/metrics-text.ts'
import { startTestPatron, type TestPatron } from '../support/patron.ts'
import { query } from '../support/query.ts'
import { readMail } from '../support/read-mail.ts'
import { aMember, bearer } from '../support/signed-in.ts'
import { ada, openStorage } from '../support/storage.ts'

const publicUrl = 'https://accounts.shop.example'
const settingsFor = ({ url }: Pick<MailServer, 'url'>) => ({
  PATRON_SMTP_URL: url,
  PATRON_MAIL_FROM: 'Tea & Co <accounts@shop.example>',
  PATRON_SHOP_NAME: 'Tea & Co',
  PATRON_PUBLIC_URL: publicUrl,
})

/** Writes events into the database of a server that is not running, as the use cases of the core do. */
async function writeEvents(database: TestDatabase, events: readonly Pick<CustomerEvent, 'type' | 'facts' | 'personal'>[]) {
  const closing: (() => unknown)[] = []
  const engine = await openStorage(
    { after: (close: () => unknown) => void closing.push(close) } as Pick<TestContext, 'after'>,
    database,
  )
  for (const event of events) {
    await inTenant(engine, defaultTenantId, (session) =>
      eventStore(session, defaultTenantId).append({ ...event, id: newId(), customerId: ada, occurredAt: new Date() }),
    )
  }
  for (const close of closing) await close()
}

const personal = { email: 'ada@example.com', firstName: 'Ada', lastName: 'Lovelace' }
const [verification, recovery, undo] = [newId(), newId(), newId()]
const events: readonly Pick<CustomerEvent, 'type' | 'facts' | 'personal'>[] = [
  { type: 'customer.registered', facts: { number: 1, welcome: true }, personal },
  { type: 'customer.registered', facts: { number: 1, welcome: true, verification, locale: 'de' }, personal },
  { type: 'customer.password_reset_requested', facts: { recovery }, personal },
  { type: 'customer.password_changed', facts: { by: 'reset', locale: 'de' }, personal },
  {
    type: 'customer.email_changed',
    facts: { undo, verification },
    personal: { from: 'old@example.com', to: 'new@example.com', firstName: 'Ada' },
  },
]
const expected = [
  'ada@example.com Bitte bestätigen Sie Ihre E-Mail-Adresse',
  'ada@example.com Choose a new password',
  'ada@example.com Ihr Passwort wurde geändert',
  'ada@example.com Welcome to Tea & Co',
  'new@example.com Please confirm your e-mail address',
  'old@example.com Your e-mail address was changed',
]

/** Recipient and subject of each mail. */
const received = ({ mails }: MailServer): readonly string[] =>
  mails.map(({ recipients, html }) => `${recipients} ${/<title>(.*)<\/title>/.exec(html)?.[1]?.replace('&amp;', '&')}`).toSorted()

const until = (server: MailServer, count: number) => eventually(`${count} mails have come`, () => server.mails.length >= count)
const linesOf = ({ log }: TestPatron, text: string) => log.filter((line) => line.includes(text))

for (const { engine, create } of testDatabases) {
  test(`mails outlive a mail server that is down and a restart, and each comes once (${engine})`, async (t) => {
    const database = await create(t)
    const gone = await startMailServer(t)
    await gone.stop()
    await writeEvents(database, events)

    const first = await startTestPatron(t, database, settingsFor(gone))
    await eventually('each was tried', () => linesOf(first, 'it is tried again').length === expected.length)
    const waiting = await eventually('they are counted', async () => {
      const samples = readMetrics((await first.send('GET', '/metrics')).text)
      return (
        figureOf(samples, 'patron_event_lag_seconds') === 0 && figureOf(samples, 'patron_deliveries_waiting', { channel: 'mail' })
      )
    })
    assert.equal(waiting, expected.length)
    assert.match(
      linesOf(first, 'it is tried again')[0] ?? '',
      /"delivery":"[\da-f-]{36}","channel":"mail","purpose":"\w+","attempts":1,"failure":"E\w+"/,
    )
    await first.stop()
    await query(database, 'update delivery set next_at = now()')

    const server = await startMailServer(t, { port: gone.port })
    const second = await startTestPatron(t, database, settingsFor(server))
    await until(server, expected.length)
    await eventually('each was noted', () => linesOf(second, 'a message was delivered').length === expected.length)
    await second.stop()

    await writeEvents(database, [{ type: 'customer.password_changed', facts: { by: 'customer' }, personal }])
    const third = await startTestPatron(t, database, settingsFor(server))
    await eventually('the next was noted', () => linesOf(third, 'a message was delivered').length === 1)
    await third.stop()
    assert.deepEqual(received(server), [...expected, 'ada@example.com Your password was changed'].toSorted())
    assert.equal(new Set(server.mails.map(({ headers }) => headers.get('message-id'))).size, expected.length + 1)
    const log = [first, second, third].flatMap((patron) => patron.log).join('')
    assert.doesNotMatch(log, /example\.com|Lovelace/)
    for (const { text } of server.mails) for (const [link] of text.matchAll(/\/customer\/\S+/g)) assert.ok(!log.includes(link))
  })

  test(`a new mailbox is told to both, and to the old one by a link of the setting and not of the request; the registration brought no mail (${engine})`, async (t) => {
    const server = await startMailServer(t)
    const patron = await startTestPatron(t, await create(t), settingsFor(server))
    const { path, access } = await aMember(patron, { first_name: '<i>Ada' })
    const changed = await patron.send('PUT', path, {
      headers: {
        'content-type': 'application/json',
        'x-forwarded-host': 'evil.example',
        forwarded: 'host=evil.example',
        ...bearer(access),
      },
      body: JSON.stringify({ email: 'new@example.com' }),
    })
    assert.equal(changed.status, 200, changed.text)
    await until(server, 2)
    await patron.stop()
    assert.deepEqual(received(server), [
      'ada@example.com Your e-mail address was changed',
      'new@example.com Your new e-mail address at Tea & Co',
    ])
    const [{ text, html, raw } = assert.fail('no mail')] = server.mails.filter(({ text }) => text.includes('/undo-email-change/'))
    assert.match(html, /Hello &lt;i&gt;Ada,/)
    assert.doesNotMatch(raw, /evil/)
    const [, token = ''] = /\nhttps:\/\/accounts\.shop\.example\/customer\/undo-email-change\/(\S+)\n/.exec(text) ?? []
    const links = createLinkTokens(createKeyring(['the-secret-key-of-the-tests-0123456789']))
    assert.ok(links.read('undo_email_change', token))
  })

  test(`without a mail server mails are files in the data folder, with links to where the server listens (${engine})`, async (t) => {
    const database = await create(t)
    await writeEvents(database, [{ type: 'customer.password_reset_requested', facts: { recovery, locale: 'de' }, personal }])
    const patron = await startTestPatron(t, database)
    const [line] = await eventually('a mail was written', () => {
      const lines = linesOf(patron, 'a mail was written to a file')
      return lines.length > 0 && lines
    })
    const folder = join(database.dataDir, 'mail')
    const [name = '', ...more] = readdirSync(folder)
    assert.deepEqual(more, [])
    assert.ok(line?.includes(name))
    const { text, headers } = readMail(readFileSync(join(folder, name), 'utf8'))
    assert.equal(headers.get('from'), 'Patron <patron@localhost>')
    assert.ok(text.startsWith('Guten Tag Ada,\n'))
    assert.ok(text.includes(`\n${patron.url}/customer/reset-password/`))
  })
}
