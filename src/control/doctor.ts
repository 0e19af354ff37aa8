import type { HashSpeed } from '../adapters/hashing/hash-speed.ts'
import type { SecretNamed } from '../adapters/previous-system/login-to.ts'
import type { Config } from '../config/config.ts'
import { durabilitySettings } from '../config/settings.ts'
import { type Engine, query } from '../storage/engine.ts'
import { pendingMigrations } from '../storage/migrations.ts'
import { assertTenantsAreApart, settingsThatAreOff } from '../storage/safety.ts'
import type { Finding } from './finding.ts'
import { examineForeignPasswords } from './foreign-passwords.ts'
import { examinePreviousSystems } from './previous-systems.ts'

export interface DoctorDeps {
  readonly engine: Engine
  readonly config: Config
  /** Variables that begin like ours and are none. */
  readonly unknownVariables: readonly string[]
  readonly secretNamed: SecretNamed
  measureHashSpeed(): Promise<HashSpeed>
  /** What verifying a password hashed elsewhere takes on this machine. */
  millisecondsOf(scheme: string): Promise<number>
}

// Tokens and leases are judged by the database's clock; a second is what time servers keep easily.
const tolerableSkewSeconds = 1

/** Looks at everything that decides whether this installation keeps its promises, and measures what it can bear. */
export async function examine(deps: DoctorDeps): Promise<readonly Finding[]> {
  const database = await examineDatabase(deps.engine)
  const isUsable = database.every(({ state }) => state !== 'bad')
  const foreign = isUsable ? await examineForeignPasswords(deps) : []
  const previous = isUsable ? await examinePreviousSystems(deps) : []
  return [...database, ...examineSettings(deps), await examineHashing(deps), ...foreign, ...previous]
}

async function examineDatabase(engine: Engine): Promise<readonly Finding[]> {
  const checks: [subject: string, check: () => Promise<Omit<Finding, 'subject'>>][] = [
    ['database', () => reach(engine)],
    ['migrations', () => migrations(engine)],
    ['tenants', () => apart(engine)],
    ['durability', () => durability(engine)],
    ['clock', () => clock(engine)],
  ]
  const findings: Finding[] = []
  for (const [subject, check] of checks) {
    const found = await check().catch((error: unknown) => ({ state: 'bad' as const, text: messageOf(error) }))
    findings.push({ subject, ...found })
    if (subject === 'database' && found.state === 'bad') break
  }
  return findings
}

const messageOf = (error: unknown): string => {
  const known = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return known instanceof Error ? known.message || known.name : String(known)
}

async function askDatabase<Row>(engine: Engine, sql: string): Promise<Row> {
  const connection = await engine.connect()
  try {
    const [row] = await query<Row>(connection, sql, [])
    if (!row) throw new Error('the database answered nothing')
    return row
  } finally {
    connection.release(false)
  }
}

async function reach(engine: Engine): Promise<Omit<Finding, 'subject'>> {
  await askDatabase(engine, 'select 1')
  const begun = performance.now()
  const { version, readOnly } = await askDatabase<{ version: string; readOnly: boolean }>(
    engine,
    `select current_setting('server_version') as version, current_setting('transaction_read_only')::boolean as "readOnly"`,
  )
  const milliseconds = (performance.now() - begun).toFixed(1)
  const name = engine.name === 'pglite' ? 'embedded PostgreSQL' : 'PostgreSQL'
  if (readOnly) return { state: 'bad', text: `${name} ${version} takes no writes: it is a standby, or was set read-only` }
  return { state: 'good', text: `${name} ${version} answers in ${milliseconds} ms` }
}

async function migrations(engine: Engine): Promise<Omit<Finding, 'subject'>> {
  const pending = await pendingMigrations(engine)
  if (pending.length === 0) return { state: 'good', text: 'none is pending' }
  return { state: 'bad', text: `pending: ${pending.join(', ')}. Run: patron migrate` }
}

async function apart(engine: Engine): Promise<Omit<Finding, 'subject'>> {
  await assertTenantsAreApart(engine)
  return { state: 'good', text: 'kept apart by the database itself (row-level security is forced everywhere)' }
}

async function durability(engine: Engine): Promise<Omit<Finding, 'subject'>> {
  if (engine.name === 'pglite') {
    return {
      state: 'doubtful',
      text: 'the embedded database survives a killed process, not a power cut: it never syncs to the disk. Set DATABASE_URL for more',
    }
  }
  const unsafe = await settingsThatAreOff(engine, durabilitySettings)
  if (unsafe.length === 0) return { state: 'good', text: 'what is acknowledged is on the disk' }
  return { state: 'bad', text: `off: ${unsafe.join(', ')}. Acknowledged registrations can be lost` }
}

async function clock(engine: Engine): Promise<Omit<Finding, 'subject'>> {
  const { now } = await askDatabase<{ now: Date }>(engine, 'select clock_timestamp() as now')
  const skewSeconds = Math.abs(Date.now() - now.getTime()) / 1000
  const text = `differs from the database's by ${skewSeconds.toFixed(2)} s`
  return { state: skewSeconds > tolerableSkewSeconds ? 'doubtful' : 'good', text }
}

function examineSettings({ config, unknownVariables }: DoctorDeps): readonly Finding[] {
  const doubts = [
    ...unknownVariables.map((name) => `${name} is no setting of Patron`),
    ...(config.rateLimits ? [] : ['PATRON_RATE_LIMITS is off']),
    ...(config.allowUnsafeDurability ?? []).map((name) => `${name} may be off (PATRON_ALLOW_UNSAFE_DURABILITY)`),
    ...(config.mode === 'production' && !config.publicUrl ? ['PATRON_PUBLIC_URL is absent'] : []),
  ]
  const subject = 'settings'
  if (doubts.length === 0) return [{ subject, state: 'good', text: `read, mode ${config.mode}` }]
  return doubts.map((text) => ({ subject, state: 'doubtful', text }))
}

async function examineHashing({ config, measureHashSpeed }: DoctorDeps): Promise<Finding> {
  const { hashesPerSecond, millisecondsPerHash } = await measureHashSpeed()
  const cost = `Argon2id ${config.hashMemoryKib} KiB, ${config.hashPasses} passes: ${millisecondsPerHash.toFixed(1)} ms each`
  const text = `${hashesPerSecond.toFixed(0)} registrations or sign-ins a second with ${config.hashWorkers} workers (${cost})`
  return { subject: 'hashing', state: 'good', text }
}
