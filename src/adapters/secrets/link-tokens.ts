import type { LinkKind, LinkTokens } from '../../core/recovery/link.ts'
import type { Keyring } from './keyring.ts'
import { bytesOf, uuidAt } from './uuid-bytes.ts'

const uuidBytes = 16

const idBytes = 3 * uuidBytes

// Three UUIDs and an HMAC-SHA256, 80 bytes. Two bits of the last character say nothing; `read` wants them as `make` writes them.
const form = /^[\w-]{107}$/

/** Links that only we can make: the ids of tenant, customer and recovery, and an HMAC of them and the kind. Nothing of it is kept. */
export const createLinkTokens = (keyring: Keyring): LinkTokens => ({
  make({ kind, tenantId, customerId, id }) {
    const ids = Buffer.concat([bytesOf(tenantId), bytesOf(customerId), bytesOf(id)])
    return Buffer.concat([ids, keyring.mac('link', signedPart(kind, ids))]).toString('base64url')
  },
  read(kind, text) {
    const bytes = Buffer.from(form.test(text) ? text : '', 'base64url')
    if (bytes.length === 0 || bytes.toString('base64url') !== text) return undefined
    const ids = bytes.subarray(0, idBytes)
    if (!keyring.verifies('link', signedPart(kind, ids), bytes.subarray(idBytes))) return undefined
    return { tenantId: uuidAt(0, ids), customerId: uuidAt(1, ids), id: uuidAt(2, ids) }
  },
})

const signedPart = (kind: LinkKind, ids: Uint8Array): Uint8Array => Buffer.concat([Buffer.from(`${kind} `), ids])
