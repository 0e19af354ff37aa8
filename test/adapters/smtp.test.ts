import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import type { Mail } from '../../src/adapters/mail/message.ts'
import { createSmtpTransport, type SmtpTransportOptions } from '../../src/adapters/mail/smtp-transport.ts'
import { reply, startMailServer } from '../support/mail-server.ts'

const aMail = (more: Partial<Mail> = {}): Mail => ({
  id: '01890000-0000-7000-8000-0000000000aa',
  from: { name: 'Shop, Süd', address: 'accounts@shop.example' },
  to: 'ada@example.com',
  locale: 'en',
  subject: 'Grüße aus dem Shop',
  text: 'Hello Ada,\n\n.\n.a line with a dot\n\nShop\n',
  html: '<!doctype html>\n<p>Hello Ada,</p>\n',
  ...more,
})

function transportTo(t: TestContext, port: number, more: Partial<SmtpTransportOptions> = {}) {
  const transport = createSmtpTransport({ host: '127.0.0.1', port, isTls: false, login: undefined, connections: 3, ...more })
  t.after(() => transport.close())
  return transport
}

test('a mail arrives with both its forms, from and to whom it says, and marked as written by a machine', async (t) => {
  const server = await startMailServer(t)
  const transport = transportTo(t, server.port)
  assert.deepEqual(await transport.send(aMail()), { result: 'delivered' })
  assert.deepEqual(await transport.send(aMail()), { result: 'delivered' })
  const [mail, again] = server.mails
  assert.ok(mail && again)
  assert.deepEqual([mail.sender, mail.recipients], ['accounts@shop.example', ['ada@example.com']])
  assert.equal(mail.headers.get('to'), 'ada@example.com')
  assert.equal(mail.headers.get('from'), '=?UTF-8?Q?Shop=2C_S=C3=BCd?= <accounts@shop.example>')
  assert.equal(mail.headers.get('subject'), '=?UTF-8?Q?Gr=C3=BC=C3=9Fe_aus_dem_Shop?=')
  assert.equal(mail.headers.get('auto-submitted'), 'auto-generated')
  assert.equal(mail.headers.get('content-language'), 'en')
  assert.equal(mail.text, aMail().text.trimEnd())
  assert.equal(mail.html, aMail().html.trimEnd())
  assert.equal(mail.headers.get('message-id'), '<01890000-0000-7000-8000-0000000000aa@shop.example>')
  assert.equal(again.headers.get('message-id'), mail.headers.get('message-id'))
})

// GHSA-mm7p-fcc7-pg87, CVE-2022-35924, CVE-2023-7028: one address went to another mailbox, or to two.
const exact: readonly [typed: string, told: string][] = [
  ['"a@evil.example"@good.example', '"a@evil.example"@good.example'],
  ['"evil@evil.example>, x"@good.example', 'refused'],
  ['"a,b@evil.example"@good.example', '"a,b@evil.example"@good.example'],
  ['a,b@good.example', '"a,b"@good.example'],
  ['a@evil.example@good.example', '"a@evil.example"@good.example'],
  ['a@evil.example,b@good.example', '"a@evil.example,b"@good.example'],
  ['evil@evil.example (x)@good.example', '"evil@evil.example (x)"@good.example'],
  ['"Ada" <a@evil.example>, b@good.example', 'refused'],
  ['a@evil.example;b@good.example', '"a@evil.example;b"@good.example'],
  ["o'brien+tag@good.example", "o'brien+tag@good.example"],
  ['Ada.Lovelace@Good.Example', 'Ada.Lovelace@good.example'],
  ['ada@jõgeva.example', 'ada@xn--jgeva-dua.example'],
  ['ada@1.2', 'refused'],
  ['ada@[192.0.2.1]', 'ada@[192.0.2.1]'],
  ['ada@good.example\r\nRCPT TO:<evil@evil.example>', 'refused'],
  ['ada\r\nBcc: evil@evil.example@good.example', 'refused'],
  ['ada\0@good.example', 'refused'],
  ['ada@good.example>', 'refused'],
  ['ada', 'refused'],
  ['@good.example', 'refused'],
  ['ada@', 'refused'],
  ['', 'refused'],
]
/** A mail server that takes everything and writes down what it is told; smtp-server itself does not know quoted local parts. */
async function startScribe(t: TestContext) {
  const told: string[] = []
  const server = createServer((socket) => {
    let inMail = false
    socket.on('error', () => {})
    socket.write('220 scribe\r\n')
    createInterface(socket).on('line', (line) => {
      if (!inMail || /^(To|Cc|Bcc):/i.test(line)) told.push(line)
      inMail = inMail ? line !== '.' : line === 'DATA'
      if (line === 'DATA') socket.write('354 go on\r\n')
      else if (!inMail) socket.write('250 fine\r\n')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  return { port, told: () => told.splice(0).filter((line) => /^(RCPT|To|Cc|Bcc)/i.test(line)) }
}

test('each address is written to as the one mailbox that it is, or not at all', async (t) => {
  const { port, told } = await startScribe(t)
  const transport = transportTo(t, port)
  for (const [typed, as] of exact) {
    const taken = await transport.send(aMail({ to: typed }))
    const [recipient, header, ...more] = told()
    assert.deepEqual(more, [], typed)
    assert.equal(recipient, as === 'refused' ? undefined : `RCPT TO:<${as}>`, typed)
    assert.equal(header?.replace(/^To: <?([^>]*)>?$/, '$1'), as === 'refused' ? undefined : as, typed)
    assert.deepEqual(taken, as === 'refused' ? { result: 'refused', failure: 'address' } : { result: 'delivered' }, typed)
  }
})

test('an address beyond ASCII is written to where the server takes such addresses', async (t) => {
  const server = await startMailServer(t)
  assert.deepEqual(await transportTo(t, server.port).send(aMail({ to: 'jõgeva@jõgeva.example' })), { result: 'delivered' })
  assert.deepEqual(server.mails[0]?.recipients, ['jõgeva@jõgeva.example'])
})

test('a mail refused for now is taken later', async (t) => {
  const answers = [reply(451, '4.3.0 try again, ada@example.com'), undefined]
  const server = await startMailServer(t, { onMail: () => answers.shift() })
  const transport = transportTo(t, server.port)
  assert.deepEqual(await transport.send(aMail()), { result: 'failed', failure: '451 4.3.0' })
  assert.deepEqual(await transport.send(aMail()), { result: 'delivered' })
  assert.equal(server.mails.length, 1)
})

test('a recipient refused for good is told apart from one refused for now, and from us being refused; nobody is named', async (t) => {
  const replies: readonly [code: number, text: string, taken: object][] = [
    [550, '5.1.1 <ada@example.com>: no such user', { result: 'refused', failure: '550 5.1.1' }],
    [550, 'no such user ada@example.com', { result: 'refused', failure: '550' }],
    [552, '5.2.2 mailbox full', { result: 'refused', failure: '552 5.2.2' }],
    [450, '4.2.1 greylisted', { result: 'failed', failure: '450 4.2.1' }],
    [554, '5.7.1 <ada@example.com>: relay access denied', { result: 'failed', failure: '554 5.7.1' }],
    [530, '5.7.0 authentication required', { result: 'failed', failure: '530 5.7.0' }],
  ]
  const left = [...replies]
  const server = await startMailServer(t, {
    onRecipient: () => {
      const [code = 0, said = ''] = left.shift() ?? []
      return reply(code, said)
    },
  })
  const transport = transportTo(t, server.port)
  for (const [, said, taken] of replies) assert.deepEqual(await transport.send(aMail()), taken, said)
})

test('a server that hangs costs a mail its time and no other mail anything', async (t) => {
  const never = new Promise<undefined>(() => {})
  const server = await startMailServer(t, { onRecipient: (address) => (address.startsWith('stuck') ? never : undefined) })
  const transport = transportTo(t, server.port, { timeLimitMilliseconds: 300 })
  const stuck = transport.send(aMail({ to: 'stuck@example.com' }))
  for (let count = 0; count < 10; count += 1) assert.deepEqual(await transport.send(aMail()), { result: 'delivered' })
  assert.deepEqual(await stuck, { result: 'failed', failure: 'EABORT' })
  assert.equal(server.mails.length, 10)
})

test('a server that is down fails mails, and one that went away between two mails loses none', async (t) => {
  const first = await startMailServer(t)
  const transport = transportTo(t, first.port)
  assert.deepEqual(await transport.send(aMail()), { result: 'delivered' })
  await first.stop()
  assert.equal((await transport.send(aMail())).result, 'failed')
  const second = await startMailServer(t, { port: first.port })
  assert.deepEqual(await transport.send(aMail()), { result: 'delivered' })
  assert.deepEqual([first.mails.length, second.mails.length], [1, 1])
})

test('closing breaks off what hangs', async (t) => {
  const asked = Promise.withResolvers<void>()
  const server = await startMailServer(t, {
    onRecipient: () => {
      asked.resolve()
      return new Promise<undefined>(() => {})
    },
  })
  const transport = transportTo(t, server.port)
  const sending = transport.send(aMail())
  await asked.promise
  transport.close()
  assert.equal((await sending).result, 'failed')
  assert.equal((await transport.send(aMail())).result, 'failed')
})

test('a server whose certificate nobody vouches for gets no mail, in either way of beginning TLS', async (t) => {
  for (const isTls of [true, false]) {
    const server = await startMailServer(t, { settings: { hideSTARTTLS: false, secure: isTls } })
    const taken = await transportTo(t, server.port, { isTls }).send(aMail())
    assert.deepEqual([taken.result, server.mails.length], ['failed', 0])
  }
})

test('a password goes in clear to this machine and nowhere else', async (t) => {
  const passwords: unknown[] = []
  const server = await startMailServer(t, {
    settings: {
      authOptional: false,
      allowInsecureAuth: true,
      onAuth({ password }, _session, callback) {
        passwords.push(password)
        callback(null, { user: 'patron' })
      },
    },
  })
  const login = { user: 'patron', password: 'hunter2' }
  // 0.0.0.0 leads here as well, but does not say that it does.
  const elsewhere = await transportTo(t, server.port, { login, host: '0.0.0.0' }).send(aMail())
  assert.deepEqual([elsewhere.result, passwords], ['failed', []])
  assert.deepEqual(await transportTo(t, server.port, { login }).send(aMail()), { result: 'delivered' })
  assert.deepEqual(passwords, ['hunter2'])
})
