import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readKeyDraft, readKeyName, readReplacement, readTenantName } from '../../src/control/key-arguments.ts'
import { testDatabases } from '../support/databases.ts'
import { commandsOn, environmentFor, runPatron } from '../support/processes.ts'

interface ListedKey {
  readonly id: string
  readonly name: string
  readonly state: string
  readonly expiresAt: string | null
}

const byKey = (url: string, key: string) =>
  fetch(new URL('/patron/v1/customers?number=1', url), { headers: { authorization: `Bearer ${key}` } })

for (const { engine, create, createEmpty } of testDatabases) {
  test(`keys are made, listed and revoked without a server and beside a running one (${engine})`, async (t) => {
    const database = await createEmpty(t)
    const run = commandsOn(t, database)
    const make = async (name: string, ...more: string[]) => {
      const { code, output, errors } = await run('keys', 'create', '--kind', 'service', '--name', name, ...more)
      assert.equal(code, 0, errors)
      assert.match(output, /^patron_sk_[0-9a-f]{32}_[\w-]{43}\n$/)
      assert.ok(errors.includes(`(service, ${name})`) && errors.includes('shown this once'), errors)
      return output.trim()
    }
    const early = await run('keys', 'list')
    assert.deepEqual([early.code, early.output], [1, ''])
    assert.match(early.errors, /^Migrations are pending: .*Run: patron migrate\n$/)
    assert.equal((await run('migrate')).code, 0)
    assert.deepEqual(await run('keys', 'list'), { code: 0, output: 'There are no keys.\n', errors: '' })

    const before = await make('made before')
    const server = runPatron(t, ['serve'], environmentFor(database))
    const url = await server.listens()
    const beside = await make('made beside', '--expires-in-days', '30')
    for (const key of [before, beside]) assert.equal((await byKey(url, key)).status, 404)

    const listed = JSON.parse((await run('keys', 'list', '--json')).output) as ListedKey[]
    assert.deepEqual(
      listed.map(({ name, state, expiresAt }) => [name, state, expiresAt !== null]),
      [
        ['made beside', 'active', true],
        ['made before', 'active', false],
      ],
    )
    const days = (Date.parse(listed[0]?.expiresAt ?? '') - Date.now()) / 86_400_000
    assert.ok(days > 29.9 && days <= 30)

    const revoked = await run('keys', 'revoke', before.slice('patron_sk_'.length, -44))
    assert.match(revoked.output, /^Key [0-9a-f-]{36} \(service, made before\) is revoked since \S+\.\n$/)
    assert.equal((await byKey(url, before)).status, 401)
    server.kill('SIGTERM')
    assert.equal(await server.ended, 0)
    const text = await run('keys', 'list')
    assert.match(
      text.output,
      /^\S{36} {2}service {5}active {3}made \S+ {2}expires at \S+ {2}made beside\n.* revoked .*made before\n$/,
    )
    for (const key of [before, beside]) assert.ok(!text.output.includes(key.slice(-43)))
  })

  test(`a storefront's key is made, listed, replaced and revoked without a server and beside a running one (${engine})`, async (t) => {
    const database = await create(t)
    const patron = commandsOn(t, database)
    const run = (...args: string[]) => patron('keys', ...args)
    const make = async (...args: string[]) => {
      const { code, output, errors } = await run('create', '--kind', 'storefront', ...args)
      assert.equal(code, 0, errors)
      assert.match(output, /^pk_storefront_[A-Za-z0-9]{32}\n$/)
      return { id: /Key (\S{36}) /.exec(errors)?.[1] ?? '', text: output.trim(), errors }
    }
    const server = runPatron(t, ['serve'], environmentFor(database))
    await server.says(database.databaseUrl ? /storefront API: refuses everybody until/ : /storefront API: OPEN TO EVERYBODY/)
    const web = await make('--name', 'web', '--expires-in-days', '30')
    assert.match(web.errors, /\(storefront, web\) expires at \S+\. It takes 100 requests a minute, from anywhere\. It is shown/)
    const app = await make('--name', 'app', '--rate-limit', 'unlimited', '--allow', '10.0.0.0/8, 2001:db8::1')
    assert.match(app.errors, /It takes any number of requests, from 10\.0\.0\.0\/8,2001:db8::1\./)
    const again = await run('create', '--kind', 'storefront', '--name', 'web')
    assert.deepEqual([again.code, again.output], [1, ''])
    assert.ok(again.errors.includes(`The storefront key ${web.id} is called web, too.`), again.errors)
    const beside = await run('rotate', web.id)
    assert.match(beside.output, /^pk_storefront_[A-Za-z0-9]{32}\n$/)
    assert.ok(beside.errors.includes(`is in the place of ${web.id}, which is good until `), beside.errors)
    server.kill('SIGTERM')
    await server.ended

    const alone = await run('rotate', app.id, '--grace-days', '0')
    assert.ok(alone.errors.includes(`is in the place of ${app.id}, which has expired at `), alone.errors)
    assert.ok(alone.errors.includes('It does not expire.'), alone.errors)
    for (const [id, says] of [
      [web.id, /was replaced before, by/],
      [app.id, /is expired, so nothing/],
    ] as const) {
      const { code, output, errors } = await run('rotate', id)
      assert.deepEqual([code, output, says.test(errors)], [1, '', true], errors)
    }
    assert.match((await run('revoke', web.id)).output, /^Key \S+ \(storefront, web\) is revoked since \S+\.\n$/)
    const listed = JSON.parse((await run('list', '--json')).output) as Record<string, unknown>[]
    assert.deepEqual(
      listed.map(({ name, kind, state, requestsPerMinute, allowedNetworks, lastUsedAt, replacesId, expiresAt }) => [
        ...[name, kind, state, requestsPerMinute, allowedNetworks, lastUsedAt, replacesId, expiresAt !== null],
      ]),
      [
        ['app', 'storefront', 'active', null, ['10.0.0.0/8', '2001:db8::1'], null, app.id, false],
        ['web', 'storefront', 'active', 100, null, null, web.id, true],
        ['app', 'storefront', 'expired', null, ['10.0.0.0/8', '2001:db8::1'], null, null, true],
        ['web', 'storefront', 'revoked', 100, null, null, null, true],
      ],
    )
    const { output } = await run('list')
    const [first, second] = output.split('\n')
    assert.match(
      first ?? '',
      /^\S{36} {2}storefront {2}active {3}made \S+ {2}does not expire {2}any number of requests {2}from 10\.0\.0\.0\/8,2001:db8::1 {2}never used {2}replaces \S{36} {2}app$/,
    )
    assert.match(second ?? '', / {2}100 requests a minute {2}from anywhere {2}never used {2}replaces \S{36} {2}web$/)
    for (const { text } of [web, app]) assert.ok(!output.includes(text.slice(-32)))
    const restarted = runPatron(t, ['serve'], environmentFor(database))
    await restarted.says(/limits: off/) // said after what would be said of storefronts
    assert.ok(!restarted.output.includes('storefront API'), restarted.output)
  })

  test(`the signing key is changed without a server and beside a running one; older tokens stay good (${engine})`, async (t) => {
    const database = await create(t)
    const run = async (settings = {}) => {
      const process = runPatron(t, ['keys', 'rotate'], { ...environmentFor(database), ...settings })
      const code = await process.ended
      return { code, output: process.output, errors: process.errors }
    }
    const server = runPatron(t, ['serve'], environmentFor(database))
    const url = await server.listens()
    const published = async (from: string) => {
      const { keys } = (await (await fetch(new URL('/.well-known/jwks.json', from))).json()) as { keys: { kid: string }[] }
      return keys.map(({ kid }) => kid)
    }
    const [first] = await published(url)
    const beside = await run()
    assert.deepEqual([beside.code, beside.errors], [0, ''])
    const [second, kept] = await published(url)
    assert.equal(kept, first)
    assert.ok(beside.output.startsWith(`Tokens are signed with the new key ${second}; `), beside.output)
    server.kill('SIGTERM')
    await server.ended

    const alone = await run({ PATRON_TOKEN_SECRET: 'a-shared-secret-of-an-older-system-0123456789' })
    assert.equal(alone.code, 0)
    assert.match(alone.errors, /PATRON_TOKEN_SECRET is set/)
    const again = await runPatron(t, ['serve'], environmentFor(database)).listens()
    const third = await published(again)
    assert.deepEqual([third.length, third.slice(1).toSorted()], [3, [first, second].toSorted()])
    assert.ok(alone.output.includes(third[0] ?? '-'))
  })
}

test('wrong arguments make no key and say what is accepted', async (t) => {
  const [pglite] = testDatabases
  assert.ok(pglite)
  const environment = environmentFor(await pglite.create(t))
  const wrong: [args: string[], says: RegExp][] = [
    [['create', '--kind', 'service', '--name', 'x', '--expires-in-days', '1.5'], /whole number of days/],
    [['create', '--kind', 'storefront', '--name', 'x', '--rate-limit', 'many'], /whole number of requests a minute/],
    [['rotate', '--grace-days', '7'], /--grace-days is for a key/],
    [['revoke'], /missing required argument 'id'/],
  ]
  const server = runPatron(t, ['serve'], environment)
  await server.listens()
  const refused: [args: string[], says: RegExp][] = [
    [['create', '--kind', 'admin', '--name', 'x'], /of the kind service/],
    [['revoke', '01890000-0000-7000-8000-00000000000a'], /There is no key 01890000/],
  ]
  for (const [args, says] of [...wrong, ...refused]) {
    const process = runPatron(t, ['keys', ...args], environment)
    assert.notEqual(await process.ended, 0, args.join(' '))
    assert.match(process.errors, says)
    assert.equal(process.output, '')
  }
})

const service = { kind: 'service', name: 'x' }
const storefront = { kind: 'storefront', name: 'x' }
const signing = { kind: 'hmac', name: 'x' }
const id = '01890000-0000-7000-8000-00000000000a'
const unfit: [read: (given: unknown) => unknown, given: object, says: RegExp][] = [
  [readKeyDraft, { name: 'x' }, /of the kind service, storefront or hmac/],
  [readKeyDraft, { ...service, name: '' }, /1 to 100 characters/],
  [readKeyDraft, { ...service, name: 'a\nb' }, /1 to 100 characters/],
  [readKeyDraft, { ...service, expiresInDays: 0 }, /1 to 3650 days, or never/],
  [readKeyDraft, { ...service, expiresInDays: '7' }, /1 to 3650 days, or never/],
  [readKeyDraft, { ...service, rateLimit: 7 }, /Only the key of a storefront/],
  [readKeyDraft, { ...service, allow: '10.0.0.1' }, /Only the key of a storefront/],
  [readKeyDraft, { ...storefront, rateLimit: 5001 }, /1 to 5000 requests a minute/],
  [readKeyDraft, { ...storefront, allow: '10.0.0.0/8,shop.example' }, /IP addresses and networks/],
  [readReplacement, { id, graceDays: 366 }, /0 to 365 days/],
  [readReplacement, { id: 'x' }, /named by its id/],
  [readKeyName, { id: 'x' }, /named by its id/],
  [readKeyName, {}, /named by its id/],
  [readKeyDraft, { ...storefront, id: 'web' }, /Only a key that signs/],
  [readKeyDraft, { ...service, scope: ['customers:read'] }, /Only a key that signs/],
  [readKeyDraft, { ...signing, id: 'a b' }, /3 to 100 characters/],
  [readKeyDraft, { ...signing, id: 'é'.repeat(3) }, /3 to 100 characters/],
  [readKeyDraft, { ...signing, scope: ['customers:all'] }, /A scope is customers:read, customers:write or customers:anonymise/],
  [readKeyDraft, { ...signing, scope: [] }, /A scope is/],
  [readKeyDraft, { ...signing, rateLimit: 7 }, /Only the key of a storefront has a rate limit/],
  [readKeyDraft, { ...signing, allow: 'x' }, /IP addresses and networks/],
  [readTenantName, { tenant: 7 }, /named by its name/],
]
for (const [read, given, says] of unfit) {
  test(`what a command is given for a key is refused: ${read.name} ${JSON.stringify(given)}`, () => {
    assert.throws(() => read(given), says)
  })
}
