import assert from 'node:assert/strict'
import { test } from 'node:test'
import { consentReceipts, receiptType } from '../../src/adapters/tokens/consent-receipts.ts'
import { readHeader, signJws, verifyJws } from '../../src/adapters/tokens/jws.ts'
import type { ConsentRecord } from '../../src/core/consents/consent.ts'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { digestOf, evidence, said } from '../support/consents.ts'
import { claimsOf, headerOf } from '../support/signed-in.ts'
import { ada } from '../support/storage.ts'
import { someClaims, someTokens } from '../support/tokens.ts'

const record: ConsentRecord = {
  ...evidence,
  ...said('TERMS', { contactMethods: { EMAIL: true } }),
  id: '01890000-0000-7000-8000-0000000000ee',
  customerId: ada,
  number: 3,
  locale: 'en',
  textDigest: digestOf('The terms.'),
}

async function someReceipts(sharedSecret?: string) {
  const { clock, keys, tokens } = await someTokens({ sharedSecret })
  const receipts = consentReceipts({ keys, issuer: 'https://shop.example', tenantId: defaultTenantId, now: clock.now })
  return { clock, keys, tokens, receipt: receipts.make(record) }
}

test('a receipt says what was kept, and nothing of where it came from or who passed it on', async () => {
  const { keys, receipt } = await someReceipts()
  assert.deepEqual(headerOf(receipt), { alg: 'ES256', typ: 'consent-receipt+jwt', kid: keys.current().id })
  assert.deepEqual(claimsOf(receipt), {
    iss: 'https://shop.example',
    iat: 1_772_366_400,
    jti: record.id,
    sub: ada,
    tid: defaultTenantId,
    consent: {
      id: 'TERMS',
      version: '1',
      locale: 'en',
      // printf %s 'The terms.' | sha256sum
      textDigest: '81240357e5a43ff7cb5c84c346636215786b23b1c070a8972aa26d5651e2b619',
      decision: 'granted',
      contactMethods: { EMAIL: true },
      recordedAt: '2025-06-01T00:00:00.000Z',
      surface: 'singula',
      actingAs: 'program',
    },
  })
  assert.ok(verifyJws(receipt, keys.current()))
})

test('where tokens are signed with a shared secret, receipts still prove something to others', async () => {
  const { keys, receipt } = await someReceipts('a-secret-shared-with-django-0123456789')
  assert.equal(readHeader(receipt)?.alg, 'ES256')
  assert.ok(verifyJws(receipt, keys.current()))
})

test('a receipt passes for no token, not even one that would say all that a token says', async () => {
  const { clock, keys, tokens, receipt } = await someReceipts()
  assert.equal(await tokens.read(receipt), undefined)
  const token = tokens.issue(someClaims(clock.now()))
  assert.ok(await tokens.read(token))
  const claims = claimsOf(token)
  assert.equal(await tokens.read(signJws({ ...claimsOf(receipt), ...claims }, keys.current(), receiptType)), undefined)
  assert.ok(await tokens.read(signJws(claims, keys.current(), 'jwt')))
})
