import { createCaughtMails } from '../adapters/mail/caught-mails.ts'
import type { Config } from '../config/config.ts'
import { presenceOf } from '../core/tenants/presence.ts'
import { createDevelopment } from '../development/routes.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { version } from '../version.ts'
import { metricsAccess } from './metrics.ts'
import { ownPresence } from './presences.ts'
import { mailFolderOf } from './relay.ts'
import type { Tenants } from './tenants.ts'

/** What there is in development only; nothing in production. */
export function joinDevelopment({ config, tenants }: { readonly config: Config; readonly tenants: Tenants }): readonly Dialect[] {
  if (config.mode !== 'development') return []
  const { dataDir, smtpServer, databaseUrl, publicUrl, rateLimits, graphqlPlayground } = config
  const folder = mailFolderOf(dataDir)
  const installation = ownPresence(config, publicUrl)
  const development = createDevelopment({
    publicUrl,
    running: {
      version,
      embeddedIn: databaseUrl === undefined ? dataDir : null,
      mails: smtpServer ? { to: 'server', server: `${smtpServer.host}:${smtpServer.port}` } : { to: 'files', folder },
      rateLimits,
      playground: graphqlPlayground,
      metricsAreOpen: metricsAccess(config) === 'everyone',
    },
    async tenantAt(host) {
      const { name, settings } = await tenants.byHost(host)
      return { name, shopName: presenceOf(settings, installation).shopName, hasPages: settings.emailUnique }
    },
    inbox: createCaughtMails(folder),
  })
  return [development]
}
