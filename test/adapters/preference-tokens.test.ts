import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createKeyring } from '../../src/adapters/secrets/keyring.ts'
import { createLinkTokens } from '../../src/adapters/secrets/link-tokens.ts'
import { createPreferenceTokens } from '../../src/adapters/secrets/preference-tokens.ts'

const secret = 'the-secret-key-of-the-tests-0123456789'
const newerSecret = 'another-secret-of-the-tests-0123456789'
const links = createPreferenceTokens(createKeyring([secret]))
const target = { tenantId: '01890000-0000-7000-8000-0000000000aa', customerId: '01890000-0000-7000-8000-00000000000a' }
const made = links.make({ ...target, emailKey: 'ada@example.com' })

test('a link to preferences is 128 characters that stand in a path, and names its customer and no address', () => {
  assert.match(made, /^[\w-]{128}$/)
  assert.equal(links.make({ ...target, emailKey: 'ada@example.com' }), made)
  const { tenantId, customerId } = links.read(made) ?? {}
  assert.deepEqual({ tenantId, customerId }, target)
  assert.doesNotMatch(Buffer.from(made, 'base64url').toString('latin1'), /ada|example/)
})

test('it is for the mailbox it was made for and for no other', () => {
  assert.equal(links.read(made)?.isFor('ada@example.com'), true)
  for (const other of ['ada@example.org', 'ADA@example.com', '', 'ada@example.com '])
    assert.equal(links.read(made)?.isFor(other), false, other)
})

test('no bit of it can be another, nor its halves those of two links', () => {
  for (let bit = 0; bit < 96 * 8; bit += 1) {
    const bytes = Buffer.from(made, 'base64url')
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    assert.notEqual(links.read(bytes.toString('base64url'))?.isFor('ada@example.com'), true, `bit ${bit}`)
  }
  const other = links.make({ ...target, customerId: '01890000-0000-7000-8000-00000000000b', emailKey: 'eve@example.com' })
  const mixed = Buffer.concat([Buffer.from(made, 'base64url').subarray(0, 64), Buffer.from(other, 'base64url').subarray(64)])
  assert.equal(links.read(mixed.toString('base64url'))?.isFor('eve@example.com'), false)
})

test('it is no link of another kind, and only one way of writing it is read', () => {
  const recovery = createLinkTokens(createKeyring([secret]))
  for (const kind of ['password_reset', 'email_verification', 'undo_email_change'] as const) {
    assert.equal(recovery.read(kind, made), undefined)
    assert.equal(links.read(recovery.make({ kind, ...target, id: target.customerId })), undefined)
  }
  for (const text of ['', made.slice(1), `${made}A`, `${made}=`, ` ${made}`, `${made}\n`])
    assert.equal(links.read(text), undefined)
})

test('it outlives a change of the secret for as long as the older one is kept', () => {
  const read = (...secrets: [string, ...string[]]) => createPreferenceTokens(createKeyring(secrets)).read(made)
  assert.equal(read(newerSecret, secret)?.isFor('ada@example.com'), true)
  assert.equal(read(newerSecret), undefined)
})
