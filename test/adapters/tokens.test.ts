import assert from 'node:assert/strict'
import { createHmac, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { test } from 'node:test'
import { type SigningKey, signJws } from '../../src/adapters/tokens/jws.ts'
import { createTokens } from '../../src/adapters/tokens/jwt.ts'
import { claimsOf, headerOf } from '../support/signed-in.ts'
import { someClaims, someTokens } from '../support/tokens.ts'

const secret = 'a-secret-shared-with-django-0123456789'
const encode = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** Signs any header and payload with HMAC, as somebody who has only a text does. */
function hmacSigned(header: unknown, payload: unknown, key: string | Buffer): string {
  const signed = `${encode(header)}.${encode(payload)}`
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
}

/** Signs any header and payload with a key of ours, as nobody else can. */
function keySigned(header: unknown, payload: unknown, key: SigningKey): string {
  assert.ok(key.algorithm === 'ES256')
  const signed = `${encode(header)}.${encode(payload)}`
  const signature = sign('sha256', Buffer.from(signed), { key: key.privateKey, dsaEncoding: 'ieee-p1363' })
  return `${signed}.${signature.toString('base64url')}`
}

const base64Digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

test('a token says what was issued, in the claims of the contract and the standard ones', async () => {
  const { clock, keys, tokens } = await someTokens()
  const issued = someClaims(clock.now())
  const token = tokens.issue(issued)
  const current = keys.current()
  assert.deepEqual(headerOf(token), { alg: 'ES256', typ: 'JWT', kid: current.id })
  assert.deepEqual(claimsOf(token), {
    token_type: 'access',
    exp: 1_772_366_460,
    iat: 1_772_366_400,
    jti: '0f1e2d3c4b5a49788695a4b3c2d1e0f9',
    user_id: 7,
    iss: 'https://shop.example',
    aud: 'customers',
    sub: issued.ours.customerId,
    tid: issued.ours.tenantId,
    sid: issued.ours.sessionId,
  })
  const { issuedAt, ...claims } = issued
  assert.deepEqual(await tokens.read(token), { ...claims, expiresAt: new Date('2026-03-01T12:01:00Z') })
})

test('what is published is enough to verify a token, and says nothing of the private key', async () => {
  const { clock, keys, tokens } = await someTokens()
  const [header, payload, signature = ''] = tokens.issue(someClaims(clock.now())).split('.')
  const [jwk, ...more] = keys.published().keys
  assert.ok(jwk)
  assert.deepEqual(more, [])
  assert.deepEqual(Object.keys(jwk).toSorted(), ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
  assert.deepEqual(
    [jwk['alg'], jwk['crv'], jwk['kty'], jwk['use'], jwk['kid']],
    ['ES256', 'P-256', 'EC', 'sig', keys.current().id],
  )
  const key = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' } as const
  const isGood = (text: string) => verify('sha256', Buffer.from(text), key, Buffer.from(signature, 'base64url'))
  assert.equal(isGood(`${header}.${payload}`), true)
  assert.equal(isGood(`${header}.${payload}x`), false)
})

test('a token lives to the second it names and not a moment longer, also when it is remembered', async () => {
  for (const remembered of [true, false]) {
    const { clock, keys, tokens } = await someTokens()
    const token = tokens.issue(someClaims(clock.now()))
    if (remembered) assert.ok(await tokens.read(token))
    clock.pass(59.499)
    assert.ok(await tokens.read(token))
    clock.pass(0.001)
    assert.equal(await tokens.read(token), undefined)
    const another = createTokens({
      keys,
      issuer: 'https://shop.example',
      sharedSecret: undefined,
      acceptsOlderTokens: false,
      now: clock.now,
    })
    clock.pass(-0.001)
    assert.ok(await another.read(token))
    clock.pass(1.001)
    assert.equal(await another.read(token), undefined)
  }
})

test('with a good signature of our key, too, nothing but our own algorithm and key id is read', async () => {
  const { clock, keys, tokens } = await someTokens()
  const good = tokens.issue(someClaims(clock.now()))
  const claims = claimsOf(good)
  const own = headerOf(good)
  const headers = [
    { ...own, alg: 'none' },
    { ...own, alg: 'None' },
    { ...own, alg: 'ES384' },
    { ...own, alg: 'es256' },
    { ...own, alg: 'RS256' },
    { ...own, alg: 'HS256' },
    { ...own, alg: ['ES256'] },
    { ...own, alg: undefined },
    { ...own, kid: undefined },
    { ...own, kid: 'another' },
    { ...own, kid: [own['kid']] },
    { ...own, crit: ['exp'] },
    { ...own, crit: [] },
    [own],
    'null',
    '"ES256"',
    '{',
    '',
  ]
  for (const header of headers) {
    const token = keySigned(header, claims, keys.current())
    assert.equal(await tokens.read(token), undefined, JSON.stringify(header))
    assert.equal(await tokens.read(token.replace(/[^.]*$/, '')), undefined, JSON.stringify(header))
  }
  for (const header of [own, { ...own, typ: undefined }, { ...own, further: 1 }])
    assert.ok(await tokens.read(keySigned(header, claims, keys.current())), JSON.stringify(header))
  for (const payload of ['{', 'null', '[]', '"a"', ''])
    assert.equal(await tokens.read(keySigned(own, payload, keys.current())), undefined)
})

test('a public key is no secret to sign with, whether there is a shared secret or not', async () => {
  const { clock, keys, tokens } = await someTokens()
  const mixed = await someTokens({ keys, sharedSecret: secret })
  const good = tokens.issue(someClaims(clock.now()))
  const [jwk = {}] = keys.published().keys
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' })
  const texts = [
    publicKey.export({ type: 'spki', format: 'pem' }),
    publicKey.export({ type: 'spki', format: 'der' }),
    JSON.stringify(jwk),
    String(jwk['x']),
    '',
  ]
  for (const text of texts)
    for (const header of [{ alg: 'HS256', typ: 'JWT' }, { ...headerOf(good), alg: 'HS256' }, headerOf(good)])
      for (const reader of [tokens, mixed.tokens])
        assert.equal(await reader.read(hmacSigned(header, claimsOf(good), text)), undefined)
})

test('a token brings no key of its own, and says nothing of what its key is', async () => {
  const { clock, keys, tokens } = await someTokens()
  const good = tokens.issue(someClaims(clock.now()))
  const [claims, own] = [claimsOf(good), headerOf(good)]
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const [jwk, certificate] = [
    publicKey.export({ format: 'jwk' }),
    publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  ]
  const theirs: SigningKey = { algorithm: 'ES256', id: 'theirs', privateKey, publicKey }
  const brought = [
    { jwk },
    { jku: 'https://evil.example/jwks.json' },
    { x5u: 'https://evil.example/chain.pem' },
    { x5c: [certificate] },
    { jwk, jku: 'data:application/json,{}', x5c: [certificate], kid: own['kid'] },
  ]
  const ids = [
    own['kid'],
    'theirs',
    '../../../dev/null',
    "' or '1'='1",
    '__proto__',
    'constructor',
    '',
    '\0',
    'https://evil.example/key',
  ]
  for (const header of brought) {
    for (const kid of ids) assert.equal(await tokens.read(keySigned({ ...own, kid, ...header }, claims, theirs)), undefined)
    assert.ok(await tokens.read(keySigned({ ...own, ...header }, claims, keys.current())), 'what it brings is not looked at')
  }
})

test('of two members of one name in a header or in claims the last counts, in what is verified and in what is believed', async () => {
  const { clock, keys, tokens } = await someTokens()
  const good = tokens.issue(someClaims(clock.now()))
  const [header = '', payload = ''] = good.split('.').map((part) => Buffer.from(part, 'base64url').toString())
  const twice = (text: string, first: string) => `{${first},${text.slice(1)}`
  const last = (text: string, then: string) => `${text.slice(0, -1)},${then}}`
  const read = (head: string, claims: string) => tokens.read(keySigned(head, claims, keys.current()))
  assert.ok(await read(twice(header, '"alg":"none"'), payload))
  assert.equal(await read(last(header, '"alg":"none"'), payload), undefined)
  assert.equal(await read(last(header, '"b64":false,"crit":["b64"]'), payload), undefined)
  for (const typ of ['at+jwt', 'consent-receipt+jwt', 'JWE', ''])
    assert.equal(await read(last(header, `"typ":"${typ}"`), payload), undefined)
  assert.equal((await read(header, last(payload, '"token_type":"refresh"')))?.kind, 'refresh')
  assert.equal((await read(header, twice(payload, '"token_type":"refresh"')))?.kind, 'access')
})

test('a token that was cut, lengthened or changed anywhere is none', async () => {
  for (const options of [{}, { sharedSecret: secret }]) {
    const { clock, tokens } = await someTokens(options)
    const good = tokens.issue(someClaims(clock.now()))
    assert.ok(await tokens.read(good))
    const parts = good.split('.')
    const cut = Array.from({ length: good.length }, (_, length) => good.slice(0, length))
    const lengthened = ['.', 'A', '=', '==', '\n', ' ', '!', '.A'].flatMap((more) => [good + more, more + good])
    const changed = Array.from({ length: good.length }, (_, at) => {
      const other = good[at] === 'A' ? 'B' : 'A'
      return good.slice(0, at) + other + good.slice(at + 1)
    })
    const rearranged = [
      parts.toReversed().join('.'),
      `${good}.${parts[2]}`,
      [parts[0], parts[1], '', parts[2]].join('.'),
      good.replace('.', ''),
    ]
    for (const token of [...cut, ...lengthened, ...changed, ...rearranged])
      assert.equal(await tokens.read(token), undefined, token)
  }
})

test('a token has one spelling: no other last digit, no padding, no other alphabet', async () => {
  for (const options of [{}, { sharedSecret: secret }]) {
    const { clock, tokens } = await someTokens(options)
    const good = tokens.issue(someClaims(clock.now()))
    for (const digit of base64Digits.replace(good.at(-1) ?? '', ''))
      assert.equal(await tokens.read(good.slice(0, -1) + digit), undefined, `${digit} for ${good.at(-1)}`)
    const [header, payload, signature = ''] = good.split('.')
    const spelled = [Buffer.from(signature, 'base64url').toString('base64'), `${signature.slice(0, 9)}*${signature.slice(9)}`]
    for (const other of spelled) assert.equal(await tokens.read(`${header}.${payload}.${other}`), undefined, other)
  }
})

test('claims that are not all there, or meant for others, are not believed although the signature is good', async () => {
  const { clock, keys, tokens } = await someTokens()
  const good = claimsOf(tokens.issue(someClaims(clock.now())))
  const signed = (fields: object) => tokens.read(signJws({ ...good, ...fields }, keys.current()))
  assert.ok(await signed({}))
  assert.ok(await signed({ user_id: '7', further: 1 }))
  const wrong = [
    { iss: 'https://other.example' },
    { iss: undefined },
    { aud: 'staff' },
    { aud: ['customers'] },
    { aud: undefined },
    { token_type: 'sliding' },
    { token_type: undefined },
    { exp: undefined },
    { exp: String(good['exp']) },
    { exp: null },
    { exp: 1e300 },
    { jti: undefined },
    { jti: 'x' },
    { user_id: undefined },
    { user_id: 1.5 },
    { user_id: 'seven' },
    { sub: undefined },
    { sub: 'ada' },
    { sub: String(good['sub']).toUpperCase() },
    { tid: undefined },
    { tid: '1' },
    { sid: undefined },
    { sid: null },
    { sid: '' },
  ]
  for (const fields of wrong) assert.equal(await signed(fields), undefined, JSON.stringify(fields))
})

test('a token of more than 4,096 characters is not looked at', async () => {
  const { clock, keys, tokens } = await someTokens()
  const good = claimsOf(tokens.issue(someClaims(clock.now())))
  const padded = (characters: number) => signJws({ ...good, further: 'x'.repeat(characters) }, keys.current())
  const [below, above] = [padded(2_500), padded(2_800)]
  assert.ok(below.length <= 4_096 && above.length > 4_096)
  assert.ok(await tokens.read(below))
  assert.equal(await tokens.read(above), undefined)
})

test('with a shared secret tokens have the header of Django’s own, and anyone with the secret verifies them', async () => {
  const { clock, tokens } = await someTokens({ sharedSecret: secret })
  const issued = someClaims(clock.now())
  const token = tokens.issue(issued)
  const [header = '', payload, signature] = token.split('.')
  assert.equal(Buffer.from(header, 'base64url').toString(), '{"alg":"HS256","typ":"JWT"}')
  assert.equal(createHmac('sha256', secret).update(`${header}.${payload}`).digest('base64url'), signature)
  assert.deepEqual((await tokens.read(token))?.ours, issued.ours)
  const others = await someTokens({ sharedSecret: `${secret}x` })
  assert.equal(await others.tokens.read(token), undefined)
  const without = await someTokens()
  assert.equal(await without.tokens.read(token), undefined)
})

test('whoever turns to a shared secret keeps the sessions that keys signed', async () => {
  const { clock, keys, tokens } = await someTokens()
  const shared = await someTokens({ keys, sharedSecret: secret })
  assert.ok(await shared.tokens.read(tokens.issue(someClaims(clock.now()))))
})

test('tokens an older Django made are believed by setting only, as access tokens only', async () => {
  const believing = await someTokens({ sharedSecret: secret, acceptsOlderTokens: true })
  const doubting = await someTokens({ sharedSecret: secret })
  const exp = Math.floor(believing.clock.now().getTime() / 1000) + 60
  const older = { token_type: 'access', exp, iat: exp - 60, jti: '0f1e2d3c4b5a49788695a4b3c2d1e0f9', user_id: 7 }
  const signed = (fields: object, key = secret) => hmacSigned({ alg: 'HS256', typ: 'JWT' }, { ...older, ...fields }, key)
  for (const user_id of [7, '7']) {
    assert.deepEqual(await believing.tokens.read(signed({ user_id })), {
      kind: 'access',
      id: '0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9',
      expiresAt: new Date(exp * 1000),
      customerNumber: 7,
      ours: null,
    })
    assert.equal(await doubting.tokens.read(signed({ user_id })), undefined)
  }
  const wrong = [
    { token_type: 'refresh' },
    { exp: exp - 61 },
    { jti: undefined },
    { user_id: 'x' },
    { user_id: undefined },
    { sid: 'x' },
  ]
  for (const fields of wrong) assert.equal(await believing.tokens.read(signed(fields)), undefined, JSON.stringify(fields))
  assert.equal(await believing.tokens.read(signed({}, `${secret}x`)), undefined)
  const unsigned = `${encode({ alg: 'none', typ: 'JWT' })}.${encode(older)}.`
  assert.equal(await believing.tokens.read(unsigned), undefined)
})
