import type { Presence } from '../core/tenants/presence.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { type ResetServices, resetRoute } from './calls/reset-password.ts'
import { type UndoServices, undoRoute } from './calls/undo-email-change.ts'
import { type VerifyServices, verifyRoute } from './calls/verify-account.ts'
import type { TenantOfLink } from './link-page.ts'
import { encodeTrouble } from './refusals.ts'
import { siteOf } from './site.ts'
import { styleRoute } from './style.ts'

/** What the pages ask of the core for the customers of one tenant. */
export type PageServices = ResetServices & VerifyServices & UndoServices

export interface PageOptions {
  /** Whose pages those are that no link of ours leads to. */
  readonly installation: Presence<string | undefined>
  readonly tenantOf: TenantOfLink<PageServices>
  isCommonPassword(password: string): boolean
}

/**
 * The pages that links in mails lead to. They work without script and without cookies; following a link uses nothing up, only
 * the button on its page does.
 *
 * @source docs/contracts/bagisto.md, section 0
 */
export function createPages({ installation, tenantOf, isCommonPassword }: PageOptions): Dialect {
  const site = siteOf(installation)
  return {
    name: 'pages',
    pathPrefixes: ['/customer/'],
    routes: [resetRoute(tenantOf, isCommonPassword), verifyRoute(tenantOf), undoRoute(tenantOf), styleRoute],
    encodeTrouble: (trouble, { headers }) => encodeTrouble(trouble, headers, site),
    encodeUnknownPath: ({ headers }) => encodeTrouble({ code: 'not_found' }, headers, site),
  }
}
