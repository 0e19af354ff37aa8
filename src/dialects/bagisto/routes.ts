import type { HashLane } from '../../core/credentials/hashing.ts'
import { readIdempotencyKey } from '../../core/idempotency/idempotency-key.ts'
import type { StorefrontRequest } from '../../core/tenants/identify-storefront.ts'
import { readLocale } from '../../core/tenants/locale.ts'
import { usualSettings } from '../../core/tenants/settings.ts'
import type { RateState, Storefront } from '../../core/tenants/storefront.ts'
import { defaultTenantId, type Tenant } from '../../core/tenants/tenant.ts'
import { consentsNeededHeader, type Dialect, evidenceOf, type LargeBodies, type WireRequest } from '../dialect.ts'
import { callerWith } from './bearer.ts'
import { repeatedHeader } from './calls/creating.ts'
import type { ShopContext } from './context.ts'
import { buildShopSchema } from './contract/schema.ts'
import { createExecutor } from './graphql/execute.ts'
import { createPlayground } from './graphql/playground.ts'
import { resolvers } from './graphql/resolvers.ts'
import { graphqlRoutes } from './graphql/route.ts'
import { imageRoute, imageUrlOf } from './images.ts'
import { type ShopSettings, shopPolicies } from './policy.ts'
import { encodeTrouble, encodeUnknownPath } from './rest/answers.ts'
import { restRoutes } from './rest/routes.ts'
import type { TenantServices } from './services.ts'
import { encodeAdmissionTrouble, tellTrouble } from './tell-trouble.ts'

/** What this dialect asks of the core and of the installation. */
export interface ShopOptions {
  readonly settings: ShopSettings
  readonly introspection: boolean
  readonly playground: boolean
  isCommonPassword(password: string): boolean
  /** @throws Trouble `busy` when a hash in this lane could not be made in time */
  readonly admit: (lane: HashLane) => void
  /** @throws Trouble `storefront_key_missing`, `storefront_key_refused` */
  identify(request: StorefrontRequest): Promise<Storefront>
  /** @throws Trouble `too_many_requests` */
  countRequests(storefront: Storefront, units: number): RateState | null
  /** @throws Trouble `forbidden` where this contract is not for the tenant's customers */
  servicesOf(tenant: Tenant): TenantServices
  /** `undefined`: there is no such tenant. */
  imagesOf(tenantId: string): Promise<Pick<TenantServices, 'readImage'> | undefined>
  /** Where the tenant's customers reach Patron; no slash at its end. */
  publicUrlOf(tenant: Tenant): string
}

// 7.5 MiB: an image of 5 MiB in base64 with the rest of a profile (docs/contracts/bagisto.md, section 0).
const largeBodyBytes = 7_864_320

/**
 * Bagisto's shop API: GraphQL, and its REST twin.
 *
 * @source docs/contracts/bagisto.md
 */
export function createBagistoDialect(options: ShopOptions): Dialect {
  const schema = buildShopSchema()
  const executor = createExecutor<ShopContext>({
    schema,
    resolvers,
    introspection: options.introspection,
    suggestions: options.introspection,
    tellTrouble,
  })
  const contextOf = contexts(options)
  const largeBodies: LargeBodies = {
    limitBytes: largeBodyBytes,
    // Whose image it is, is looked at before its bytes are read.
    mayComeFrom: (request) =>
      identify(request, options)
        .then((storefront) => contextOf(request, storefront).caller.bearer())
        // Whatever keeps the caller out, the call says itself in its own words, once it has a body of the usual size.
        .then(
          () => true,
          () => false,
        ),
  }
  return {
    name: 'bagisto',
    pathPrefixes: ['/api/', '/storage/'],
    routes: [
      ...graphqlRoutes<ShopContext>({
        executor,
        async admit(request, { isIntrospection, units }) {
          const storefront = isIntrospection ? nobodysStorefront : await identify(request, options)
          if (!isIntrospection) options.countRequests(storefront, units)
          return contextOf(request, storefront)
        },
        headersOf: toldBeside,
        encodeAdmissionTrouble,
        playground: options.playground ? createPlayground(options.introspection ? schema : undefined) : undefined,
        largeBodies,
      }),
      ...restRoutes(async (request) => {
        const storefront = await identify(request, options)
        const rate = options.countRequests(storefront, 1)
        const context = contextOf(request, storefront)
        return { context, headers: () => ({ ...(rate && rateHeaders(rate)), ...toldBeside(context) }) }
      }, largeBodies),
      imageRoute((tenantId) => options.imagesOf(tenantId)),
    ],
    encodeTrouble,
    encodeUnknownPath,
  }
}

const toldBeside = (context: ShopContext) => ({
  ...consentsNeededHeader([...context.consentsNeeded]),
  ...repeatedHeader(context),
})

type Head = Omit<WireRequest, 'body'>

const identify = ({ headers, clientAddress, host }: Head, options: ShopOptions): Promise<Storefront> =>
  options.identify({ key: headers['x-storefront-key'], clientAddress, host })

/** Asks about the interface need no key and reach nobody's customers; the context is never looked at. */
const nobodysStorefront: Storefront = {
  tenant: { id: defaultTenantId, name: '', settings: usualSettings },
  keyId: null,
  requestsPerMinute: null,
}

function contexts(options: ShopOptions): (request: Head, storefront: Storefront) => ShopContext {
  const { settings } = options
  const policies = shopPolicies(settings, options.isCommonPassword)
  return (request, { tenant }) => {
    const { headers, clientNetwork } = request
    const keepsUnverified = tenant.settings.privateRegistration
    const services = options.servicesOf(tenant)
    const counts = new Map<string, number>()
    return {
      admit: options.admit,
      caller: callerWith(headers['authorization'], (token) => services.authenticate(token)),
      services,
      policies,
      settings: keepsUnverified ? { ...settings, keepsUnverified } : settings,
      clientNetwork,
      evidence: evidenceOf('bagisto', request),
      locale: readLocale(headers['x-locale']),
      idempotencyKey: readIdempotencyKey(headers['idempotency-key']),
      numbered(field) {
        const number = (counts.get(field) ?? 0) + 1
        counts.set(field, number)
        return `${field} ${number}`
      },
      replays: [],
      imageUrl: (customer) => imageUrlOf(customer, tenant.id, options.publicUrlOf(tenant)),
      consentsNeeded: new Set(),
    }
  }
}

const rateHeaders = ({ limit, remaining, resetSeconds }: RateState): Readonly<Record<string, string>> => ({
  'x-ratelimit-limit': String(limit),
  'x-ratelimit-remaining': String(remaining),
  'x-ratelimit-reset': String(resetSeconds),
})
