import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Setting } from './setting.ts'
import { settings } from './settings.ts'

type Settings = typeof settings
type ValueOf<S> = S extends Setting<infer Value> ? Value : never
/** What always has a value once everything was read. */
type Decided =
  | 'erasureLedger'
  | 'tokenIssuer'
  | 'mode'
  | 'migrateOnStart'
  | 'drainMilliseconds'
  | 'hashWorkers'
  | 'graphqlIntrospection'
  | 'graphqlPlayground'
  | 'mailFrom'
type Optional =
  | 'databaseUrl'
  | 'migrationUrl'
  | 'publicUrl'
  | 'secretKey'
  | 'tokenSecret'
  | 'commonPasswords'
  | 'tenantsFile'
  | 'trustedProxies'
  | 'allowUnsafeDurability'
  | 'gatewaySecret'
  | 'metricsToken'
  | 'smtpServer'
  | 'fcmServiceAccount'

/** The whole configuration, checked. What has no value is `undefined`. */
export type Config = { readonly [K in Exclude<keyof Settings, Optional>]: ValueOf<Settings[K]> } & {
  readonly [K in Optional]: ValueOf<Settings[K]> | undefined
}

/** Every variable that cannot be used, each with what was given and what is accepted. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
}

/**
 * Reads the environment, once and whole. An empty variable counts as absent.
 *
 * @throws ConfigurationError that names every wrong variable, what was given and what is accepted
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const faults: string[] = []
  const values: Record<string, unknown> = {}
  for (const [key, setting] of Object.entries<Setting<unknown>>(settings)) {
    const given = givenIn(env, setting.variable) ?? setting.fallback
    if (given === undefined) continue
    values[key] = setting.read(given)
    if (values[key] === undefined) faults.push(faultOf(setting, given))
  }
  faults.push(...faultsBetween(env, values))
  if (faults.length > 0) throw new ConfigurationError(faults.join('\n'))
  return decide(values as Omit<Config, Decided> & Partial<Pick<Config, Decided>>)
}

/** What is wrong with variables beside each other. */
function faultsBetween(
  env: Readonly<Record<string, string | undefined>>,
  values: Partial<Pick<Config, 'mode' | 'databaseUrl' | 'acceptOlderTokens'>>,
): readonly string[] {
  const isAbsent = ({ variable }: Setting<unknown>) => givenIn(env, variable) === undefined
  const { secretKey, acceptOlderTokens, tokenSecret, smtpServer, mailFrom, publicUrl } = settings
  return [
    !isAbsent(settings.databaseUrl) &&
      isAbsent(secretKey) &&
      `${secretKey.variable} is absent. With DATABASE_URL it must be set: ${secretKey.accepts}.`,
    values.acceptOlderTokens === true &&
      isAbsent(tokenSecret) &&
      `${acceptOlderTokens.variable} is on and ${tokenSecret.variable} is absent, which older tokens are verified with.`,
    !isAbsent(smtpServer) &&
      isAbsent(mailFrom) &&
      `${mailFrom.variable} is absent. With ${smtpServer.variable} it must be set: ${mailFrom.accepts}.`,
    !isAbsent(smtpServer) &&
      isAbsent(publicUrl) &&
      modeOf(values) === 'production' &&
      `${publicUrl.variable} is absent. With ${smtpServer.variable} in production it must be set: links in mails begin with it.`,
  ].filter((fault) => fault !== false)
}

/** Blanks alone are nothing. */
const givenIn = (env: Readonly<Record<string, string | undefined>>, variable: string): string | undefined =>
  env[variable]?.trim() || undefined

/** Variables that look like ours and are none, which are mostly misspelt. */
export function unknownVariables(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const known = new Set(Object.values(settings).map(({ variable }) => variable))
  return Object.keys(env).filter((name) => name.startsWith('PATRON_') && !name.startsWith('PATRON_TEST_') && !known.has(name))
}

const modeOf = ({ mode, databaseUrl }: Partial<Pick<Config, 'mode' | 'databaseUrl'>>): Config['mode'] =>
  mode ?? (databaseUrl ? 'production' : 'development')

/** What one setting says about another that is absent. */
function decide(values: Omit<Config, Decided> & Partial<Pick<Config, Decided>>): Config {
  const mode = modeOf(values)
  return {
    ...values,
    mode,
    erasureLedger: values.erasureLedger ?? join(values.dataDir, 'erasures.jsonl'),
    tokenIssuer: values.tokenIssuer ?? values.publicUrl ?? 'patron',
    migrateOnStart: values.migrateOnStart ?? values.migrationUrl === undefined,
    hashWorkers: values.hashWorkers ?? availableParallelism(),
    graphqlIntrospection: values.graphqlIntrospection ?? mode === 'development',
    graphqlPlayground: values.graphqlPlayground ?? mode === 'development',
    mailFrom: values.mailFrom ?? { name: 'Patron', address: 'patron@localhost' },
    drainMilliseconds: values.drainMilliseconds ?? (mode === 'production' ? 1_000 : 0),
  }
}

function faultOf({ variable, isSecret, accepts }: Setting<unknown>, given: string): string {
  const shown = isSecret ? `a text of ${given.length} characters` : JSON.stringify(given)
  return `${variable} is ${shown}. Accepted: ${accepts}.`
}
