import type { TestContext } from 'node:test'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { v7 as newId } from 'uuid'
import { loadCommonPasswords } from '../../src/adapters/passwords/common-passwords.ts'
import { createLinkTokens } from '../../src/adapters/secrets/link-tokens.ts'
import { createTokens } from '../../src/adapters/tokens/jwt.ts'
import { readConfig } from '../../src/config/config.ts'
import { newRecovery, type RecoveryKind } from '../../src/core/recovery/recovery.ts'
import { usualSettings } from '../../src/core/tenants/settings.ts'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { createDjangoDialect } from '../../src/dialects/django/routes.ts'
import { createServer } from '../../src/http/server.ts'
import { joinAccounts } from '../../src/join/accounts.ts'
import { joinEmailChanges } from '../../src/join/email-changes.ts'
import { joinPreferences } from '../../src/join/preferences.ts'
import { joinRecovery } from '../../src/join/recovery.ts'
import { joinRegistration } from '../../src/join/registration.ts'
import { joinSigningKeys } from '../../src/join/signing-keys.ts'
import { joinStorefrontCustomers } from '../../src/join/storefront-customers.ts'
import { transactionsOf } from '../../src/join/stores.ts'
import { createPages, type PageServices } from '../../src/pages/routes.ts'
import type { Engine } from '../../src/storage/engine.ts'
import { openCoreParts } from './core-parts.ts'
import type { TestDatabase } from './databases.ts'
import { noHosting } from './pages.ts'
import { type TestPatron, testClient, testSettings } from './patron.ts'
import { asOwner, openStorage } from './storage.ts'
import { defaultTenant } from './tenants.ts'

/** Registration, sign-in and the pages of mailed links, on a database that the test works on meanwhile. */
export interface TestRecovery {
  readonly patron: TestPatron
  readonly engine: Engine
  readonly recovery: ReturnType<typeof joinRecovery>
  /** Makes a recovery as a feature would, and gives the token of the link that would be mailed. */
  link(kind: RecoveryKind, email: string, sentTo?: string): Promise<string>
  /** The token of the link that would be mailed for a recovery that is there. */
  tokenOf(row: { kind: RecoveryKind; customer_id: string; id: string }): string
}

export async function startRecovery(
  t: Pick<TestContext, 'after'>,
  database: TestDatabase,
  settings: Readonly<Record<string, string>> = {},
): Promise<TestRecovery> {
  const opened: (() => Promise<unknown>)[] = []
  t.after(async () => {
    for (const close of opened.toReversed()) await close()
  })
  const engine = await openStorage(t, database)
  const config = readConfig({ ...testSettings, PATRON_DATA_DIR: database.dataDir, ...settings })
  const parts = { engine, hashedCalls: engine, ...openCoreParts(config, (close) => void opened.push(close)) }
  const { keyring } = parts
  const recovery = joinRecovery(parts, defaultTenant)
  const log: string[] = []
  const ofStorefronts = { ...parts, askReset: recovery.askReset, ledger: { append: async () => {} } } // nobody is erased here
  const services = {
    ...recovery,
    ...joinEmailChanges(parts, defaultTenant),
    ...joinPreferences(parts, defaultTenant),
    signIn: joinStorefrontCustomers(ofStorefronts, defaultTenant).signIn,
    sessionSeconds: config.storefrontTokenSeconds,
  }
  const server = await startServer(parts, services, (line) => void log.push(line))
  opened.push(() => server.close())
  const links = createLinkTokens(keyring)
  return {
    patron: { ...testClient(await server.listen({ host: '127.0.0.1', port: 0 })), log, stop: () => server.close() },
    engine,
    recovery,
    async link(kind, email, sentTo = email) {
      const [row] = await asOwner<{ id: string }>(engine, 'select id from customer where email = $1', [email])
      if (!row) throw new Error(`nobody has the address ${email}`)
      const made = newRecovery({ customerId: row.id, id: newId(), kind, email: sentTo })
      await transactionsOf(engine, defaultTenantId, keyring)(({ recoveries }) => recoveries.insert(made))
      return links.make({ ...made, tenantId: defaultTenantId })
    },
    tokenOf: ({ kind, customer_id, id }) => links.make({ kind, tenantId: defaultTenantId, customerId: customer_id, id }),
  }
}

type Parts = Parameters<typeof joinRecovery>[0]

async function startServer(parts: Parts, linkServices: PageServices, write: (line: string) => void) {
  const { config, hashing } = parts
  const tokens = createTokens({
    keys: await joinSigningKeys(parts),
    issuer: 'patron',
    sharedSecret: undefined,
    acceptsOlderTokens: false,
    now: () => new Date(),
  })
  const isCommonPassword = loadCommonPasswords()
  const services = {
    takeRegistration: joinRegistration(parts, defaultTenant),
    ...joinAccounts({ ...parts, tokens }, defaultTenant),
  }
  const django = createDjangoDialect({ isCommonPassword, servicesAt: async () => services })
  const installation = { shopName: 'Ada & Söhne', locale: 'en', publicUrl: config.publicUrl } as const
  const links = createLinkTokens(parts.keyring)
  const pages = createPages({
    isCommonPassword,
    installation,
    appearance: usualSettings,
    hosting: noHosting,
    tenantOf: async (kind, token) =>
      kind !== 'preferences' && links.read(kind, token)
        ? { presence: installation, settings: usualSettings, services: linkServices }
        : undefined,
  })
  return createServer({
    dialects: [django, pages],
    fallback: django,
    admit: (lane) => hashing.admit(lane),
    trustedProxies: ['127.0.0.1'],
    bodyLimitBytes: 1_048_576,
    isHttps: false,
    readiness: { check: async () => {}, isStopping: () => false },
    metrics: { registry: new Registry(), access: 'nobody', refusalCodes: [] },
    api: { version: '0', serverUrl: undefined },
    newRequestId: () => newId(),
    logger: pino({}, { write }),
  })
}
