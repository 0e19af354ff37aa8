import { decodedOnce } from '../../core/tenants/identify-signer.ts'
import type { Tenant } from '../../core/tenants/tenant.ts'
import { isUuid } from '../../core/tenants/uuid.ts'
import { Trouble } from '../../violations/trouble.ts'
import type { Dialect, Route, WireAnswer, WireRequest } from '../dialect.ts'
import { type CallerServices, identifyCaller } from './caller.ts'
import { anonymise } from './calls/anonymise.ts'
import { create } from './calls/create.ts'
import { locate, read } from './calls/read.ts'
import { update } from './calls/update.ts'
import type { Call, SingulaServices } from './context.ts'
import { basePaths } from './contract.ts'
import { contextOf } from './faults.ts'
import { faultsRoute } from './faults-page.ts'
import { type CodeLists, singulaPolicies } from './policy.ts'
import { encodeTrouble } from './troubles.ts'

/** What this dialect asks of the core. */
export interface SingulaOptions extends CallerServices {
  servicesOf(tenant: Tenant): SingulaServices
  readonly codes: CodeLists & { alpha3Of(alpha2: string): string | undefined }
  /** Where the pages of the faults are; no slash at its end. */
  publicUrl(): string
}

/** What a path can be asked, by method. */
type Handlers = Readonly<Record<string, (call: Call) => Promise<WireAnswer>>>

/**
 * Singula's customer API, below both paths that clients and pages know it by.
 *
 * @source docs/contracts/singula.md
 */
export function createSingulaDialect(options: SingulaOptions): Dialect {
  const routes = basePaths.flatMap((base): Route[] => {
    const route = (path: string, handlers: Handlers): Route => ({
      path: `${base}${path}`,
      allow: Object.keys(handlers).join(', '),
      requireCaller: (request) => identifyCaller(request, options),
      handle: (request) => handle(request, base, handlers, options),
    })
    return [
      { ...route('/customer', { POST: create }), hashes: { method: 'POST', lane: 'registration' } },
      route('/customer/search', { POST: locate }),
      route('/customer/:id', { GET: read, PATCH: update }),
      route('/customer/:id/anonymise', { POST: anonymise }),
    ]
  })
  return {
    name: 'singula',
    pathPrefixes: basePaths.map((base) => `${base}/`),
    routes: [...routes, faultsRoute],
    encodeTrouble: (trouble, request) => encodeTrouble(trouble, contextOf(request, options.publicUrl)),
    encodeUnknownPath: (request) => encodeTrouble({ code: 'not_found' }, contextOf(request, options.publicUrl)),
  }
}

/** Who asks comes first; whoever is nobody is told nothing, not even which methods there are. */
async function handle(request: WireRequest, base: string, handlers: Handlers, options: SingulaOptions): Promise<WireAnswer> {
  const caller = await identifyCaller(request, options)
  const call = Object.hasOwn(handlers, request.method) ? handlers[request.method] : undefined
  if (!call) throw new Trouble({ code: 'method_not_allowed', method: request.method })
  const { tenant } = caller
  const { settings } = tenant
  const [, sent = ''] = request.path.slice(`${base}/customer`.length).split('/')
  const named = decodedOnce(sent)
  return call({
    request,
    caller,
    services: options.servicesOf(tenant),
    policies: singulaPolicies(settings, options.codes),
    writing: { settings, alpha3Of: options.codes.alpha3Of },
    faults: contextOf(request, options.publicUrl),
    base,
    customerId: isUuid(named.toLowerCase()) ? named.toLowerCase() : named,
  })
}
