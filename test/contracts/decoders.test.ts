import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readRequest } from '../../src/dialects/bagisto/graphql/read-request.ts'
import { Refusal } from '../../src/dialects/bagisto/graphql/refusal.ts'
import { nestsDeeperThan } from '../../src/dialects/json-nesting.ts'
import { readBody as readService } from '../../src/dialects/patron/decode.ts'
import { readMembers } from '../../src/dialects/singula/body/read-body.ts'
import { decodeChange, decodeSearch } from '../../src/dialects/singula/decode.ts'
import { decodePasswords } from '../../src/pages/decode.ts'
import { Trouble } from '../../src/violations/trouble.ts'
import { fieldValue, sentBody, sentHeaders } from '../support/arbitrary-requests.ts'
import { asJson, customerOf, registrationSurfaces, review, type Sent } from '../support/registration-surfaces.ts'

// No server and no database: what is looked at here is what bytes are read as.

const wireRequest = (sent: Sent) => ({
  ...{ method: 'POST', path: '/', query: new URLSearchParams(), clientNetwork: '', clientAddress: '', host: '', requestId: '' },
  ...sent,
})

/** Every function that reads a body, by whose contract it is. */
const readers: readonly (readonly [whose: string, read: (sent: Sent) => unknown])[] = [
  ...registrationSurfaces.map(({ name, decode }) => [name, decode] as const),
  ['GraphQL', (sent) => readRequest(wireRequest(sent))],
  ['Singula, a change', (sent) => decodeChange(readMembers(sent))],
  ['Singula, a search', (sent) => decodeSearch(readMembers(sent))],
  ['the service API', (sent) => readService(sent, ['application/json', 'application/x-www-form-urlencoded'])],
  ['the pages', (sent) => decodePasswords(wireRequest(sent))],
]

const isRefusal = (error: unknown): boolean => error instanceof Trouble || error instanceof Refusal

for (const [whose, read] of readers) {
  test(`whatever bytes of whatever type are sent, they are read or refused, and never a fault of ours (${whose})`, async () => {
    const json = fc.constant({ 'content-type': 'application/json' })
    await fc.assert(
      fc.asyncProperty(fc.oneof({ weight: 2, arbitrary: json }, sentHeaders), sentBody, async (headers, body) => {
        try {
          await read({ headers, body })
        } catch (error) {
          assert.ok(isRefusal(error), String(error))
        }
      }),
      { numRuns: 400 },
    )
  })
}

const misencoded: readonly (readonly [what: string, bytes: readonly number[]])[] = [
  ['a byte that is never UTF-8', [0xff]],
  ['an overlong solidus', [0xc0, 0xaf]],
  ['an overlong null character', [0xc0, 0x80]],
  ['a surrogate', [0xed, 0xa0, 0x80]],
  ['a code point beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
  ['a sequence that breaks off', [0xf0, 0x9f]],
]

test('bytes that are no UTF-8 are refused by every reader, and so is UTF-16', async () => {
  const [before = '', after = ''] = JSON.stringify({ query: '|', email: 'a@b.co', password: 'x' }).split('|')
  const headers = { 'content-type': 'application/json' }
  const bodies = [
    ...misencoded.map(
      ([what, bytes]) => [what, Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)])] as const,
    ),
    ['UTF-16', Buffer.from(`${before}${after}`, 'utf16le')] as const,
    ['UTF-16 that says so', Buffer.from(`\ufeff${before}${after}`, 'utf16le')] as const,
  ]
  for (const [whose, read] of readers)
    for (const [what, body] of bodies) await assert.rejects(async () => read({ headers, body }), isRefusal, `${what}, ${whose}`)
})

for (const surface of registrationSurfaces) {
  const { name: whose, good, wireName, policy, asRead, decode, encode } = surface
  const longest = policy.maximumCharacters.name

  test(`whatever stands for the values of a registration, it is told what is wrong, each thing once (${whose})`, async () => {
    const fields = fc.record(Object.fromEntries(Object.keys(good).map((name) => [name, fieldValue])), { requiredKeys: [] })
    await fc.assert(
      fc.asyncProperty(fields, async (sent) => {
        let draft: Awaited<ReturnType<typeof decode>>
        try {
          draft = await decode(asJson({ ...good, ...sent }))
        } catch (error) {
          return assert.ok(isRefusal(error), String(error))
        }
        const { details, violations } = review(draft, surface)
        const told = violations.map((violation) => JSON.stringify(violation))
        assert.equal(new Set(told).size, told.length)
        for (const text of violations.length === 0 ? [details.email, details.firstName, details.lastName] : [])
          assert.ok(text.isWellFormed() && !text.includes('\0') && [...text].length <= policy.maximumCharacters.email)
      }),
      { numRuns: 500 },
    )
  })

  const ofAnyLength = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: longest }),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc
      .constantFrom('🙂', 'x', '\u0301', '\u200b', 'م', '\u202e')
      .chain((character) => fc.integer({ min: longest - 1, max: longest + 1 }).map((times) => character.repeat(times))),
    fc.constantFrom(
      '\0',
      'a\0b',
      '\ud800',
      'a\udfff',
      '\udc00\ud800',
      '\ufeff',
      ' a\u2028',
      '\x1ca',
      '\u0085',
      'e\u0301',
      '\u212b',
    ),
  )

  test(`a name comes back as it was sent, or is refused for its length in code points or for what cannot be kept (${whose})`, async () => {
    await fc.assert(
      fc.asyncProperty(ofAnyLength, fc.constantFrom('firstName', 'lastName'), async (name, field) => {
        const { details, violations } = review(await decode(asJson({ ...good, [wireName[field]]: name })), surface)
        const read = asRead(name)
        const isOptional = field === 'firstName' && !policy.required.includes('firstName')
        const mayBeBlank = policy.blankNames === 'accepted' || (isOptional && read === '')
        const expected = [
          ...(read === '' && !mayBeBlank ? [whose === 'Singula' ? 'missing' : 'blank'] : []),
          ...([...read].length > longest ? ['too_long'] : []),
          ...(read.includes('\0') ? ['null_character'] : []),
          ...(read.isWellFormed() ? [] : ['lone_surrogate']),
        ]
        assert.deepEqual(
          violations.map(({ code }) => code),
          expected,
        )
        if (expected.length > 0) return
        assert.equal(details[field], read)
        const shown = encode(customerOf(details))[wireName[field]]
        assert.equal(shown ?? '', read)
      }),
      { numRuns: 500 },
    )
  })

  test(`members that every object has are nothing in a body, and of two of one name the last counts (${whose})`, async () => {
    const plain = await decode(asJson(good))
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length']) {
      const body = Buffer.from(`${JSON.stringify(good).slice(0, -1)},"${name}":{"email":"eve@example.com","isVendor":true}}`)
      assert.deepEqual(await decode({ headers: { 'content-type': 'application/json' }, body }), plain)
    }
    const twice = Buffer.from(`{"email":"eve@example.com",${JSON.stringify(good).slice(1)}`)
    assert.deepEqual(await decode({ headers: { 'content-type': 'application/json' }, body: twice }), plain)
  })
}

test('Django reads the same texts from JSON, from a form and from a multipart form', async () => {
  const [django] = registrationSurfaces
  assert.ok(django)
  const { good, decode } = django
  const part = (name: string, value: string) => `--frontier\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.string({ unit: 'binary', maxLength: 60 }),
      async (first, last) => {
        const texts = { ...good, first_name: first, last_name: last.toWellFormed() } as Record<string, string>
        const parts = Object.entries(texts).map(([name, value]) => part(name, value))
        const [inJson, inForm, inParts] = await Promise.all([
          decode(asJson(texts)),
          decode({
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
            body: Buffer.from(new URLSearchParams(texts).toString()),
          }),
          decode({
            headers: { 'content-type': 'multipart/form-data; boundary=frontier' },
            body: Buffer.from(`${parts.join('')}--frontier--\r\n`),
          }),
        ])
        assert.deepEqual([inForm, inParts], [inJson, inJson])
      },
    ),
    { numRuns: 200 },
  )
})

/** How many lists and objects stand in each other. */
const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0

test('how deep JSON nests is seen without reading it, whatever its texts hold', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat(8), (value, levels) => {
      const json = Buffer.from(JSON.stringify(value))
      assert.equal(nestsDeeperThan(levels, json), depthOf(value) > levels)
    }),
    { numRuns: 500 },
  )
  fc.assert(fc.property(fc.uint8Array(), fc.nat(8), (bytes, levels) => typeof nestsDeeperThan(levels, bytes) === 'boolean'))
})
