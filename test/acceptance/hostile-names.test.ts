import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { aCustomer } from '../support/a-customer.ts'
import { testDatabases } from '../support/databases.ts'
import { eventually } from '../support/eventually.ts'
import { askShop, at, messagesOf, mutation } from '../support/graphql-over-wire.ts'
import { startTestPatron } from '../support/patron.ts'
import { readMail } from '../support/read-mail.ts'
import { makeKey, startShop } from '../support/shop.ts'
import { signedBy } from '../support/signed.ts'
import { bearer, memberOf, password, putProfile } from '../support/signed-in.ts'

// What is written beside the database does not depend on the engine.
const [pglite] = testDatabases

/** Names that mean something to a mail, a page, a terminal, a log, a template or a spreadsheet. */
const hostile: readonly (readonly [what: string, name: string])[] = [
  ['the end of a header', 'Ada\r\nBcc: victim@evil.example\r\nX-Injected: 1'],
  ['the end of the headers', 'Ada\r\n\r\n<h1>injected</h1>'],
  ['a boundary', 'Ada\r\n--injected\r\ncontent-type: text/html\r\n'],
  ['markup', '<script>injected()</script><img src=x onerror="injected()">'],
  ['an attribute', '" onmouseover="injected()" x="'],
  ['an entity', '&lt;injected&gt;&#x3c;'],
  ['a template', `\u0024{injected} {{injected}} #{injected} <%= injected %> %injected% {0}`],
  ['a format', '%s%n%x%d%08x'],
  ['a formula', '=HYPERLINK("https://evil.example","injected")'],
  ['another formula', '@SUM(1+1)*cmd|injected'],
  ['escapes of a terminal', '\u001b[2J\u001b]0;injected\u0007\u009b31m'],
  ['another line of a log', 'Ada\n{"level":"fatal","msg":"injected"}'],
  ['a line that ends for some', 'Ada\u2028injected\u2029\u0085'],
  ['a link', 'https://evil.example/injected'],
  ['the other direction', '\u202eadA\u2066'],
]

const mailHeaders = [
  ...[
    'from',
    'to',
    'subject',
    'message-id',
    'date',
    'mime-version',
    'content-type',
    'auto-submitted',
    'x-auto-response-suppress',
    'content-language',
  ],
]

test('names full of meaning are names: in mails, in the log, in answers of every surface', async (t) => {
  assert.ok(pglite)
  const database = await pglite.create(t)
  const patron = await startTestPatron(t, database, { PATRON_LOG_LEVEL: 'trace' })
  const shop = await startShop(patron, database)
  const { text: secret } = await makeKey(database, { kind: 'hmac', id: 'crm' })
  const crm = signedBy(patron, { id: 'crm', secret })

  for (const [index, [what, name]] of hostile.entries()) {
    await t.test(what, async () => {
      const email = `name${index}@example.com`
      const registered = await patron.post('/api/v1/customers/', aCustomer({ email, first_name: name, last_name: name }))
      assert.equal(registered.status, 201, registered.text)
      const read = (registered.json() as { first_name: string }).first_name
      const known = await shop.ask(200, 'GET', `/patron/v1/customers?email=${encodeURIComponent(email)}`)
      assert.deepEqual([known['firstName'], known['lastName']], [read, read])
      assert.match(String(known['slug']), /^[a-z0-9-]+$/)

      const signed = (await crm('GET', `/${String(known['id'])}`)).json() as { firstName: string }
      assert.equal(signed.firstName, read.trim())
      const named = { displayName: name, customAttributes: [{ name: 'note', value: name }], addresses: [{ line1: name }] }
      const changed = await crm('PATCH', `/${String(known['id'])}`, named)
      assert.ok(changed.status < 500, changed.text)

      const login = mutation('createCustomerLogin', 'customerLogin { token }')
      const { token } = at(await askShop(patron, login, { input: { email, password } }), 'createCustomerLogin', 'customerLogin')
      const profile = await askShop(patron, '{ readCustomerProfile { firstName } }', {}, bearer(String(token)))
      assert.equal(at(profile, 'readCustomerProfile')['firstName'], read)

      const member = await memberOf(patron, email)
      assert.equal((await putProfile(patron, member, { email: `moved${index}@example.com` })).status, 200)
    })
  }

  await t.test('in mails, whose headers and forms are ours alone', async () => {
    const folder = join(database.dataDir, 'mail')
    const files = await eventually('every mail was written', () => {
      const written = readdirSync(database.dataDir).includes('mail') ? readdirSync(folder) : []
      return written.filter((file) => file.endsWith('.eml')).length === 2 * hostile.length && written
    })
    const mails = files.map((file) => readMail(readFileSync(join(folder, file), 'utf8')))
    assert.deepEqual(
      mails.map(({ headers }) => headers.get('to')).toSorted(),
      hostile.flatMap((_, n) => [`name${n}@example.com`, `moved${n}@example.com`]).toSorted(),
    )
    for (const { headers, html, text } of mails) {
      assert.deepEqual([...headers.keys()].toSorted(), mailHeaders.toSorted())
      assert.doesNotMatch(html, /<(script|img|h1)| on\w+="/)
      assert.doesNotMatch(`${text}${html}`, /[\u001b\u0007\u009b\u202e\u2066]|evil\.example/)
    }
  })

  await t.test('as what is refused: told in an answer of the surface, and by nothing but it', async () => {
    for (const [what, name] of hostile) {
      const fault = await crm('POST', '', {
        username: name,
        email: name,
        title: name,
        gender: name,
        currency: name,
        customerType: name,
      })
      assert.deepEqual([fault.status, fault.headers.get('content-type')], [400, 'application/json'], what)
      const login = await askShop(patron, mutation('createCustomerLogin', name), { input: { email: name, password: name } })
      for (const message of messagesOf(login)) assert.doesNotMatch(message, /Internal/)
      const agent = name.replaceAll(/[^\x20-\xff]/g, ' ')
      const headers = { 'user-agent': agent, 'x-request-id': agent, 'accept-language': agent, 'idempotency-key': agent }
      const reply = await patron.post('/api/v1/customers/', aCustomer({ email: name }), headers)
      assert.equal(reply.status, 400)
      assert.match(reply.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/)
      const unknown = await patron.send('GET', `/api/shop/${encodeURIComponent(name)}?${encodeURIComponent(name)}`)
      assert.deepEqual([unknown.status, unknown.headers.get('content-type')], [404, 'application/json'])
      const page = await patron.send('GET', `/customer/reset-password/${encodeURIComponent(name)}`)
      assert.equal(page.status, 410)
      assert.doesNotMatch(page.text, /injected|7\*7/)
    }
  })

  await patron.stop()
  for (const line of patron.log) {
    assert.equal(line.indexOf('\n'), line.length - 1)
    assert.equal(typeof JSON.parse(line), 'object')
    assert.doesNotMatch(line, /injected|evil\.example|[\u001b\u0007\u009b\u2028\u202e]/)
    assert.notEqual((JSON.parse(line) as { level: unknown }).level, 'error')
  }
})
