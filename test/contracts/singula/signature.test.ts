import assert from 'node:assert/strict'
import { createHmac, timingSafeEqual } from 'node:crypto'
import { test } from 'node:test'
import type { ApiKey } from '../../../src/core/tenants/api-key.ts'
import { identifySigner, type SignedRequest } from '../../../src/core/tenants/identify-signer.ts'
import { usualSettings } from '../../../src/core/tenants/settings.ts'
import { signatureOf } from '../../support/singula.ts'
import { defaultTenant } from '../../support/tenants.ts'

/** Section 3.1; key `key`, secret `secret`. */
const vectors = [
  ['GET', '/api/get/päth', 'F1DDF5074C308F8AE0FBC9276B2DD4BE32BC7AD6EB5EA95A5B2DEEA3A21ADB1F'],
  ['PATCH', '/api/get/päth', 'DDB91529F8F7DB674697CCB147041673AFB3810CF30A52EF147F42045D01C400'],
  ['POST', '/api/get/päth', 'EF6FEE99F26A66493D12D350BEEC335E38B70F11F54BA46CCF688EC1AFDB8E16'],
  ['POST', '/apis/customers/v1/customer', 'B96E465E4731B3C99BD44FD05250D57131F68BE8FF72097E6B6086BE30C35476'],
  ['POST', '/apis/customers/v1/customer/search', 'F0BF04C98652FE7A979A385E19CA45DCEA644FF3A2A2882F635448759250CF9A'],
  [
    'GET',
    '/apis/customers/v1/customer/06ac6f40-d290-4ec3-99c7-066303dc667c',
    'C8BE4B080885D21D6B6CFEB8356F3EFBCDC32F756AD8B3CD7C064E8909043964',
  ],
] as const
const timestamp = '1580674802'
const path = '/apis/customers/v1/customer'
const good: SignedRequest = {
  ...{ keyId: 'key', timestamp, method: 'POST', path, clientAddress: '192.0.2.1' },
  signature: signatureOf('secret', timestamp, 'POST', path),
}
const signed = (changes: Partial<SignedRequest> & { secret?: string } = {}): SignedRequest => {
  const request = { ...good, ...changes }
  const { method, secret = 'secret' } = { ...changes, ...request }
  return { ...request, signature: changes.signature ?? signatureOf(secret, request.timestamp, method, request.path) }
}

const aKey: ApiKey = {
  ...{ id: 'id', kind: 'hmac', tenantId: defaultTenant.id, name: 'CRM', publicId: 'key', state: 'active' },
  ...{ scopes: null, requestsPerMinute: null, allowedNetworks: null, createdAt: new Date(0), expiresAt: null },
  ...{ revokedAt: null, lastUsedAt: null, previousSecretUntil: null, replacesId: null },
}

interface World {
  readonly key?: Partial<ApiKey>
  readonly secrets?: readonly string[]
  /** Seconds since 1970 by the clock of the database. */
  readonly now?: number
  readonly publicPathPrefix?: string
}

/** Whether the request is known to be the key's. */
async function accepts(request: SignedRequest, world: World = {}): Promise<boolean> {
  const { key, secrets = ['secret'], now = Number(timestamp), publicPathPrefix = '' } = world
  const bytes = (text: string) => new TextEncoder().encode(text)
  try {
    await identifySigner(request, {
      tenants: { byId: async () => ({ ...defaultTenant, settings: { ...usualSettings, publicPathPrefix } }) },
      store: {
        findSigning: async (publicId) =>
          publicId === 'key'
            ? { key: { ...aKey, ...key }, sealedSecrets: secrets.map(bytes), now: new Date(now * 1000) }
            : undefined,
        noteUse: async () => {},
      },
      open: (_publicId, sealed) => sealed,
      mac: (secret, text) => createHmac('sha256', secret).update(text).digest(),
      isSame: (one, other) => one.length === other.length && timingSafeEqual(one, other),
      nobody: { publicId: 'nobody', sealedSecret: bytes('nobody') },
      isInNetworks: (address, networks) => networks.includes(address),
      uses: { take: () => ({ isWithin: true, remaining: 0, secondsLeft: 60 }) },
      onError: (error) => assert.fail(String(error)),
    })
    return true
  } catch (error) {
    assert.deepEqual((error as { value?: unknown }).value, { code: 'signature_refused' })
    return false
  }
}

test('the vectors of the contract are good signatures, byte for byte', async () => {
  for (const [method, text, signature] of vectors) {
    assert.equal(signatureOf('secret', timestamp, method, text), signature)
    for (const sent of [text, encodeURI(text)]) {
      assert.equal(await accepts({ ...good, method, path: sent, signature }), true, `${method} ${sent}`)
      assert.equal(await accepts({ ...good, method, path: sent, signature: signature.toLowerCase() }), true)
    }
    for (const other of vectors) {
      if (other[2] !== signature) assert.equal(await accepts({ ...good, method, path: text, signature: other[2] }), false)
    }
  }
})

test('a path is signed as it was sent or decoded once, and in no other form', async () => {
  for (const [sent, of, isGood] of [
    ['/customer/p%C3%A4th', '/customer/päth', true],
    ['/customer/p%C3%A4th', '/customer/p%C3%A4th', true],
    ['/customer/p%25C3%25A4th', '/customer/p%C3%A4th', true],
    ['/customer/p%25C3%25A4th', '/customer/päth', false],
    ['/customer/p%c3%a4th', '/customer/p%C3%A4th', false],
    ['/customer/%zz', '/customer/%zz', true],
    ['/customer/a', '/customer/a/', false],
    ['/customer/a', '/customer/A', false],
    ['/customer/a', '/customer/a?x=1', false],
  ] as const) {
    const signature = signatureOf('secret', timestamp, 'POST', of)
    assert.equal(await accepts({ ...good, path: sent, signature }), isGood, `${sent} signed as ${of}`)
  }
})

test('the clock of a program may be off by 300 whole seconds either way', async () => {
  const now = Number(timestamp)
  for (const fraction of [0, 0.001, 0.999]) {
    for (const [off, isGood] of [
      [-301, false],
      [-300, true],
      [300, true],
      [301, false],
    ] as const) {
      const request = signed({ timestamp: String(now + off) })
      assert.equal(await accepts(request, { now: now + fraction }), isGood, `${off} s at ${fraction}`)
    }
  }
})

test('a time is 1 to 10 digits of seconds', async () => {
  for (const text of [
    '',
    ' ',
    '1580674802000',
    '01580674802',
    '+1580674802',
    '-1580674802',
    '1580674802.0',
    '1.5806748e9',
    '0x5e3728b2',
    '١٥٨٠٦٧٤٨٠٢',
    '1580674802, 1580674802',
  ])
    assert.equal(await accepts(signed({ timestamp: text })), false, text)
})

test('a signature is 64 hexadecimal digits', async () => {
  const { signature } = good
  const mixed = signature.replace(/[A-F]/, (digit) => digit.toLowerCase())
  assert.equal(await accepts({ ...good, signature: mixed }), true)
  const others = [
    '',
    signature.slice(1),
    signature.slice(2),
    `${signature}0`,
    `${signature}00`,
    `0x${signature}`,
    ` ${signature}`,
  ]
  for (const text of [
    ...others,
    signature.replace(/^./, 'G'),
    '0'.repeat(64),
    signature.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')),
  ])
    assert.equal(await accepts({ ...good, signature: text }), false, text)
})

test('what was signed is time, method and path, joined by nothing', async () => {
  for (const text of [
    `${timestamp} POST ${path}`,
    `${timestamp}\nPOST\n${path}`,
    `${timestamp}post${path}`,
    `${timestamp}PATCH${path}`,
    `POST${path}`,
    `POST${timestamp}${path}`,
    `${timestamp}POST`,
    `${timestamp}POST/customers/v1/customer`,
  ]) {
    const signature = createHmac('sha256', 'secret').update(text).digest('hex')
    assert.equal(await accepts({ ...good, signature }), false, text)
  }
  assert.equal(await accepts(good), true)
})

test('a key that is unknown, expired, revoked or elsewhere allowed signs nothing', async () => {
  for (const keyId of ['', 'KEY', 'other', 'key:', ':key']) assert.equal(await accepts({ ...good, keyId }), false, keyId)
  assert.equal(await accepts(good, { key: { state: 'revoked' } }), false)
  assert.equal(await accepts(good, { key: { state: 'expired' } }), false)
  assert.equal(await accepts(good, { key: { allowedNetworks: ['192.0.2.2'] } }), false)
  assert.equal(await accepts(good, { key: { allowedNetworks: ['192.0.2.2', '192.0.2.1'] } }), true)
})

test('either of two secrets signs while there are two', async () => {
  for (const secret of ['new', 'old']) {
    assert.equal(await accepts(signed({ secret }), { secrets: ['new', 'old'] }), true)
    assert.equal(await accepts(signed({ secret }), { secrets: ['new'] }), secret === 'new')
  }
  assert.equal(await accepts(signed({ secret: '' }), { secrets: ['new', 'old'] }), false)
})

test('what a proxy takes off the path is part of what was signed', async () => {
  const world = { publicPathPrefix: '/shop' }
  const withPrefix = signatureOf('secret', timestamp, 'POST', `/shop${path}`)
  assert.equal(await accepts({ ...good, signature: withPrefix }, world), true)
  assert.equal(await accepts(good, world), false)
  assert.equal(await accepts({ ...good, signature: withPrefix }), false)
})
