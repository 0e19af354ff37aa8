import type { LinkKind } from '../core/recovery/link.ts'
import type { Locale } from '../core/tenants/locale.ts'
import type { Presence } from '../core/tenants/presence.ts'
import type { Route, WireAnswer, WireRequest } from '../dialects/dialect.ts'
import { Trouble } from '../violations/trouble.ts'
import { encodeTrouble } from './refusals.ts'
import { type Appearance, type Site, siteOf } from './site.ts'
import { pageView, tokenIn } from './view.ts'

/** The tenant that a link names. */
export interface LinkTenant<Services> {
  readonly presence: Presence<string | undefined>
  readonly settings: Appearance
  readonly services: Services
}

/** What a link can be for: something that is done once, or a customer's preferences. */
export type PageLinkKind = LinkKind | 'preferences'

/** @returns `undefined` for what is no link of this kind that we made */
export type TenantOfLink<Services> = (kind: PageLinkKind, token: string) => Promise<LinkTenant<Services> | undefined>

/** A link that was followed. */
export interface Followed<Services> {
  readonly request: WireRequest
  readonly token: string
  readonly services: Services
  readonly site: Site
  readonly locale: Locale
}

type LinkCall<Services> = (followed: Followed<Services>) => Promise<WireAnswer>

/** The page of one kind of link. The link alone says whose shop it is, also where that is refused what the link is for. */
export const linkPage = <Services>(
  kind: PageLinkKind,
  tenantOf: TenantOfLink<Services>,
  calls: { readonly GET: LinkCall<Services>; readonly POST: LinkCall<Services> },
): Pick<Route, 'allow' | 'handle'> => {
  const inTenant = (call: LinkCall<Services>) => async (request: WireRequest) => {
    const token = tokenIn(request)
    const tenant = await tenantOf(kind, token)
    if (!tenant) throw new Trouble({ code: 'link_refused' })
    const site = siteOf(tenant.presence, tenant.settings)
    const visited = { request, token, services: tenant.services, site, locale: site.localeFor(request) }
    return call(visited).catch((error: unknown) => refused(error, request, site))
  }
  return pageView({ GET: inTenant(calls.GET), POST: inTenant(calls.POST) })
}

/** @throws what is no trouble, which is ours and not the tenant's */
function refused(error: unknown, { headers }: WireRequest, site: Site): WireAnswer {
  if (!(error instanceof Trouble)) throw error
  return { ...encodeTrouble(error.value, headers, site), causes: [error] }
}
