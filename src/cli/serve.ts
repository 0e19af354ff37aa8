import { createLogger } from '../adapters/log/logger.ts'
import { readConfig, unknownVariables } from '../config/config.ts'
import { startPatron } from '../main.ts'
import { findSecrets } from './secrets.ts'
import { startNotices } from './start-notices.ts'

/** Runs the server until it is told to stop; a second signal stops it at once. */
export async function serve(): Promise<void> {
  const config = readConfig(process.env)
  const logger = createLogger(config.logLevel)
  const unknown = unknownVariables(process.env)
  const { secrets, notice } = await findSecrets(config)
  const patron = await startPatron({ config, secrets, unknownVariables: unknown, environment: process.env, logger })

  process.on('unhandledRejection', (error) => logger.error({ err: error }, 'a promise was left rejected'))
  process.on('uncaughtException', (error) => logger.error({ err: error }, 'an exception was caught by nobody'))
  let stopping = false
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1)
    stopping = true
    logger.info({ signal }, 'stopping')
    patron.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'could not stop cleanly')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)

  // Said last: whoever reads it may already ask for anything, an end included.
  const notices = startNotices({
    config,
    url: patron.url,
    secretNotice: notice,
    unknownVariables: unknown,
    hadStorefrontKey: patron.hadStorefrontKey,
    tenantsFile: patron.tenantsFile,
  })
  if (config.mode === 'development') process.stdout.write(`${notices.map(({ text }) => text).join('\n')}\n`)
  else for (const { text, isWarning } of notices) logger[isWarning ? 'warn' : 'info'](text)
}
