import type { LinkTokens } from '../../core/recovery/link.ts'
import type { RecoveryKind } from '../../core/recovery/recovery.ts'
import { isUuid } from '../../core/tenants/uuid.ts'
import type { Keyring } from './keyring.ts'

const uuidBytes = 16

// Two UUIDs and an HMAC-SHA256, 64 bytes. Four bits of the last character say nothing; `read` wants them as `make` writes them.
const form = /^[\w-]{86}$/

/** Links that only we can make: both ids and an HMAC of them and the kind. Nothing of it is kept. */
export const createLinkTokens = (keyring: Keyring): LinkTokens => ({
  make({ kind, customerId, id }) {
    const ids = Buffer.concat([bytesOf(customerId), bytesOf(id)])
    return Buffer.concat([ids, keyring.mac('link', signedPart(kind, ids))]).toString('base64url')
  },
  read(kind, text) {
    const bytes = Buffer.from(form.test(text) ? text : '', 'base64url')
    if (bytes.length === 0 || bytes.toString('base64url') !== text) return undefined
    const ids = bytes.subarray(0, 2 * uuidBytes)
    if (!keyring.verifies('link', signedPart(kind, ids), bytes.subarray(2 * uuidBytes))) return undefined
    return { customerId: uuidOf(ids.subarray(0, uuidBytes)), id: uuidOf(ids.subarray(uuidBytes)) }
  },
})

const signedPart = (kind: RecoveryKind, ids: Uint8Array): Uint8Array => Buffer.concat([Buffer.from(`${kind} `), ids])

function bytesOf(uuid: string): Buffer {
  if (!isUuid(uuid)) throw new TypeError('a link names what it stands for by UUIDs')
  return Buffer.from(uuid.replaceAll('-', ''), 'hex')
}

const uuidOf = (bytes: Buffer): string => bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
