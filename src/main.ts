import { mkdir } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { v4 as newRequestId } from 'uuid'
import { followClock } from './adapters/clock/followed-clock.ts'
import { createHashPool, type HashPool } from './adapters/hashing/hash-pool.ts'
import { Tallies } from './adapters/metrics/tallies.ts'
import { createPasswordScoring } from './adapters/passwords/password-score.ts'
import { createKeyring } from './adapters/secrets/keyring.ts'
import type { Config } from './config/config.ts'
import { examine } from './control/doctor.ts'
import { openControlSocket } from './control/socket-server.ts'
import { troubleCodes } from './dialects/patron/refusals.ts'
import { createServer } from './http/server.ts'
import { joinDailyCommands } from './join/daily-commands.ts'
import { startDeleting } from './join/deleting.ts'
import { type DialectParts, joinDialects } from './join/dialects.ts'
import { joinErasures } from './join/erasures.ts'
import { joinExporting } from './join/exporting.ts'
import { hashPoolOptions, measureSpeed, scoringOptions } from './join/hashing.ts'
import { startHousekeeping } from './join/housekeeping.ts'
import { joinKeys, resealSecrets } from './join/keys.ts'
import { type JoinedMetrics, joinMetrics, metricsAccess } from './join/metrics.ts'
import { migrateDatabase, openDatabase, prepareDatabase } from './join/open-database.ts'
import { joinPreviousSystems } from './join/previous-system.ts'
import { openPush } from './join/push.ts'
import { startRelay } from './join/relay.ts'
import { startResolving } from './join/resolving.ts'
import { joinRetention } from './join/retention.ts'
import { joinSigningKeys } from './join/signing-keys.ts'
import { startTallying, storeTallies } from './join/tallying.ts'
import { type AppliedFile, applyTenantsFile, joinTenantCommands } from './join/tenant-commands.ts'
import { joinTenants } from './join/tenants.ts'
import { answeringInTime } from './storage/answering-in-time.ts'
import { apiKeyStore } from './storage/api-keys.ts'
import { bulkhead } from './storage/bulkhead.ts'
import { assertAnswers } from './storage/safety.ts'
import { databaseTime } from './storage/time.ts'
import { version } from './version.ts'

export interface StartOptions {
  readonly config: Config
  /** What every key is derived from, newest first. */
  readonly secrets: readonly [string, ...string[]]
  /** Variables that begin like ours and are none; the doctor tells of them. */
  readonly unknownVariables: readonly string[]
  /** Where variables stand that settings of tenants name. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly logger: Logger
}

export interface RunningPatron {
  /** Where it listens. */
  readonly url: string
  /** Whether any storefront had a key when it started. */
  readonly hadStorefrontKey: boolean
  /** What the tenants file changed when it started; `undefined`: there is none. */
  readonly tenantsFile: AppliedFile | undefined
  /** Ends readiness, lets requests under way finish for ten seconds at most, and closes everything. */
  stop(): Promise<void>
}

const bodyLimitBytes = 1_048_576
const stopDeadlineMilliseconds = 10_000

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
  { config, secrets, unknownVariables, environment, logger }: StartOptions,
  opened: (() => Promise<unknown>)[],
  closeAll: () => Promise<void>,
): Promise<RunningPatron> {
  let stopping = false
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 })
  const engine = await openDatabase(config, (error) => logger.warn({ err: error }, 'an idle database connection broke'))
  opened.push(() => engine.close())
  const prompt = answeringInTime(engine) // for requests; what is done beside them may take longer
  const tenants = joinTenants(prompt)
  const push = await openPush({ engine, tenants, config, logger })
  const metrics = joinMetrics({ engine, config })
  const hashing = createHashPool({ ...hashPoolOptions(config), onWaited: metrics.onWaited })
  opened.push(() => hashing.close())
  metrics.watchHashing(hashing)
  const scoring = createPasswordScoring(scoringOptions(config))
  opened.push(() => scoring.close())
  await prepareDatabase(engine, config, logger)
  const clock = await followClock(() => databaseTime(engine))
  const { now } = clock

  const keyring = createKeyring(secrets)
  const signingKeys = await joinSigningKeys({ engine, keyring, config })
  await resealSecrets(engine, keyring)
  const tenantParts = { engine, keyring: async () => keyring, onApplied: () => tenants.forget() }
  const tenantsFile = await applyTenantsFile(config, tenantParts)
  const hadStorefrontKey = await apiKeyStore(engine).hadStorefront()
  const ledger = await joinErasures({ engine, keyring, config, logger, now })
  const retention = joinRetention({ engine, config, keyring: async () => keyring, ledger: async () => ledger })
  opened.push(startHousekeeping({ retention, signingKeys, clock, logger }))
  // Waiting for a connection is worth as much as waiting for a hash.
  const hashedCalls = bulkhead(prompt, Math.ceil(config.databasePoolSize / 2), config.hashDeadlineMilliseconds)
  const isStopping = () => stopping
  const tallies = new Tallies(() => now().getTime())
  opened.push(startTallying(engine, tallies, logger)) // closed after the server, so that its last calls count
  const previousSystems = joinPreviousSystems((variable) => environment[variable])
  const core = { config, tallying: tallies, keyring, engine: prompt, hashedCalls, hashing, scoring, previousSystems, now }
  opened.push(startDeleting({ engine, keyring, ledger, logger, now }))
  opened.push(startResolving({ engine, tenants, keyring, logger, now }))
  let url = ''
  const publicUrl = () => config.publicUrl?.replace(/\/$/, '') ?? url
  const server = joinServer({ ...core, tenants, ledger, metrics, signingKeys, logger, isStopping, publicUrl })
  let endRelay = async () => {} // begins once it is known where the server listens, and ends after it
  opened.push(() => endRelay())
  opened.push(() => closeServer(server))
  const listening = await listen(server, config)
  url = listening.url
  endRelay = startRelay({ engine, tenants, config, keyring, logger, publicUrl: publicUrl(), push })
  const closeControlSocket = await openControlSocket(config.dataDir, listening.port, {
    doctor: () =>
      examine({
        engine,
        config,
        unknownVariables,
        secretNamed: (variable) => environment[variable],
        measureHashSpeed: () => measureSpeed(config),
        millisecondsOf: (scheme) => hashing.millisecondsOf(scheme),
      }),
    migrate: () => migrateDatabase(engine, config),
    ...joinKeys({ engine, keyring: async () => keyring, signingKeys: async () => signingKeys }),
    ...joinTenantCommands(tenantParts),
    ...joinExporting({ engine, config }),
    ...joinDailyCommands({
      engine,
      config,
      storeTallies: () => storeTallies(engine, tallies),
      keyring: async () => keyring,
      ledger: async () => ledger,
    }),
  })
  opened.push(closeControlSocket)
  return {
    url,
    hadStorefrontKey,
    tenantsFile,
    async stop() {
      stopping = true
      await sleep(config.drainMilliseconds)
      await closeAll()
    },
  }
}

interface ServerParts extends DialectParts {
  readonly hashing: HashPool
  readonly metrics: JoinedMetrics
  readonly isStopping: () => boolean
}

function joinServer(parts: ServerParts): FastifyInstance {
  const { config, engine, hashing, metrics, logger, isStopping } = parts
  return createServer({
    ...joinDialects(parts),
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

/** @returns where it listens */
async function listen(server: FastifyInstance, { host, port }: Config): Promise<{ url: string; port: number }> {
  try {
    const url = await server.listen({ host, port })
    return { url, port: (server.server.address() as AddressInfo).port }
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
