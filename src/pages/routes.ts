import type { Presence } from '../core/tenants/presence.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { type AccountServices, accountRoutes } from './account.ts'
import { type AgreeServices, agreeRoutes } from './calls/agree-to-email-change.ts'
import { type PreferenceServices, preferencesRoute, unsubscribeRoute } from './calls/preferences.ts'
import { type ResetServices, resetRoute } from './calls/reset-password.ts'
import { type UndoServices, undoRoute } from './calls/undo-email-change.ts'
import { type VerifyServices, verifyRoute } from './calls/verify-account.ts'
import { type EntranceServices, entranceRoutes } from './entrance.ts'
import type { Hosting } from './hosted-page.ts'
import type { TenantOfLink } from './link-page.ts'
import { encodeTrouble } from './refusals.ts'
import { scriptRoute } from './script.ts'
import { type Appearance, siteOf } from './site.ts'

/** What the pages that links lead to ask of the core for the customers of one tenant. */
export type PageServices = ResetServices & VerifyServices & UndoServices & AgreeServices & PreferenceServices

/** What the pages of a shop's own host ask of it. */
export type HostedServices = EntranceServices & AccountServices

export interface PageOptions {
  /** Whose pages those are that no link of ours leads to. */
  readonly installation: Presence<string | undefined>
  readonly appearance: Appearance
  readonly tenantOf: TenantOfLink<PageServices>
  readonly hosting: Hosting<HostedServices>
  isCommonPassword(password: string): boolean
}

/**
 * The pages that links in mails lead to, and those of a shop's own host: to register, to sign in, and a customer's account.
 * Links work without cookies, and following one uses nothing up, only the button on its page does. All work without script.
 *
 * @source docs/contracts/bagisto.md, section 0
 */
export function createPages({ installation, appearance, tenantOf, hosting, isCommonPassword }: PageOptions): Dialect {
  const site = siteOf(installation, appearance)
  return {
    name: 'pages',
    pathPrefixes: ['/customer/'],
    routes: [
      ...[resetRoute(tenantOf, isCommonPassword), verifyRoute(tenantOf), undoRoute(tenantOf)],
      ...[preferencesRoute(tenantOf), unsubscribeRoute(tenantOf)],
      ...agreeRoutes(tenantOf),
      ...entranceRoutes(hosting, isCommonPassword),
      ...accountRoutes(hosting, isCommonPassword),
      scriptRoute,
    ],
    encodeTrouble: (trouble, { headers }) => encodeTrouble(trouble, headers, site),
    encodeUnknownPath: ({ headers }) => encodeTrouble({ code: 'not_found' }, headers, site),
  }
}
