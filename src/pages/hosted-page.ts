import type { Customer } from '../core/customers/customer.ts'
import type { StorefrontBearer } from '../core/sessions/authenticate-storefront.ts'
import type { Locale } from '../core/tenants/locale.ts'
import type { Presence } from '../core/tenants/presence.ts'
import type { TenantSettings } from '../core/tenants/settings.ts'
import type { Route, WireAnswer, WireRequest } from '../dialects/dialect.ts'
import { Trouble } from '../violations/trouble.ts'
import { encodePage, type Page } from './encode.ts'
import { type Form, readForm } from './form.ts'
import { encodeTrouble } from './refusals.ts'
import { type Site, siteOf } from './site.ts'
import { pageView } from './view.ts'
import { type FormSeal, forgetSession, openVisit, requireOwnForm, type Visit } from './visit.ts'

/** The tenant at whose address a page was asked for. */
export interface HostTenant<Services> {
  readonly presence: Presence<string | undefined>
  readonly settings: TenantSettings
  readonly services: Services
}

/** What every page of a shop's own host is made with. */
export interface Hosting<Services> {
  tenantAt(host: string): Promise<HostTenant<Services>>
  readonly seal: FormSeal
}

/** A page that was asked for. */
export interface Visited<Services> {
  readonly request: WireRequest
  readonly services: Services
  readonly settings: TenantSettings
  readonly site: Site
  readonly locale: Locale
  readonly visit: Visit
}

/** A page that a signed-in customer asked for. */
export interface SignedIn<Services> extends Visited<Services> {
  readonly customer: Customer
  readonly bearer: StorefrontBearer
}

/** Whose session it is. @throws Trouble `token_refused`, `account_inactive` */
export interface SessionServices {
  authenticate(token: string): Promise<StorefrontBearer>
}

type Show<Visitor> = (visitor: Visitor) => Promise<WireAnswer>
type Take<Visitor> = (visitor: Visitor, form: Form) => Promise<WireAnswer>

export interface PageCalls<Visitor> {
  readonly GET: Show<Visitor>
  /** Called with forms that were made for this visit only. */
  readonly POST?: Take<Visitor>
}

/** A page that everybody may ask for. */
export const openPage = <Services>(
  hosting: Hosting<Services>,
  calls: PageCalls<Visited<Services>>,
): Pick<Route, 'allow' | 'handle'> => hostedPage(hosting, calls, async (visited) => visited)

/** A page of the customer who is signed in; everybody else is sent to sign in, and from there back to it. */
export const accountPage = <Services extends SessionServices>(
  hosting: Hosting<Services>,
  calls: PageCalls<SignedIn<Services>>,
): Pick<Route, 'allow' | 'handle'> => hostedPage(hosting, calls, signedIn)

/** @returns an answer for who may not see the page */
export type Enter<Services, Visitor> = (visited: Visited<Services>) => Promise<Visitor | WireAnswer>

/** A page that not everybody may see, nor send a form to. */
export function hostedPage<Services, Visitor extends Visited<Services>>(
  { tenantAt, seal }: Hosting<Services>,
  calls: PageCalls<Visitor>,
  enter: Enter<Services, Visitor>,
): Pick<Route, 'allow' | 'handle'> {
  const visiting = (call: (visitor: Visitor) => Promise<WireAnswer>) => async (request: WireRequest) => {
    const { presence, settings, services } = await tenantAt(request.host)
    const site = siteOf(presence, settings)
    const visit = openVisit(request, seal)
    const visited = { request, services, settings, site, locale: site.localeFor(request), visit }
    const answer = await enter(visited)
      .then((visitor) => ('status' in visitor ? visitor : call(visitor)))
      .catch((error: unknown) => refused(error, request, site))
    const cookies = [...visit.cookies, ...(answer.cookies ?? [])]
    return cookies.length > 0 ? { ...answer, cookies } : answer
  }
  const { GET, POST } = calls
  const take = POST && ((visitor: Visitor) => takeForm(visitor, POST))
  return pageView({ GET: visiting(GET), ...(take && { POST: visiting(take) }) })
}

async function takeForm<Visitor extends Visited<unknown>>(visitor: Visitor, take: Take<Visitor>): Promise<WireAnswer> {
  const form = readForm(visitor.request)
  requireOwnForm(visitor.request, form, visitor.visit, visitor.site.origin)
  return take(visitor, form)
}

async function signedIn<Services extends SessionServices>(visited: Visited<Services>): Promise<SignedIn<Services> | WireAnswer> {
  const { visit, site, request } = visited
  const bearer = await bearerOf(visited)
  if (bearer) return { ...visited, bearer, customer: bearer.customer }
  return { ...toSignIn(site, request), ...(visit.sessionToken !== undefined && { cookies: [forgetSession()] }) }
}

/** Who is signed in; `undefined` where nobody is, or no longer. */
export async function bearerOf({ visit, services }: Visited<SessionServices>): Promise<StorefrontBearer | undefined> {
  if (visit.sessionToken === undefined) return undefined
  try {
    return await services.authenticate(visit.sessionToken)
  } catch (error) {
    const isOver = error instanceof Trouble && ['token_refused', 'account_inactive'].includes(error.value.code)
    if (!isOver) throw error
    return undefined
  }
}

/** What was to be done is not done after the sign-in, so a form leads back to the page it stood on. */
const toSignIn = (site: Site, { path }: WireRequest): WireAnswer =>
  seeOther(site, `/customer/sign-in?${new URLSearchParams({ next: path }).toString()}`)

/** Sends the browser on, to another page of the site; a page that is loaded again then sends nothing twice. */
export const seeOther = ({ basePath }: Site, path: `/customer/${string}`, cookies: readonly string[] = []): WireAnswer => ({
  status: 303,
  headers: { location: `${basePath}${path}` },
  cookies,
  body: null,
})

/** A page in the visitor's language. */
export const showPage = ({ locale, site }: Visited<unknown>, page: Page): WireAnswer => encodePage(page, locale, site)

/** @throws what is no trouble, which is ours and not the tenant's */
function refused(error: unknown, { headers }: WireRequest, site: Site): WireAnswer {
  if (!(error instanceof Trouble)) throw error
  return { ...encodeTrouble(error.value, headers, site), causes: [error] }
}
