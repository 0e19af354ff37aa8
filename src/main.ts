import { mkdir } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { v4 as newRequestId } from 'uuid'
import { createHashPool, type HashPool } from './adapters/hashing/hash-pool.ts'
import { measureHashSpeed } from './adapters/hashing/hash-speed.ts'
import { loadCommonPasswords } from './adapters/passwords/common-passwords.ts'
import { createKeyring } from './adapters/secrets/keyring.ts'
import { createTokens } from './adapters/tokens/jwt.ts'
import { type SigningKeys, startReloading } from './adapters/tokens/signing-keys.ts'
import type { Config } from './config/config.ts'
import { examine } from './control/doctor.ts'
import { openControlSocket } from './control/socket-server.ts'
import type { ErasureLedger } from './core/erasure/erasure.ts'
import { defaultTenantId } from './core/tenants/tenant.ts'
import { createBagistoDialect } from './dialects/bagisto/routes.ts'
import { createDjangoDialect } from './dialects/django/routes.ts'
import { troubleCodes } from './dialects/patron/refusals.ts'
import { createPatronDialect } from './dialects/patron/routes.ts'
import { createServer } from './http/server.ts'
import { joinAccounts } from './join/accounts.ts'
import { joinErasures } from './join/erasures.ts'
import { joinKeys } from './join/keys.ts'
import { type JoinedMetrics, joinMetrics, metricsAccess } from './join/metrics.ts'
import { migrateDatabase, openDatabase, prepareDatabase } from './join/open-database.ts'
import { openPush } from './join/push.ts'
import { joinRecovery } from './join/recovery.ts'
import { type CoreParts, joinRegistration } from './join/registration.ts'
import { startRelay } from './join/relay.ts'
import { joinShop } from './join/shop.ts'
import { joinSigningKeys } from './join/signing-keys.ts'
import { joinStorefrontCustomers } from './join/storefront-customers.ts'
import { perTenant, shopSettings } from './join/storefront-settings.ts'
import { joinStorefronts } from './join/storefronts.ts'
import { createPages } from './pages/routes.ts'
import { apiKeyStore } from './storage/api-keys.ts'
import { bulkhead } from './storage/bulkhead.ts'
import { startExpiry } from './storage/expiry.ts'
import { assertAnswers } from './storage/safety.ts'
import { version } from './version.ts'

export interface StartOptions {
  readonly config: Config
  /** What every key is derived from, newest first. */
  readonly secrets: readonly [string, ...string[]]
  /** Variables that begin like ours and are none; the doctor tells of them. */
  readonly unknownVariables: readonly string[]
  readonly logger: Logger
}

export interface RunningPatron {
  /** Where it listens. */
  readonly url: string
  /** Whether any storefront had a key when it started. */
  readonly hadStorefrontKey: boolean
  /** Ends readiness, lets requests under way finish for ten seconds at most, and closes everything. */
  stop(): Promise<void>
}

const bodyLimitBytes = 1_048_576
const stopDeadlineMilliseconds = 10_000
// Long enough for a figure that two runs agree on within a few per cent.
const measuredMilliseconds = 2_000

/**
 * Joins the parts and starts the server: opens and migrates the database, proves that it keeps tenants apart and
 * data on the disk, and listens.
 *
 * @throws an error a person can act on, when anything of that cannot be had; nothing stays open then
 */
export async function startPatron(options: StartOptions): Promise<RunningPatron> {
  const opened: (() => Promise<unknown>)[] = []
  const closeAll = async () => {
    for (const close of opened.toReversed()) await close()
  }
  try {
    return await start(options, opened, closeAll)
  } catch (error) {
    await closeAll()
    throw error
  }
}

async function start(
  { config, secrets, unknownVariables, logger }: StartOptions,
  opened: (() => Promise<unknown>)[],
  closeAll: () => Promise<void>,
): Promise<RunningPatron> {
  let stopping = false
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 })
  const engine = await openDatabase(config, (error) => logger.warn({ err: error }, 'an idle database connection broke'))
  opened.push(() => engine.close())
  const push = await openPush({ engine, config, logger })
  const metrics = joinMetrics({ engine, config })
  const hashing = createHashPool({ ...hashPoolOptions(config), onWaited: metrics.onWaited })
  opened.push(() => hashing.close())
  metrics.watchHashing(hashing)
  await prepareDatabase(engine, config, logger)
  const hadStorefrontKey = await apiKeyStore(engine).hadStorefront()
  opened.push(startExpiry(engine, (error) => logger.warn({ err: error }, 'expired rows could not be removed')))

  const keyring = createKeyring(secrets)
  const signingKeys = await joinSigningKeys({ engine, keyring, config })
  opened.push(startReloading(signingKeys, (error) => logger.warn({ err: error }, 'the signing keys could not be looked up')))
  const ledger = await joinErasures({ engine, keyring, config, logger })
  const hashedCalls = bulkhead(engine, Math.ceil(config.databasePoolSize / 2))
  const isStopping = () => stopping
  const core = { config, keyring, engine, hashedCalls, hashing }
  const recovery = joinRecovery(core)
  opened.push(recovery.startResolving((error) => logger.warn({ err: error }, 'requests for new passwords could not be resolved')))
  let url = ''
  const publicUrl = () => config.publicUrl?.replace(/\/$/, '') ?? url
  const server = joinServer({ ...core, ledger, recovery, metrics, signingKeys, logger, isStopping, publicUrl })
  let endRelay = async () => {} // begins once it is known where the server listens, and ends after it
  opened.push(() => endRelay())
  opened.push(() => closeServer(server))
  await listen(server, config)

  const { address, family, port } = server.server.address() as AddressInfo
  url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
  endRelay = startRelay({ engine, config, keyring, logger, publicUrl: publicUrl(), push })
  const closeControlSocket = await openControlSocket(config.dataDir, port, {
    doctor: () =>
      examine({
        engine,
        config,
        unknownVariables,
        measureHashSpeed: () => measureSpeed(config),
        millisecondsOf: (scheme) => hashing.millisecondsOf(scheme),
      }),
    migrate: () => migrateDatabase(engine, config),
    ...joinKeys({ engine, signingKeys: async () => signingKeys }),
  })
  opened.push(closeControlSocket)
  return {
    url,
    hadStorefrontKey,
    async stop() {
      stopping = true
      await sleep(config.drainMilliseconds)
      await closeAll()
    },
  }
}

interface ServerParts extends CoreParts {
  readonly logger: Logger
  readonly hashing: HashPool
  readonly signingKeys: SigningKeys
  readonly ledger: ErasureLedger
  readonly recovery: ReturnType<typeof joinRecovery>
  readonly metrics: JoinedMetrics
  readonly isStopping: () => boolean
  readonly publicUrl: () => string
}

/** The server with every dialect, each given what it asks of the core. */
function joinServer(parts: ServerParts): FastifyInstance {
  const { config, engine, hashing, metrics, signingKeys, logger, isStopping } = parts
  const tokens = createTokens({
    keys: signingKeys,
    issuer: config.tokenIssuer,
    sharedSecret: config.tokenSecret,
    acceptsOlderTokens: config.acceptOlderTokens,
    now: () => new Date(),
  })
  const isCommonPassword = loadCommonPasswords(config.commonPasswords)
  const django = createDjangoDialect({
    takeRegistration: joinRegistration(parts, defaultTenantId),
    isCommonPassword,
    ...joinAccounts({ ...parts, tokens }),
  })
  const patron = createPatronDialect({ publishedKeys: () => signingKeys.published(), ...joinShop({ ...parts, tokens }) })
  const bagisto = createBagistoDialect({
    ...joinStorefronts({ engine, config, logger }),
    settings: shopSettings(config),
    introspection: config.graphqlIntrospection,
    playground: config.graphqlPlayground,
    isCommonPassword,
    servicesOf: perTenant((tenantId) => joinStorefrontCustomers({ ...parts, askReset: parts.recovery.askReset }, tenantId)),
    publicUrl: parts.publicUrl,
  })
  const pages = createPages(
    { ...parts.recovery, isCommonPassword },
    { shopName: config.shopName, defaultLocale: config.locale, publicUrl: config.publicUrl },
  )
  return createServer({
    dialects: [django, bagisto, patron, pages],
    fallback: patron,
    admit: (lane) => hashing.admit(lane),
    trustedProxies: config.trustedProxies ?? [],
    bodyLimitBytes,
    isHttps: config.publicUrl?.startsWith('https:') ?? false,
    readiness: { check: () => assertAnswers(engine), isStopping },
    metrics: { registry: metrics.registry, access: metricsAccess(config), refusalCodes: troubleCodes },
    api: { version, serverUrl: config.publicUrl },
    newRequestId: () => newRequestId(),
    logger,
  })
}

async function listen(server: FastifyInstance, { host, port }: Config): Promise<void> {
  try {
    await server.listen({ host, port })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error
    throw new Error(`Port ${port} on ${host} is taken by another program. Stop that one, or set PATRON_PORT.`, { cause: error })
  }
}

/** Takes no more connections and waits for what is under way; what is not done by the deadline is cut off. */
async function closeServer(server: FastifyInstance): Promise<void> {
  const cutOff = setTimeout(() => server.server.closeAllConnections(), stopDeadlineMilliseconds)
  await server.close()
  clearTimeout(cutOff)
}

const hashCost = (config: Config) => ({
  memoryKib: config.hashMemoryKib,
  passes: config.hashPasses,
  parallelism: config.hashParallelism,
})

/** The hash pool as configured. */
export const hashPoolOptions = (config: Config) => ({
  ...hashCost(config),
  workers: config.hashWorkers,
  deadlineMilliseconds: config.hashDeadlineMilliseconds,
})

/** How fast this machine hashes with the configured cost and width, measured now. */
export const measureSpeed = (config: Config) =>
  measureHashSpeed({ ...hashCost(config), workers: config.hashWorkers }, { milliseconds: measuredMilliseconds })
