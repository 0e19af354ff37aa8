import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createEmlFolder } from '../../src/adapters/mail/eml-folder.ts'
import { createMailChannel } from '../../src/adapters/mail/mail-channel.ts'
import { composed, type Mail } from '../../src/adapters/mail/message.ts'
import { greetableName } from '../../src/adapters/mail/templates/greetable-name.ts'
import { writeMail } from '../../src/adapters/mail/templates/write-mail.ts'
import { createKeyring } from '../../src/adapters/secrets/keyring.ts'
import { createLinkTokens } from '../../src/adapters/secrets/link-tokens.ts'
import type { DueDelivery } from '../../src/core/outbox/deliver.ts'
import type { Purpose } from '../../src/core/outbox/delivery.ts'
import { locales } from '../../src/core/tenants/locale.ts'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { readMail } from '../support/read-mail.ts'
import { scratchFolder } from '../support/scratch-folder.ts'

const linkUrl = 'https://shop.example/customer/reset-password/a-token'
const withLink: readonly Purpose[] = [
  'email_verification',
  'known_address',
  'password_reset',
  'email_changed',
  'deletion_planned',
  'email_change_old',
  'email_change_new',
]
const purposes: readonly Purpose[] = [
  ...withLink,
  'closed_account',
  'welcome',
  'password_changed',
  'new_address',
  'email_change_undone',
]

const aMail = (purpose: Purpose, more: Partial<Parameters<typeof writeMail>[0]> = {}) =>
  writeMail({
    purpose,
    locale: 'en',
    shopName: 'Tea & Co',
    firstName: 'Ada',
    linkUrl: withLink.includes(purpose) ? linkUrl : undefined,
    ...more,
  })

const greetings = { en: /^Hello Ada,\n\n/, de: /^Guten Tag Ada,\n\n/, fr: /^Bonjour Ada,\n\n/, es: /^Hola, Ada:\n\n/ }

for (const locale of locales) {
  for (const purpose of purposes) {
    test(`the mail for ${purpose} greets, names the shop and has its link in both forms (${locale})`, () => {
      const { subject, text, html } = aMail(purpose, { locale })
      assert.match(text, greetings[locale])
      assert.match(text, /\n\nTea & Co\n$/)
      assert.match(html, new RegExp(`<html lang="${locale}">`))
      assert.match(html, /Tea &amp; Co/)
      assert.ok(html.includes(`<title>${subject.replace('&', '&amp;')}</title>`))
      assert.equal(text.split(linkUrl).length - 1, withLink.includes(purpose) ? 1 : 0)
      assert.equal(html.split(`href="${linkUrl}"`).length - 1, withLink.includes(purpose) ? 2 : 0)
    })
  }
}

test('each mail of each language has a subject of its own', () => {
  const subjects = locales.flatMap((locale) => purposes.map((purpose) => aMail(purpose, { locale }).subject))
  assert.equal(new Set(subjects).size, subjects.length)
})

test('a mail shows as it is in light and in dark: it asks for both and has no colours of its own', () => {
  const { html } = aMail('password_reset')
  assert.match(html, /<meta name="color-scheme" content="light dark">/)
  assert.doesNotMatch(html, /#[0-9a-f]{3,6}\b|rgb|background|<table|<img|<script|<style/i)
})

// CVE-2026-43876: what a customer called themselves stood in a mail as markup.
test('markup in a name appears as text, and never in a subject', () => {
  const firstName = '<b onclick="x">A&da</b>'
  const { subject, html, text } = aMail('welcome', { firstName: firstName.replace('/', '') })
  assert.match(html, /Hello &lt;b onclick=&quot;x&quot;&gt;A&amp;da&lt;b&gt;,/)
  assert.match(text, /^Hello <b onclick="x">A&da<b>,\n/)
  assert.doesNotMatch(subject, /onclick/)
})

test('a name is greeted in one line, and not at all when it could be a link or a message', () => {
  const greeted: readonly [name: string | undefined, as: string | undefined][] = [
    ['Ada', 'Ada'],
    ['  Ada \r\n\tMarie\u2028Lovelace\u0000 ', 'Ada Marie Lovelace'],
    ['J. R. R.', 'J. R. R.'],
    ['J.R.', 'J.R.'],
    ["D'Arcy-Émile", "D'Arcy-Émile"],
    ['नमिता', 'नमिता'],
    ['\u202eadA', 'adA'],
    [undefined, undefined],
    [' \n ', undefined],
    ['https://evil.example', undefined],
    ['win at evil.example now', undefined],
    ['evil．example', undefined],
    ['www.evil', undefined],
    ['ada@evil.example', undefined],
    ['a/b', undefined],
    ['You have won a prize, call us on 0800 123456 before noon', undefined],
    ['x'.repeat(50), 'x'.repeat(50)],
    ['x'.repeat(51), undefined],
  ]
  for (const [name, as] of greeted) assert.equal(greetableName(name), as, JSON.stringify(name))
  assert.match(aMail('welcome', { firstName: 'https://evil.example' }).text, /^Hello,\n/)
  assert.match(aMail('welcome', { firstName: undefined, locale: 'de' }).text, /^Guten Tag,\n/)
})

const linkTokens = createLinkTokens(createKeyring(['the-secret-key-of-the-tests-0123456789']))
const customerId = '01890000-0000-7000-8000-00000000000a'
const recovery = '01890000-0000-7000-8000-0000000000ff'

/** What the channel makes of a delivery. */
async function mailOf(purpose: Purpose, event: DueDelivery['event'], publicUrl = 'https://shop.example/'): Promise<Mail> {
  const mails: Mail[] = []
  const transport = {
    send: async (mail: Mail) => {
      mails.push(mail)
      return { result: 'delivered' } as const
    },
    close: () => {},
  }
  const from = { name: 'Shop', address: 'accounts@shop.example' }
  const handOver = createMailChannel({
    preferenceTokens: { make: ({ emailKey }) => `preferences-of-${emailKey}` },
    toAscii: (domain) => domain,
    transport,
    linkTokens,
    async letterheadOf(tenantId) {
      assert.equal(tenantId, defaultTenantId)
      return { publicUrl, from, shopName: 'Shop', locale: 'en' }
    },
  })
  const tried = { channel: 'mail', purpose, attempts: 1, isTooLate: false } as const
  const due = { ...tried, id: recovery, customerId, tenantId: defaultTenantId, event }
  assert.deepEqual(await handOver(due), { result: 'delivered' })
  const [mail] = mails
  assert.ok(mail)
  return mail
}

/** The one link of a mail. */
function linkIn({ text }: Mail): { path: string; token: string } {
  const [, path = '', token = ''] = /https:\/\/shop\.example(\/customer\/[a-z-]+)\/([\w-]{107})\n/.exec(text) ?? []
  return { path, token }
}

test('links begin with the public address and stand for the recovery that the event names', async () => {
  const personal = { email: 'ada@example.com', firstName: 'Ada' }
  const reset = await mailOf('password_reset', { type: 'customer.password_reset_requested', facts: { recovery }, personal })
  assert.deepEqual([reset.to, linkIn(reset).path], ['ada@example.com', '/customer/reset-password'])
  assert.deepEqual(linkTokens.read('password_reset', linkIn(reset).token), {
    tenantId: defaultTenantId,
    customerId,
    id: recovery,
  })

  const registered = { type: 'customer.registered', facts: { number: 1, verification: recovery }, personal } as const
  const verification = await mailOf('email_verification', registered)
  assert.deepEqual([verification.to, linkIn(verification).path], ['ada@example.com', '/customer/verify-account'])
  assert.deepEqual(linkTokens.read('email_verification', linkIn(verification).token), {
    tenantId: defaultTenantId,
    customerId,
    id: recovery,
  })
})

test('a change of mailbox is told to the old one with a link back, and asked of the new one', async () => {
  const undo = '01890000-0000-7000-8000-0000000000ee'
  const event = {
    type: 'customer.email_changed',
    facts: { undo, verification: recovery },
    personal: { from: 'old@example.com', to: 'new@example.com', firstName: 'Ada' },
  } as const
  const told = await mailOf('email_changed', event)
  assert.deepEqual([told.to, linkIn(told).path], ['old@example.com', '/customer/undo-email-change'])
  assert.deepEqual(linkTokens.read('undo_email_change', linkIn(told).token), { tenantId: defaultTenantId, customerId, id: undo })
  assert.ok(!told.text.includes('new@example.com') && !told.html.includes('new@example.com'))
  const asked = await mailOf('email_verification', event)
  assert.equal(asked.to, 'new@example.com')
  assert.deepEqual(linkTokens.read('email_verification', linkIn(asked).token), {
    tenantId: defaultTenantId,
    customerId,
    id: recovery,
  })
})

test("a mail is in the customer's language where it is known, and in the shop's otherwise", async () => {
  const personal = { email: 'ada@example.com', firstName: 'Ada' }
  const changed = (locale: string) => ({ type: 'customer.password_changed', facts: { by: 'reset', locale }, personal }) as const
  assert.equal((await mailOf('password_changed', changed('de'))).subject, 'Ihr Passwort wurde geändert')
  assert.equal((await mailOf('password_changed', changed('it'))).subject, 'Your password was changed')
})

test('an event that lacks what its mail needs is a fault and not a mail', async () => {
  const personal = { email: 'ada@example.com', firstName: 'Ada' }
  const lacking = { type: 'customer.password_reset_requested', facts: {}, personal } as const
  await assert.rejects(mailOf('password_reset', lacking), /lacks recovery/)
  await assert.rejects(mailOf('welcome', { type: 'customer.registered', facts: {}, personal: {} }), /lacks email/)
})

test('without a mail server each mail is a whole file that only its owner may read', async () => {
  const { folder, remove } = scratchFolder()
  try {
    const written: string[] = []
    const mails = join(folder, 'mail')
    const transport = createEmlFolder({
      folder: mails,
      now: () => new Date('2026-11-22T12:00:00.123Z'),
      onWritten: (file) => written.push(file),
    })
    const from = { name: 'Shop', address: 'accounts@shop.example' }
    const mail: Mail = {
      id: recovery,
      from,
      to: 'ada@jõgeva.example',
      locale: 'de',
      ...aMail('password_reset', { locale: 'de' }),
    }
    assert.deepEqual(await transport.send(mail), { result: 'delivered' })
    assert.deepEqual(await transport.send({ ...mail, to: 'ada@x\r\nBcc: b@evil.example' }), {
      result: 'refused',
      failure: 'address',
    })
    const name = `2026-11-22T12-00-00.123Z-${recovery}.eml`
    assert.deepEqual([readdirSync(mails), written], [[name], [join(mails, name)]])
    assert.deepEqual([statSync(mails).mode & 0o777, statSync(join(mails, name)).mode & 0o777], [0o700, 0o600])
    const read = readMail(readFileSync(join(mails, name), 'utf8'))
    assert.deepEqual([read.text, read.html], [mail.text.trimEnd(), mail.html.trimEnd()])
    assert.equal(read.headers.get('to'), 'ada@xn--jgeva-dua.example')
  } finally {
    remove()
  }
})

test('the welcome of a subscriber, and no other mail, can be unsubscribed from: in one click where that is possible, over https', async () => {
  const personal = { email: 'ada@example.com', firstName: 'Ada' }
  const welcome = (facts: DueDelivery['event']['facts'], publicUrl?: string) =>
    mailOf('welcome', { type: 'customer.registered', facts: { number: 1, welcome: true, ...facts }, personal }, publicUrl)
  const headersOf = (mail: Mail) => composed(mail)?.headers as Record<string, string> | undefined
  const subscribed = headersOf(await welcome({ newsletter: true }))
  assert.equal(subscribed?.['List-Unsubscribe'], '<https://shop.example/customer/unsubscribe/preferences-of-ada@example.com>')
  assert.equal(subscribed?.['List-Unsubscribe-Post'], 'List-Unsubscribe=One-Click')
  const overHttp = headersOf(await welcome({ newsletter: true }, 'http://localhost:8080'))
  assert.match(overHttp?.['List-Unsubscribe'] ?? '', /^<http:\/\/localhost:8080\/customer\/unsubscribe\//)
  assert.equal(overHttp?.['List-Unsubscribe-Post'], undefined)
  const changed = { type: 'customer.password_changed', facts: { newsletter: true }, personal } as const
  for (const mail of [await welcome({}), await mailOf('password_changed', changed)])
    assert.equal(headersOf(mail)?.['List-Unsubscribe'], undefined)
})
