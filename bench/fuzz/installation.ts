import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createKeyring } from '../../src/adapters/secrets/keyring.ts'
import { createLinkTokens } from '../../src/adapters/secrets/link-tokens.ts'
import type { FileTenant, TenantsFile } from '../../src/control/tenants-file/schema.ts'
import type { RecoveryKind } from '../../src/core/recovery/recovery.ts'
import { makeKey } from '../../test/support/shop.ts'
import { type BenchDatabase, startDatabase } from '../support/bench-database.ts'
import { jsonRequest } from '../support/json-request.ts'
import { freePort, type ServerProcess, startServer } from '../support/server-process.ts'
import { WireClient } from '../support/wire-client.ts'
import type { Values } from './filled.ts'
import { canaries, plantedSecrets } from './leaks.ts'
import { password } from './seeds/people.ts'

/** A server to fuzz, with two tenants, a key of each kind, and customers nobody may see. */
export interface Installation {
  readonly server: ServerProcess
  /** With its version. */
  readonly databaseName: string
  /** Keys and links for requests. The links are the newest there are. */
  values(): Promise<Values>
  /** Ends the server and starts another, whose limits are on or off. */
  restart(hasLimits: boolean): Promise<void>
  close(): Promise<void>
}

const program = { id: 'fuzz', secret: 'secret-of-the-fuzzing-program-0123456789' }
const storefrontKey = 'storefront-key-of-the-fuzz-0123456789'
const countedKey = 'counted-storefront-key-of-the-fuzz-0123456789'

const version = { version: '1', texts: { en: { text: 'I want to hear from you.' } } }

const shared: FileTenant = {
  country: 'SWE',
  consents: [
    { consentId: 'TERMS', kind: 'company', mandatory: 'no', contactMethods: 'none' },
    { consentId: 'NEWS', kind: 'company', mandatory: 'no', contactMethods: 'optional', versions: [version] },
    { consentId: 'PARTNER-1', kind: 'thirdParty', mandatory: 'no', contactMethods: 'optional' },
  ],
}

const tenants: TenantsFile = {
  tenants: {
    default: {
      ...shared,
      keys: [
        { kind: 'hmac-v1', ...program },
        { kind: 'storefront', name: 'fuzz', secret: storefrontKey, requestsPerMinute: null },
        { kind: 'storefront', name: 'counted', secret: countedKey, requestsPerMinute: 100 },
      ],
    },
    elsewhere: {
      ...shared,
      hosts: ['elsewhere.example'],
      keys: [{ kind: 'hmac-v1', id: 'elsewhere', secret: plantedSecrets.elsewhereSecret }],
    },
  },
}

// The quickest hashes there are: what they cost is not the question here.
const settings = {
  PATRON_SECRET_KEY: plantedSecrets.secretKey,
  PATRON_HASH_MEMORY_KIB: '8',
  PATRON_HASH_PASSES: '1',
  PATRON_TRUSTED_PROXIES: '127.0.0.1',
}

export async function install(): Promise<Installation> {
  const database = await startDatabase('postgresql')
  const dataDir = database.settings['PATRON_DATA_DIR'] ?? ''
  const tenantsFile = join(dataDir, 'tenants.json')
  writeFileSync(tenantsFile, JSON.stringify(tenants))
  const start = async (hasLimits: boolean) => {
    const own = { PATRON_TENANTS_FILE: tenantsFile, PATRON_RATE_LIMITS: hasLimits ? 'on' : 'off' }
    return startServer({ settings: { ...database.settings, ...settings, ...own }, port: await freePort() })
  }
  let server = await start(false)
  const { text: serviceKey } = await makeKey({ dataDir })
  const { text: elsewhereKey } = await makeKey({ dataDir }, { tenant: 'elsewhere' })
  await registerCanaries(server.port)
  const keys = { storefrontKey, countedKey, serviceKey, elsewhereKey, programId: program.id, programSecret: program.secret }
  return {
    get server() {
      return server
    },
    databaseName: database.name,
    values: async () => ({ ...keys, now: String(Math.floor(Date.now() / 1000)), ...(await newestLinks(database)) }),
    async restart(hasLimits) {
      await server.stop()
      server = await start(hasLimits)
    },
    async close() {
      await server.stop()
      await database.close()
    },
  }
}

/** The first customers there are, so that small numbers are theirs. */
async function registerCanaries(port: number): Promise<void> {
  const client = await WireClient.connect(port)
  for (const [host, name] of [
    ['127.0.0.1', canaries.here],
    ['elsewhere.example', canaries.elsewhere],
  ] as const)
    for (let n = 1; n <= 4; n += 1) {
      const person = { email: `${name}-${n}@leak.example`, first_name: name, last_name: name, password, password2: password }
      const answer = await client?.ask(jsonRequest('/api/v1/customers/', JSON.stringify(person), { host }))
      if (answer?.status !== 201) throw new Error(`a canary was refused: ${answer?.body}`)
    }
  client?.close()
}

const links = createLinkTokens(createKeyring([plantedSecrets.secretKey]))

const linkNames = { password_reset: 'resetLink', email_verification: 'verifyLink', undo_email_change: 'undoLink' } as const

interface RecoveryRow {
  readonly kind: RecoveryKind
  readonly tenant_id: string
  readonly customer_id: string
  readonly id: string
}

// As where mailboxes have to be proven, which nobody here could then sign in without.
const addVerification = `insert into recovery (customer_id, id, tenant_id, kind, email, expires_at)
  select id, gen_random_uuid(), tenant_id, 'email_verification', email, now() + interval '1 hour'
  from customer where email like 'f%@example.com' order by number desc limit 1`

const selectNewest = `select distinct on (kind) kind, tenant_id, customer_id, id from
  (select *, row_number() over (partition by kind order by expires_at desc) as place from recovery where used_at is null) as newest
  where place <= 30 order by kind, random()`

/** One of the newest of each kind that nobody has used, as it was mailed. */
async function newestLinks(database: BenchDatabase): Promise<Values> {
  const rows = await database.examine(async (query) => {
    await query(addVerification)
    return query<RecoveryRow>(selectNewest)
  })
  return Object.fromEntries(
    rows.map(({ kind, tenant_id: tenantId, customer_id: customerId, id }) => [
      linkNames[kind],
      links.make({ kind, tenantId, customerId, id }),
    ]),
  )
}
