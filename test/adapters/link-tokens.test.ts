import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createKeyring } from '../../src/adapters/secrets/keyring.ts'
import { createLinkTokens } from '../../src/adapters/secrets/link-tokens.ts'

const secret = 'the-secret-key-of-the-tests-0123456789'
const newerSecret = 'another-secret-of-the-tests-0123456789'
const links = createLinkTokens(createKeyring([secret]))
const target = {
  tenantId: '01890000-0000-7000-8000-0000000000aa',
  customerId: '01890000-0000-7000-8000-00000000000a',
  id: '01890000-0000-7000-8000-0000000000ff',
}
const made = links.make({ kind: 'password_reset', ...target })

test('a link is 107 characters that stand in a path as they are, the same at each making, and is read as what it was made of', () => {
  assert.match(made, /^[\w-]{107}$/)
  assert.equal(links.make({ kind: 'password_reset', ...target }), made)
  assert.deepEqual(links.read('password_reset', made), target)
})

test('a link of one kind opens nothing of another', () => {
  assert.equal(links.read('email_verification', made), undefined)
  assert.equal(links.read('undo_email_change', made), undefined)
})

test('no bit of a link can be another', () => {
  for (let bit = 0; bit < 80 * 8; bit += 1) {
    const bytes = Buffer.from(made, 'base64url')
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    assert.equal(links.read('password_reset', bytes.toString('base64url')), undefined, `bit ${bit}`)
  }
})

test('only the one way of writing a link is read', () => {
  const standard = Buffer.from(made, 'base64url').toString('base64')
  const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const last = characters.indexOf(made.at(-1) ?? '')
  const sameBytes = [1, 2, 3].map((bits) => made.slice(0, -1) + characters[last + bits])
  for (const text of ['', made.slice(0, -1), `${made}A`, `${made}=`, ` ${made}`, `${made}\n`, standard, ...sameBytes])
    assert.equal(links.read('password_reset', text), undefined, JSON.stringify(text))
})

test('links outlive a change of the secret for as long as the older one is kept, and no longer', () => {
  assert.deepEqual(createLinkTokens(createKeyring([newerSecret, secret])).read('password_reset', made), target)
  assert.equal(createLinkTokens(createKeyring([newerSecret])).read('password_reset', made), undefined)
})

test('a link cannot be made of what is no UUID', () => {
  assert.throws(() => links.make({ kind: 'password_reset', ...target, id: 'x' }), TypeError)
})
