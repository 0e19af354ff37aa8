import { createHash } from 'node:crypto'
import type { ConsentAnswer, ConsentState, Evidence } from '../../src/core/consents/consent.ts'
import { type ConsentDefinition, type TenantSettings, usualSettings } from '../../src/core/tenants/settings.ts'

const text = (content: string) => ({ text: content, url: null })

/** Terms that have to be accepted and have a second version from 2026 on, a newsletter by some way, and two more. */
export const terms: ConsentDefinition = {
  consentId: 'TERMS',
  kind: 'company',
  mandatory: 'accept',
  contactMethods: 'none',
  versions: [
    { version: '1', validFrom: null, texts: { en: text('The terms.'), de: text('Die Bedingungen.') } },
    { version: '2', validFrom: '2026-01-01T00:00:00Z', texts: { de: text('Die neuen Bedingungen.') } },
    { version: '3', validFrom: '2100-01-01T00:00:00Z', texts: { en: text('Terms of another century.') } },
  ],
}

export const newsletter: ConsentDefinition = {
  consentId: 'NEWS',
  kind: 'company',
  mandatory: 'no',
  contactMethods: 'required',
  versions: [{ version: '2025-05', validFrom: null, texts: { en: text('News about tea.') } }],
}

export const profiling: ConsentDefinition = {
  consentId: 'PROFILING',
  kind: 'company',
  mandatory: 'answer',
  contactMethods: 'none',
  versions: [{ version: '1', validFrom: null, texts: { en: text('We look at what you buy.') } }],
}

export const partner: ConsentDefinition = {
  consentId: 'PARTNER-1',
  kind: 'thirdParty',
  mandatory: 'no',
  contactMethods: 'optional',
  versions: [{ version: '1', validFrom: null, texts: {} }],
}

/** A tenant that asks for these consents. */
export const asking = (...consents: readonly ConsentDefinition[]): TenantSettings => ({
  ...usualSettings,
  newsletterConsent: 'NEWS',
  consents,
})

/** Version 2 of the terms is in force. */
export const now = new Date('2026-03-01T12:00:00Z')

export const granted = (consentId: string, fields: Partial<ConsentAnswer> = {}): ConsentAnswer => ({
  consentId,
  isGranted: true,
  contactMethods: {},
  ...fields,
})

export const declined = (consentId: string, fields: Partial<ConsentAnswer> = {}): ConsentAnswer =>
  granted(consentId, { isGranted: false, ...fields })

/** What somebody said before. */
export const said = (consentId: string, fields: Partial<ConsentState> = {}): ConsentState => ({
  consentId,
  version: '1',
  decision: 'granted',
  contactMethods: {},
  recordedAt: new Date('2025-06-01T00:00:00Z'),
  ...fields,
})

export const evidence: Evidence = {
  surface: 'singula',
  actingAs: 'program',
  actingId: '01890000-0000-7000-8000-0000000000cc',
  clientAddress: '192.0.2.7',
  userAgent: 'shop/1.0',
  requestId: '01890000-0000-4000-8000-0000000000dd',
}

export const digestOf = (content: string): Uint8Array => createHash('sha256').update(content).digest()
export const hexOf = (bytes: Uint8Array | null | undefined): string | null => (bytes ? Buffer.from(bytes).toString('hex') : null)
