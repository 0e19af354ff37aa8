import assert from 'node:assert/strict'
import { test } from 'node:test'
import { usualSettings } from '../../src/core/tenants/settings.ts'
import type { WireAnswer, WireRequest } from '../../src/dialects/dialect.ts'
import { createPages, type PageOptions, type PageServices } from '../../src/pages/routes.ts'
import { Trouble, type TroubleValue } from '../../src/violations/trouble.ts'
import { styleSourcesOf } from '../support/inline-styles.ts'
import { noHosting } from '../support/pages.ts'

const token = 'A'.repeat(107)
const email = 'ada+<b>"&\'@example.com'
const paths = ['reset-password', 'verify-account', 'undo-email-change', 'leave-email', 'take-email'].map(
  (page) => `/customer/${page}/${token}`,
)
const [resetPath = '', , undoPath = ''] = paths
const holder = { state: 'active', email, isEmailVerified: false, firstName: 'Ada', lastName: 'Lovelace' } as const
const target = { customerId: '', id: '' }

const good: PageServices = {
  peekLink: async () => ({ target, email, holder, isDone: false }),
  resetPassword: async () => ({ ok: true, email }),
  signIn: async () => ({ token: '1|opener', consentsNeeded: [] }),
  sessionSeconds: 60,
  verifyEmail: async () => {},
  undoEmailChange: async () => token,
  contactMethods: [],
  readPreferences: async () => ({ maskedEmail: 'a***@example.com', choices: [], getsNewsletter: false }),
  changePreferences: async () => ({ ok: true }),
  unsubscribe: async () => {},
  peekEmailChange: async () => ({ from: email, to: email, hasAgreed: false }),
  agreeToEmailChange: async () => false,
}
const refusing = (trouble: TroubleValue): PageServices => {
  const refuse = async () => {
    throw new Trouble(trouble)
  }
  return {
    ...good,
    peekLink: refuse,
    resetPassword: refuse,
    verifyEmail: refuse,
    undoEmailChange: refuse,
    peekEmailChange: refuse,
    agreeToEmailChange: refuse,
  }
}

interface TextAnswer extends WireAnswer {
  readonly body: string | null
}

const asText = (answer: WireAnswer): TextAnswer => ({ ...answer, body: answer.body === null ? null : String(answer.body) })

interface Asked {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly services?: PageServices
  readonly publicUrl?: string
}

/** The pages of an installation with one tenant, whom every token names. */
function pagesOf(services: PageServices, publicUrl?: string) {
  const installation = { shopName: 'Patron', locale: 'en', publicUrl: undefined } as const
  const presence = { shopName: 'Tom & <Jerry>', locale: 'en', publicUrl } as const
  const tenantOf: PageOptions['tenantOf'] = async () => ({ presence, services, settings: usualSettings })
  return createPages({ isCommonPassword: () => false, installation, appearance: usualSettings, hosting: noHosting, tenantOf })
}

/** What the pages answer, asked as the server asks them. */
async function ask({
  method = 'GET',
  path = resetPath,
  headers = {},
  body = '',
  services = good,
  publicUrl,
}: Asked): Promise<TextAnswer> {
  const pages = pagesOf(services, publicUrl)
  const [plain = '', query = ''] = path.split('?')
  const route = pages.routes.find((one) => new RegExp(`^${one.path.replace(':token', '[^/]*')}/?$`).test(plain))
  if (!route) return asText(pages.encodeUnknownPath({ path: plain, headers, requestId: 'a-request' }))
  const request: WireRequest = {
    method,
    path: plain,
    query: new URLSearchParams(query),
    headers: { host: 'accounts.example', ...headers },
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
    host: 'accounts.example',
    requestId: 'a-request',
    clientNetwork: '203.0.113.1',
    clientAddress: '203.0.113.1',
  }
  try {
    return asText(await route.handle(request))
  } catch (error) {
    if (!(error instanceof Trouble)) throw error
    return asText(pages.encodeTrouble(error.value, request))
  }
}

const form = { 'content-type': 'application/x-www-form-urlencoded' }
const json = { 'content-type': 'application/json' }
const post = (asked: Asked = {}) =>
  ask({
    method: 'POST',
    body: 'password=correct+horse&confirmPassword=correct+horse',
    ...asked,
    headers: { ...form, ...asked.headers },
  })

const titleOf = ({ body }: TextAnswer): string => /<h1>(.*)<\/h1>/.exec(body ?? '')?.[1] ?? ''

test('what people and shops typed is text on every page, never HTML', async () => {
  for (const path of paths) {
    const { body } = await ask({ path })
    assert.match(body ?? '', /ada\+&lt;b&gt;&quot;&amp;&#39;@example\.com/)
    assert.match(body ?? '', /<header>Tom &amp; &lt;Jerry&gt;<\/header>/)
    assert.ok(!body?.includes('<b>'))
  }
})

test('pages run our own file alone, load nothing from elsewhere, post to us alone, and are no one else’s to frame or to index', async () => {
  for (const path of paths) {
    const { headers, body } = await ask({ path })
    assert.equal(
      headers['content-security-policy'],
      `default-src 'none'; ${styleSourcesOf(body ?? '')}; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
    )
    assert.equal(headers['content-type'], 'text/html; charset=utf-8')
    assert.match(body ?? '', /<meta name="robots" content="noindex">/)
    assert.doesNotMatch(
      (body ?? '').replace(/<script src="\/customer\/pages-[\w-]{16}\.js" defer><\/script>/, ''),
      /<script|<img|style=|\son\w+=|https?:/,
    )
    assert.ok(!body?.includes(token))
    assert.equal(headers['set-cookie'], undefined)
  }
})

test('a page is painted with the first answer: its style stands in it, and the policy allows that sheet alone', async () => {
  const { headers, body } = await ask({})
  assert.match(headers['content-security-policy'] ?? '', /style-src 'sha256-[^ ]+';/)
  assert.ok(headers['content-security-policy']?.includes(`; ${styleSourcesOf(body ?? '')}; `))
  assert.doesNotMatch(body ?? '', /url\(|@import|@font-face|\/\*/)
  assert.doesNotMatch(body ?? '', /<link|<script(?![^>]* defer>)/)
})

test('behind a proxy that has the pages below a path, they lead to that path', async () => {
  const publicUrl = 'https://shop.example/accounts/'
  assert.match((await ask({ publicUrl })).body ?? '', /src="\/accounts\/customer\/pages-/)
  const { headers } = await post({ publicUrl, path: undoPath, body: '' })
  assert.equal(headers['location'], `/accounts/customer/reset-password/${token}?undone`)
})

test('the page speaks the language its reader prefers, of those there are', async () => {
  const spoken: [acceptLanguage: string | undefined, locale: string][] = [
    [undefined, 'en'],
    ['', 'en'],
    ['de', 'de'],
    ['de-AT,de;q=0.9,en;q=0.8', 'de'],
    ['en-GB,en;q=0.9,de;q=0.8', 'en'],
    ['fr-FR, fr;q=0.9, de;q=0.7, en;q=0.3', 'fr'],
    ['it-IT, it;q=0.9, de;q=0.7, en;q=0.3', 'de'],
    ['es-419', 'es'],
    ['en;q=0.1, DE_ch;q=0.5', 'de'],
    ['de;q=0, en', 'en'],
    ['de;q=x, en;q=0.1', 'en'],
    ['it, *', 'en'],
  ]
  for (const [sent, locale] of spoken) {
    const { headers, body } = await ask({ headers: sent === undefined ? {} : { 'accept-language': sent } })
    assert.deepEqual([headers['content-language'], headers['vary']], [locale, 'accept-language, cookie'], sent)
    assert.ok(body?.includes(`<html lang="${locale}">`))
  }
  assert.equal(titleOf(await ask({ headers: { 'accept-language': 'de' } })), 'Neues Passwort wählen')
  const over = await ask({ headers: { 'accept-language': 'de' }, services: refusing({ code: 'link_refused' }) })
  assert.deepEqual([over.status, titleOf(over)], [410, 'Dieser Link gilt nicht mehr'])
})

test('every field has a label, and is described by its hint and by what is wrong with it', async () => {
  const services: PageServices = {
    ...good,
    resetPassword: async () => ({
      ok: false,
      email,
      violations: [
        { code: 'password_too_short', field: 'password', minimumCharacters: 8 },
        { code: 'passwords_differ', field: 'passwordAgain' },
      ],
    }),
  }
  const { status, body = '' } = await post({ services, body: 'password=hunter2&confirmPassword=hunter3' })
  assert.equal(status, 422)
  assert.match(body ?? '', /<title>Error: Choose a new password/)
  assert.match(body ?? '', /role="alert"/)
  for (const [, id = ''] of (body ?? '').matchAll(/<input id="(\w+)"/g)) assert.ok(body?.includes(`<label for="${id}">`), id)
  const described = [...(body ?? '').matchAll(/aria-describedby="([^"]+)" aria-invalid="true"/g)].flatMap(([, ids = '']) =>
    ids.split(' '),
  )
  assert.deepEqual(described, ['password-hint', 'password-error', 'confirmPassword-error'])
  for (const id of described) assert.ok(body?.includes(`id="${id}"`), id)
  assert.equal([...(body ?? '').matchAll(/ autofocus/g)].length, 1)
  assert.doesNotMatch(body ?? '', /hunter/)
  assert.equal([...(body ?? '').matchAll(/autocomplete="new-password" minlength="8" required/g)].length, 2)
})

test('forms from another site are refused, ours are taken from every browser', async () => {
  const taken: Readonly<Record<string, string>>[] = [
    {},
    { origin: 'null' },
    { origin: 'null', 'sec-fetch-site': 'same-origin' },
    { origin: 'https://accounts.example', 'sec-fetch-site': 'same-origin' },
    { origin: 'http://accounts.example' },
    { origin: 'https://shop.example' },
    { 'sec-fetch-site': 'none' },
  ]
  const refused: Readonly<Record<string, string>>[] = [
    { origin: 'https://evil.example' },
    { origin: 'https://accounts.example.evil.example' },
    { origin: 'https://accounts.example:8443' },
    { origin: 'evil' },
    { origin: '' },
    { origin: 'null', 'sec-fetch-site': 'cross-site' },
    { origin: 'https://accounts.example', 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ]
  const publicUrl = 'https://shop.example'
  for (const path of paths) {
    for (const headers of taken) assert.ok((await post({ path, headers, publicUrl })).status < 400, JSON.stringify(headers))
    for (const headers of refused) assert.equal((await post({ path, headers, publicUrl })).status, 403, JSON.stringify(headers))
  }
})

test('a form is read as UTF-8 or not at all, and a field that comes twice is none', async () => {
  const seen: unknown[] = []
  const services: PageServices = {
    ...good,
    resetPassword: async ({ password, passwordAgain }) => {
      seen.push([password, passwordAgain])
      return { ok: true, email }
    },
  }
  await post({ services, body: 'password=+%C3%BC%2B%25+&confirmPassword=+%C3%BC%2B%25+' })
  await post({ services, body: 'password=a&password=b' })
  const [first, second] = seen as [unknown[], unknown[]]
  assert.deepEqual(first, [' ü+% ', ' ü+% '])
  assert.ok(typeof second[0] === 'symbol' && second[1] === undefined)
  for (const body of ['password=%ff', 'password=%', 'password=%zz', Buffer.from('password=\xff', 'latin1')])
    assert.equal((await post({ services, body })).status, 400)
  assert.equal(seen.length, 2)
  for (const type of ['text/plain', 'multipart/form-data; boundary=x', '', 'application/x-www-form-urlencoded2'])
    for (const path of paths) assert.equal((await post({ path, headers: { 'content-type': type } })).status, 415, type)
  for (const path of paths.slice(1)) assert.equal((await post({ path, headers: json, body: '{}' })).status, 415)
})

test('a page is asked with GET or HEAD and sent with POST, and with no other method', async () => {
  for (const path of paths) {
    assert.equal((await ask({ path, method: 'HEAD' })).status, 200)
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PURGE', 'constructor'])
      assert.equal((await ask({ path, method })).status, 405)
  }
  const { routes } = pagesOf(good)
  assert.deepEqual([...new Set(routes.map(({ allow }) => allow))], ['GET, POST, HEAD', 'GET, HEAD', 'POST'])
})

test('what goes wrong is a page for people and JSON for programs, and says when to come back', async () => {
  const troubles: [trouble: TroubleValue, status: number, retryAfter: string | undefined, title: string][] = [
    [{ code: 'busy', retryAfterSeconds: 2 }, 503, '2', 'Just a moment'],
    [{ code: 'unavailable', retryAfterSeconds: 5 }, 503, '5', 'Just a moment'],
    [{ code: 'too_many_requests', retryAfterSeconds: 61 }, 429, '61', 'Too many tries'],
    [{ code: 'link_refused' }, 410, undefined, 'This link no longer works'],
    [{ code: 'internal' }, 500, undefined, 'Something went wrong'],
  ]
  for (const [trouble, status, retryAfter, title] of troubles) {
    const services = refusing(trouble)
    const page = await post({ services })
    assert.deepEqual([page.status, page.headers['retry-after'], titleOf(page)], [status, retryAfter, title])
    const { headers, ...answer } = await post({ services, headers: json, body: '{}' })
    const { message, ...more } = JSON.parse(answer.body ?? '')
    assert.deepEqual(
      [answer.status, headers['content-type'], headers['retry-after'], more],
      [status, 'application/json', retryAfter, {}],
    )
    assert.ok(message.startsWith(`${title}. `))
  }
  const soon = await post({ services: refusing({ code: 'too_many_requests', retryAfterSeconds: 61 }) })
  assert.match(soon.body ?? '', /Try again in 2 minutes/)
  assert.deepEqual(
    [(await ask({ path: '/customer/nothing' })).status, titleOf(await ask({ path: '/customer/nothing' }))],
    [404, 'There is nothing here'],
  )
})
