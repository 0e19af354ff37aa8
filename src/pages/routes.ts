import type { Dialect } from '../dialects/dialect.ts'
import { type ResetServices, resetRoute } from './calls/reset-password.ts'
import { type UndoServices, undoRoute } from './calls/undo-email-change.ts'
import { type VerifyServices, verifyRoute } from './calls/verify-account.ts'
import { encodeTrouble } from './refusals.ts'
import { type PageOptions, siteOf } from './site.ts'
import { styleRoute } from './style.ts'

/** What the pages ask of the core. */
export type PageServices = ResetServices & VerifyServices & UndoServices

/**
 * The pages that links in mails lead to. They work without script and without cookies; following a link uses nothing up, only
 * the button on its page does.
 *
 * @source docs/contracts/bagisto.md, section 0
 */
export function createPages(services: PageServices, options: PageOptions): Dialect {
  const site = siteOf(options)
  return {
    name: 'pages',
    pathPrefixes: ['/customer/'],
    routes: [resetRoute(services, site), verifyRoute(services, site), undoRoute(services, site), styleRoute],
    encodeTrouble: (trouble, headers) => encodeTrouble(trouble, headers, site),
    encodeUnknownPath: ({ headers }) => encodeTrouble({ code: 'not_found' }, headers, site),
  }
}
