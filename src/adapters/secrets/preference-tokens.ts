import type { PreferenceTokens } from '../../core/account/preference-link.ts'
import type { Keyring } from './keyring.ts'
import { bytesOf, uuidAt } from './uuid-bytes.ts'

const uuidBytes = 16
const idBytes = 2 * uuidBytes
const macBytes = 32

// Two UUIDs and two HMACs of SHA-256: 96 bytes, of which every character says something.
const form = /^[\w-]{128}$/

/**
 * The ids of tenant and customer, an HMAC of them, by which a link that is not ours costs no query, and one of them and the
 * mailbox, which is read when the customer is known.
 */
export const createPreferenceTokens = (keyring: Keyring): PreferenceTokens => ({
  make({ tenantId, customerId, emailKey }) {
    const ids = Buffer.concat([bytesOf(tenantId), bytesOf(customerId)])
    const seals = [keyring.mac('link', idsPart(ids)), keyring.mac('link', mailboxPart(ids, emailKey))]
    return Buffer.concat([ids, ...seals]).toString('base64url')
  },
  read(text) {
    const bytes = Buffer.from(form.test(text) ? text : '', 'base64url')
    const ids = bytes.subarray(0, idBytes)
    const [ofIds, ofMailbox] = [bytes.subarray(idBytes, idBytes + macBytes), bytes.subarray(idBytes + macBytes)]
    if (bytes.length === 0 || !keyring.verifies('link', idsPart(ids), ofIds)) return undefined
    return {
      tenantId: uuidAt(0, ids),
      customerId: uuidAt(1, ids),
      isFor: (emailKey) => keyring.verifies('link', mailboxPart(ids, emailKey), ofMailbox),
    }
  },
})

const idsPart = (ids: Uint8Array): Uint8Array => Buffer.concat([Buffer.from('preferences '), ids])

const mailboxPart = (ids: Uint8Array, emailKey: string): Uint8Array =>
  Buffer.concat([Buffer.from('preferences of a mailbox '), ids, Buffer.from(emailKey)])
