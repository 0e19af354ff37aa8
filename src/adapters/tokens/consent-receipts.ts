import type { ConsentReceipts, ConsentRecord } from '../../core/consents/consent.ts'
import { signJws } from './jws.ts'
import type { SigningKeys } from './signing-keys.ts'

export interface ReceiptOptions {
  readonly keys: Pick<SigningKeys, 'current'>
  readonly issuer: string
  readonly tenantId: string
  now(): Date
}

/** What a receipt calls itself, so that it passes for no token and no token for it. */
export const receiptType = 'consent-receipt+jwt'

/**
 * Receipts as compact JWS that whoever has the published keys verifies, without asking Patron. They are signed with the key
 * in use (ES256) also where tokens are signed with a shared secret, which would prove nothing to others.
 *
 * @source docs/consents.md#receipts; RFC 7515
 */
export const consentReceipts = ({ keys, issuer, tenantId, now }: ReceiptOptions): ConsentReceipts => ({
  make: (record) => signJws(claimsOf(record, { issuer, tenantId, now }), keys.current(), receiptType),
})

const claimsOf = (record: ConsentRecord, { issuer, tenantId, now }: Omit<ReceiptOptions, 'keys'>) => ({
  iss: issuer,
  iat: Math.floor(now().getTime() / 1000),
  jti: record.id,
  sub: record.customerId,
  tid: tenantId,
  consent: {
    id: record.consentId,
    version: record.version,
    locale: record.locale,
    textDigest: record.textDigest && Buffer.from(record.textDigest).toString('hex'),
    decision: record.decision,
    contactMethods: record.contactMethods,
    recordedAt: record.recordedAt.toISOString(),
    surface: record.surface,
    actingAs: record.actingAs,
  },
})
