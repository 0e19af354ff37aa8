import { v7 as newId } from 'uuid'
import { textDigest } from '../adapters/digests/text-digest.ts'
import type { Keyring } from '../adapters/secrets/keyring.ts'
import { consentReceipts } from '../adapters/tokens/consent-receipts.ts'
import type { SigningKeys } from '../adapters/tokens/signing-keys.ts'
import type { Config } from '../config/config.ts'
import { type AnswerOutcome, type AnswerReport, answerConsent } from '../core/account/answer-consent.ts'
import { makeConsentReceipt, readConsentHistory, readConsents } from '../core/account/read-consents.ts'
import { findConsentsNeeded } from '../core/consents/consents-needed.ts'
import { declaredConsents } from '../core/consents/declared.ts'
import type { Telling } from '../core/idempotency/create-once.ts'
import type { Tenant } from '../core/tenants/tenant.ts'
import { consentLookUp } from '../storage/consents.ts'
import { customerLookUp } from '../storage/customer-look-up.ts'
import type { Engine } from '../storage/engine.ts'
import { lookingUp } from '../storage/transaction.ts'
import { joinCreations } from './creations.ts'

export interface ConsentParts {
  readonly engine: Engine
  readonly keyring: Keyring
  readonly signingKeys: Pick<SigningKeys, 'current'>
  readonly config: Pick<Config, 'tokenIssuer'>
  now(): Date
}

/** What one tenant's customers consented to, with real storage, clock and keys behind it. */
export function joinConsents({ engine, keyring, signingKeys, config, now }: ConsentParts, { id: tenantId, settings }: Tenant) {
  const asking = lookingUp(engine, tenantId)
  const consents = consentLookUp(asking, tenantId)
  const receipts = consentReceipts({ keys: signingKeys, issuer: config.tokenIssuer, tenantId, now })
  const reading = { customers: customerLookUp(asking, tenantId), consents, settings, receipts, now }
  const recording = { settings, digestOf: textDigest, newId: () => newId(), now }
  const creating = joinCreations(engine, tenantId, keyring)
  return {
    consentsNeeded: (customerId: string) => findConsentsNeeded(customerId, reading),
    declaredConsents: () => ({ ...settings, consents: declaredConsents(settings, recording) }),
    consentTexts: (consentId: string, version: string) => consents.textsOf(consentId, version),
    consentsOf: (customerId: string) => readConsents(customerId, reading),
    consentHistory: (customerId: string) => readConsentHistory(customerId, reading),
    consentReceipt: (customerId: string, recordId: string) => makeConsentReceipt(customerId, recordId, reading),
    answerConsent: <Answer>(report: AnswerReport, telling: Telling<AnswerOutcome, Answer>) =>
      creating(report.customerId, telling, (transaction) => answerConsent(report, { ...recording, transaction })),
  }
}
