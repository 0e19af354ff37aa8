import type { Static } from 'typebox'
import type { AnswerOutcome } from '../../core/account/answer-consent.ts'
import type { ConsentRecord, DeclaredText } from '../../core/consents/consent.ts'
import type { DeclaredConsent } from '../../core/consents/declared.ts'
import type { ConsentStanding } from '../../core/consents/overview.ts'
import type { TenantSettings } from '../../core/tenants/settings.ts'
import type { WireAnswer } from '../dialect.ts'
import type * as contract from './contract/consents.ts'
import { jsonAnswer } from './encode.ts'

const hex = (digest: Uint8Array): string => Buffer.from(digest).toString('hex')

/** What a tenant asks of its customers. */
export interface ConsentCatalog extends Pick<TenantSettings, 'contactMethods' | 'newsletterConsent'> {
  readonly consents: readonly DeclaredConsent[]
}

export function encodeCatalog({ contactMethods, newsletterConsent, consents }: ConsentCatalog): WireAnswer {
  const body: Static<typeof contract.DeclaredConsents> = {
    contactMethods: [...contactMethods],
    newsletterConsent,
    consents: consents.map(({ consentId, kind, mandatory, contactMethods: methods, versionInForce, versions }) => ({
      consentId,
      kind,
      mandatory,
      contactMethods: methods,
      versionInForce,
      versions: versions.map(({ version, validFrom, texts }) => ({
        version,
        validFrom,
        texts: texts.map(({ locale, text, url, digest }) => ({ locale, text, url, digest: hex(digest) })),
      })),
    })),
  }
  return jsonAnswer(200, body)
}

export function encodeTexts(texts: readonly DeclaredText[]): WireAnswer {
  const wire = ({ locale, content, digest, declaredAt }: DeclaredText) => ({
    locale,
    text: content,
    digest: hex(digest),
    declaredAt: declaredAt.toISOString(),
  })
  return jsonAnswer(200, { texts: texts.map(wire) } satisfies Static<typeof contract.ConsentTexts>)
}

export function encodeStandings(standings: readonly ConsentStanding[]): WireAnswer {
  const body: Static<typeof contract.CustomerConsents> = {
    needed: standings.filter(({ isNeeded }) => isNeeded).map(({ consentId }) => consentId),
    consents: standings.map(({ consentId, definition, versionInForce, said, isNeeded }) => ({
      consentId,
      kind: definition?.kind ?? null,
      mandatory: definition?.mandatory ?? null,
      versionInForce,
      needed: isNeeded,
      said: said && {
        version: said.version,
        decision: said.decision,
        contactMethods: { ...said.contactMethods },
        recordedAt: said.recordedAt.toISOString(),
      },
    })),
  }
  return jsonAnswer(200, body)
}

export const encodeHistory = (records: readonly ConsentRecord[]): WireAnswer =>
  jsonAnswer(200, { records: records.map(wireRecord) } satisfies Static<typeof contract.ConsentHistory>)

/** 201 with the record when it was kept now, 200 with the one that stood. */
export const encodeAnswer = ({ isNew, record }: AnswerOutcome & { ok: true }): WireAnswer =>
  jsonAnswer(isNew ? 201 : 200, wireRecord(record))

export const encodeReceipt = (receipt: string): WireAnswer =>
  jsonAnswer(200, { receipt } satisfies Static<typeof contract.ConsentReceipt>)

const wireRecord = (record: ConsentRecord): Static<typeof contract.ConsentRecord> => ({
  id: record.id,
  customerId: record.customerId,
  number: record.number,
  consentId: record.consentId,
  version: record.version,
  locale: record.locale,
  textDigest: record.textDigest && hex(record.textDigest),
  decision: record.decision,
  contactMethods: { ...record.contactMethods },
  recordedAt: record.recordedAt.toISOString(),
  surface: record.surface,
  actingAs: record.actingAs,
  actingId: record.actingId,
  clientAddress: record.clientAddress,
  userAgent: record.userAgent,
  requestId: record.requestId,
})
