import type { Config } from '../config/config.ts'
import { mailFolderOf } from '../join/relay.ts'
import type { AppliedFile } from '../join/tenant-commands.ts'

export interface StartNotice {
  readonly text: string
  readonly isWarning: boolean
}

export interface StartFacts {
  readonly config: Config
  readonly url: string
  readonly secretNotice: string | undefined
  readonly unknownVariables: readonly string[]
  /** Whether any storefront ever had a key. */
  readonly hadStorefrontKey: boolean
  /** What the tenants file changed; `undefined`: there is none. */
  readonly tenantsFile: AppliedFile | undefined
}

/** What whoever starts the server should know, in the order it matters. */
export function startNotices({
  config,
  url,
  secretNotice,
  unknownVariables,
  hadStorefrontKey,
  tenantsFile,
}: StartFacts): readonly StartNotice[] {
  const says = (text: string): StartNotice => ({ text, isWarning: false })
  const warns = (text: string): StartNotice => ({ text, isWarning: true })
  return [
    says(`Patron listens on ${url} (${config.mode})`),
    ...(config.mode === 'development' ? [says(`to look around: ${url}/ (pages, mails, reference)`)] : []),
    config.databaseUrl
      ? says('database: PostgreSQL')
      : warns(
          `database: embedded, in ${config.dataDir}. It is for trying and small use: it survives a killed process, but it does not sync to the disk, so not a power cut.`,
        ),
    ...(secretNotice ? [says(secretNotice)] : []),
    ...(tenantsFile
      ? [says(`tenants: ${tenantsFile.changed} of the ${tenantsFile.declared} in ${tenantsFile.file} were changed`)]
      : []),
    ...(hadStorefrontKey ? [] : [warns(withoutStorefrontKey[config.mode])]),
    config.smtpServer
      ? says(`mail: goes out through ${config.smtpServer.host}:${config.smtpServer.port}`)
      : warns(`mail: none goes out; each is a file in ${mailFolderOf(config.dataDir)} (PATRON_SMTP_URL)`),
    ...(config.rateLimits ? [] : [warns('limits: off (PATRON_RATE_LIMITS)')]),
    ...(config.allowUnsafeDurability ?? []).map((name) =>
      warns(`durability: ${name} may be off (PATRON_ALLOW_UNSAFE_DURABILITY)`),
    ),
    ...unknownVariables.map((name) => warns(`settings: ${name} is no setting of Patron and was not read`)),
  ]
}

const makesOne = "patron keys create --kind storefront --name 'web shop'"
const withoutStorefrontKey = {
  development: `storefront API: OPEN TO EVERYBODY, without a key, until the first one is made: ${makesOne}`,
  production: `storefront API: refuses everybody until a key is made: ${makesOne}`,
} satisfies Record<Config['mode'], string>
