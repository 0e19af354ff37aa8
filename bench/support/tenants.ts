import { v7 } from 'uuid'
import type { ConsentDefinition, ConsentVersion, TenantSettings } from '../../src/core/tenants/settings.ts'
import type { BenchDatabase } from './bench-database.ts'

/** Where the nth tenant's customers reach it. */
const hostOf = (n: number): string => `shop-${n}.example`

const perStatement = 1000

const version = (month: string, about: string): ConsentVersion => ({
  version: month,
  validFrom: `${month}-01T00:00:00Z`,
  texts: {
    en: { text: `I want to be told about ${about}, at most once a week. I can end this at any time.`, url: null },
    de: { text: `Ich möchte höchstens einmal in der Woche von ${about} hören und kann das jederzeit beenden.`, url: null },
  },
})

const consent = (consentId: string, about: string): ConsentDefinition => ({
  consentId,
  kind: 'company',
  mandatory: 'no',
  contactMethods: 'optional',
  versions: [version('2025-01', about), version('2026-01', about)],
})

/** What an ordinary shop decides for itself: 2 kB, most of them the texts of its consents. */
const settings: Partial<TenantSettings> = {
  locale: 'en',
  timeZone: 'Europe/Stockholm',
  country: 'SE',
  minimumAgeYears: 16,
  currencies: ['SEK', 'EUR'],
  contactMethods: ['EMAIL', 'SMS', 'POST'],
  consents: [consent('NEWSLETTER', 'offers'), consent('EVENTS', 'concerts and readings'), consent('PARTNERS', 'our partners')],
}

/**
 * Makes so many tenants with names, settings and a host each, as rows, beside those there are. The tables have to be there.
 *
 * @returns the hosts
 */
export async function makeTenants(database: BenchDatabase, count: number): Promise<readonly string[]> {
  const numbers = Array.from({ length: count }, (_, n) => n)
  await database.examine(async (query) => {
    for (let from = 0; from < count; from += perStatement) {
      const some = numbers.slice(from, from + perStatement)
      const [ids, hosts] = [some.map(() => v7()), some.map(hostOf)]
      await query(
        `with made as (
          insert into tenant (id, name, settings)
          select id, host, $3::jsonb || jsonb_build_object('shopName', host) from unnest($1::uuid[], $2::text[]) as new (id, host)
          returning id, name
        ) insert into tenant_host (host, owner_tenant_id) select name, id from made`,
        [ids, hosts, JSON.stringify(settings)],
      )
    }
    await query('analyze')
  })
  return numbers.map(hostOf)
}

/** How long a tenant's settings are as JSON. */
export const settingsBytes = Buffer.byteLength(JSON.stringify(settings))
