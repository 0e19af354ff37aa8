import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BenchDatabase } from '../bench-database.ts'

export const storefrontKey = 'pk_storefront_of-the-benches-0123456789'
export const signingKey = { id: 'bench-program', secret: 'the-signing-secret-of-the-benches' }

const consent = (consentId: string, kind: 'company' | 'thirdParty') => ({ consentId, kind, contactMethods: 'optional' })

// Scores as low as can be: what they refuse is not what is looked at here.
const shop = {
  country: 'SE',
  passwordMinScore: 0,
  consents: [consent('NEWS', 'company'), consent('PARTNER', 'thirdParty')],
  keys: [
    { kind: 'hmac', ...signingKey },
    { kind: 'storefront', name: 'benches', secret: storefrontKey, requestsPerMinute: null },
  ],
}

/** The settings of a server on this database, whose default tenant has the keys that the contracts ask for. */
export function withShop({ settings }: Pick<BenchDatabase, 'settings'>): Readonly<Record<string, string>> {
  const file = join(settings['PATRON_DATA_DIR'] ?? '.', 'tenants.json')
  writeFileSync(file, JSON.stringify({ tenants: { default: shop } }))
  return { ...settings, PATRON_TENANTS_FILE: file }
}
