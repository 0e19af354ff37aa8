import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { createDevelopment } from '../../src/development/routes.ts'
import type { WireRequest } from '../../src/dialects/dialect.ts'
import { Trouble } from '../../src/violations/trouble.ts'
import { testDatabases } from '../support/databases.ts'
import { eventually } from '../support/eventually.ts'
import { styleSourcesOf } from '../support/inline-styles.ts'
import { startTestPatron } from '../support/patron.ts'
import { storefrontOf } from '../support/storefront.ts'
import { call } from '../support/wire.ts'

const [anyDatabase] = testDatabases
assert.ok(anyDatabase)

const policyOf = (page: string): string =>
  `default-src 'none'; ${styleSourcesOf(page)}; frame-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'`
const linksOf = (page: string): readonly string[] => [...page.matchAll(/<a href="([^"]+)"/g)].map(([, url = '']) => url)
const mailIn = /href="(\/dev\/inbox\/[^"]+\.eml)">/

test('in development a newcomer finds at / what is running, and walks from a mail that was caught to the page it links to', async (t) => {
  const database = await anyDatabase.create(t)
  const patron = await startTestPatron(t, database, { PATRON_SHOP_NAME: 'Tom & <Jerry>' })
  const get = (path: string) => patron.send('GET', path)

  await t.test('before anybody has signed up there are no mails', async () => {
    assert.match((await get('/')).text, /None yet/)
    assert.match((await get('/dev/inbox')).text, /There is no mail yet/)
  })

  await storefrontOf(patron).register({ email: 'ada@example.com' })
  await eventually('the mail is there', async () => mailIn.test((await get('/')).text))

  await t.test('the page tells what is running and leads to what there is, under a strict policy', async () => {
    const { status, headers, text } = await get('/')
    assert.deepEqual([status, headers.get('content-type')], [200, 'text/html; charset=utf-8'])
    assert.equal(headers.get('content-security-policy'), policyOf(text))
    for (const told of [/<dd>development<\/dd>/, /<dt>Version<\/dt><dd>\d+\.\d+\.\d+<\/dd>/, /Tom &amp; &lt;Jerry&gt;/])
      assert.match(text, told)
    assert.ok(text.includes(join(database.dataDir, 'mail')))
    assert.doesNotMatch(text, /<script|style="|\son\w+=/)
    const own = linksOf(text).filter((url) => !url.startsWith('/customer/'))
    for (const expected of ['/docs', '/openapi.json', '/api/graphql', '/readyz', '/metrics', '/dev/inbox'])
      assert.ok(own.includes(expected), expected)
    for (const url of new Set(own))
      assert.equal((await patron.send('GET', url, { headers: { accept: 'text/html' } })).status, 200, url)
    for (const page of ['sign-up', 'sign-in', 'account']) assert.ok(linksOf(text).includes(`/customer/${page}`), page)
  })

  await t.test('a mail is shown with its headers, its text with links, and its HTML in a frame where nothing runs', async () => {
    const [, path = ''] = mailIn.exec((await get('/dev/inbox')).text) ?? []
    const { status, headers, text } = await get(path)
    assert.deepEqual([status, headers.get('content-security-policy')], [200, policyOf(text)])
    assert.match(text, /<h1>Welcome to Tom &amp; &lt;Jerry&gt;<\/h1>/)
    assert.match(text, /to ada@example\.com/)
    assert.match(text, /<th scope="row">Message-ID<\/th>/i)
    assert.ok(text.includes(`<iframe src="${path}/html" title="The mail in HTML" sandbox></iframe>`))
    const framed = await get(`${path}/html`)
    assert.equal(
      framed.headers.get('content-security-policy'),
      `default-src 'none'; ${styleSourcesOf(framed.text)}; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox`,
    )
    assert.equal(framed.headers.get('x-frame-options'), 'SAMEORIGIN')
    assert.match(framed.text, /Tom &amp; &lt;Jerry&gt;/)
    assert.doesNotMatch(framed.text, /<script|style="/)
  })

  await t.test(
    'markup and wrapped links in a mail are text and whole links, and what is no address of the web is no link',
    async () => {
      const file = '2026-01-02T03-04-05.678Z-01890000-0000-7000-8000-00000000000a.eml'
      const mail = [
        'From: "<script>alert(1)</script>" <shop@example.com>',
        'To: "<b>Ada</b>" <ada@example.com>',
        'Subject: =?utf-8?Q?=3Cimg_src=3Dx_onerror=3Dalert(1)=3E?=',
        'X-<i>: <u>',
        'Content-Type: text/plain; charset=utf-8',
        'Content-Transfer-Encoding: quoted-printable',
        '',
        'Open https://shop.example/customer/reset-password/AAAAAAAAAAAAAAAAAAAAAAAAAAA=',
        'BBBB?a=3D1&b=3D2. Not javascript:alert(1), data:text/html,x nor <script>alert(1)</script>',
        '(http://shop.example/"onclick=3D"alert(1)), http://[nothing',
      ]
      await mkdir(join(database.dataDir, 'mail'), { recursive: true })
      await writeFile(join(database.dataDir, 'mail', file), mail.join('\r\n'))
      const list = (await get('/dev/inbox')).text
      const files = [...list.matchAll(/href="\/dev\/inbox\/([^"]+)">/g)].map(([, name = '']) => name)
      assert.deepEqual(files, files.toSorted().reverse(), 'newest first')
      const { text } = await get(`/dev/inbox/${file}`)
      for (const page of [list, text]) {
        assert.match(page, /&lt;img src=x onerror=alert\(1\)&gt;/)
        assert.doesNotMatch(page, /<script|<img|<b>|<u>|<i>|\sonclick="/)
      }
      const [, body = ''] = /<pre>([\s\S]*)<\/pre>/.exec(text) ?? []
      assert.deepEqual(linksOf(body), [
        'https://shop.example/customer/reset-password/AAAAAAAAAAAAAAAAAAAAAAAAAAABBBB?a=1&amp;b=2',
        'http://shop.example/',
      ])
      assert.equal((await get(`/dev/inbox/${file}/html`)).status, 404)
    },
  )

  await t.test('there is no way out of the folder', async () => {
    const name = '2026-01-02T03-04-05.678Z-01890000-0000-7000-8000-00000000000b.eml'
    await writeFile(join(database.dataDir, name), 'Subject: outside\r\n\r\n')
    await writeFile(join(database.dataDir, 'mail', 'secret.txt'), 'Subject: no mail\r\n\r\n')
    const wrong = [
      ...[`../${name}`, `..%2f${name}`, `%2e%2e%2f${name}`, `..%5c${name}`, `....//${name}`, `%00${name}`, `${name}%00`],
      ...['secret.txt', '..', '%2e%2e', '.', '%ff', 'x'.repeat(3000), name, `${name}/../../${name}`],
    ]
    for (const file of wrong) {
      for (const path of [`/dev/inbox/${file}`, `/dev/inbox/${file}/html`]) {
        const { status, body } = await call(patron.url, { method: 'GET', path }) // byte for byte: fetch would tidy the path
        assert.equal(status, 404, path)
        assert.doesNotMatch(String(body), /outside|no mail</, path)
      }
    }
  })

  await t.test('the pages are looked at and nothing else', async () => {
    for (const path of ['/', '/dev/inbox']) {
      assert.equal((await patron.send('POST', path)).status, 405)
      assert.equal((await patron.send('HEAD', path)).status, 200)
    }
    assert.equal((await get('/dev/nothing')).status, 404)
  })
})

test('with a mail server the pages say that mails are not caught, and name no password', async (t) => {
  const patron = await startTestPatron(t, await anyDatabase.create(t), {
    PATRON_SMTP_URL: 'smtp://user:hidden-password@127.0.0.1:9',
    PATRON_MAIL_FROM: 'shop@example.com',
  })
  for (const path of ['/', '/dev/inbox']) {
    const { text } = await patron.send('GET', path)
    assert.match(text, /sent through <code>127\.0\.0\.1:9<\/code>/)
    assert.match(text, /PATRON_SMTP_URL/)
    assert.doesNotMatch(text, /hidden-password/)
  }
})

test('in production there is no such page: paths answer as those of nobody do', async (t) => {
  const patron = await startTestPatron(t, await anyDatabase.create(t), { PATRON_MODE: 'production' })
  for (const path of ['/', '/dev/inbox', '/dev/inbox/x', '/dev/']) {
    for (const method of ['GET', 'POST']) {
      const { status, text } = await patron.send(method, path)
      assert.deepEqual([status, text], [404, '{"title":"Not found","status":404,"code":"not_found"}'], `${method} ${path}`)
    }
  }
})

test('under a name that somebody else could lead to this computer, mails are not shown', async () => {
  const development = createDevelopment({
    publicUrl: 'https://accounts.shop.example/',
    running: {
      ...{ version: '0', embeddedIn: null, rateLimits: true, playground: false, metricsAreOpen: true },
      mails: { to: 'files', folder: '/mail' },
    },
    tenantAt: async () => ({ name: 'default', shopName: 'A shop', hasPages: false }),
    inbox: { newest: async () => ({ mails: [], count: 0 }), read: async () => undefined },
  })
  const request: WireRequest = {
    ...{ method: 'GET', path: '/', query: new URLSearchParams(), headers: {}, body: new Uint8Array(), requestId: '' },
    ...{ clientNetwork: '127.0.0.1', clientAddress: '127.0.0.1', host: '' },
  }
  const [front] = development.routes
  assert.ok(front)
  const own = ['localhost', 'a.localhost', '127.0.0.1', '[::1]', '192.168.1.7', 'patron', 'patron.test', 'box.local']
  for (const host of [...own, 'accounts.shop.example']) assert.equal((await front.handle({ ...request, host })).status, 200, host)
  for (const host of [
    'rebound.example.com',
    'localhost.example.com',
    '127.0.0.1.nip.io',
    'example.com.',
    'x.accounts.shop.example',
  ]) {
    await assert.rejects(
      front.handle({ ...request, host }),
      (error) => error instanceof Trouble && error.value.code === 'forbidden',
    )
  }
  assert.equal(development.encodeTrouble({ code: 'forbidden' }, request).status, 403)
})
