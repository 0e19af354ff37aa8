import type { Config } from '../config/config.ts'

export interface StartNotice {
  readonly text: string
  readonly isWarning: boolean
}

/** What whoever starts the server should know, in the order it matters. */
export function startNotices(
  config: Config,
  url: string,
  secretNotice: string | undefined,
  unknownVariables: readonly string[],
): readonly StartNotice[] {
  const says = (text: string): StartNotice => ({ text, isWarning: false })
  const warns = (text: string): StartNotice => ({ text, isWarning: true })
  return [
    says(`Patron listens on ${url} (${config.mode})`),
    ...(config.mode === 'development' ? [says(`reference: ${url}/docs`)] : []),
    config.databaseUrl
      ? says('database: PostgreSQL')
      : warns(
          `database: embedded, in ${config.dataDir}. It is for trying and small use: it survives a killed process, but it does not sync to the disk, so not a power cut.`,
        ),
    ...(secretNotice ? [says(secretNotice)] : []),
    ...(config.rateLimits ? [] : [warns('limits: off (PATRON_RATE_LIMITS)')]),
    ...(config.allowUnsafeDurability ?? []).map((name) =>
      warns(`durability: ${name} may be off (PATRON_ALLOW_UNSAFE_DURABILITY)`),
    ),
    ...unknownVariables.map((name) => warns(`settings: ${name} is no setting of Patron and was not read`)),
  ]
}
