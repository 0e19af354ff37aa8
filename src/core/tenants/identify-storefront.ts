import { Trouble } from '../../violations/trouble.ts'
import type { ApiKey, ApiKeyStore, ApiKeyTexts } from './api-key.ts'
import type { MinuteCounts, Storefront } from './storefront.ts'
import type { Tenant } from './tenant.ts'

export interface StorefrontRequest {
  /** As it came in its header. */
  readonly key: string | undefined
  readonly clientAddress: string
  /** Which was asked for. */
  readonly host: string
}

export interface IdentifyStorefrontDeps {
  readonly tenants: {
    byId(id: string): Promise<Tenant | undefined>
    byHost(host: string): Promise<Tenant>
  }
  readonly store: Pick<ApiKeyStore, 'findStorefront' | 'noteUse'>
  readonly texts: Pick<ApiKeyTexts, 'digestOf'>
  /** Whether nobody needs a key; whatever key is sent then, nobody asks for it. */
  isOpen(): Promise<boolean>
  isInNetworks(address: string, networks: readonly string[]): boolean
  /** Keys whose use was noted within the minute. */
  readonly uses: MinuteCounts
  /** Told of a use that could not be noted, which keeps nobody from anything. */
  onError(error: unknown): void
}

/**
 * Says whose storefront sends this key. It is looked up at every request, in one query whatever the key, so that a revoked
 * or expired one stops with the next request on every node. The key tells the tenant; where nobody needs one, the host does.
 * Nothing is counted yet.
 *
 * @throws Trouble `storefront_key_missing`, or `storefront_key_refused`, which does not tell why
 * @source docs/contracts/bagisto.md#4-storefront-keys
 */
export async function identifyStorefront(request: StorefrontRequest, deps: IdentifyStorefrontDeps): Promise<Storefront> {
  if (await deps.isOpen()) return { tenant: await deps.tenants.byHost(request.host), keyId: null, requestsPerMinute: null }
  if (!request.key?.trim()) throw new Trouble({ code: 'storefront_key_missing' })
  const key = await deps.store.findStorefront(deps.texts.digestOf(request.key))
  const isGood = key?.state === 'active' && mayComeFrom(request.clientAddress, key, deps)
  const tenant = isGood ? await deps.tenants.byId(key.tenantId) : undefined
  if (!key || !tenant) throw new Trouble({ code: 'storefront_key_refused' })
  if (deps.uses.take(key.id, 1, 1).isWithin) deps.store.noteUse(key.id).catch(deps.onError)
  return { tenant, keyId: key.id, requestsPerMinute: key.requestsPerMinute }
}

const mayComeFrom = (address: string, { allowedNetworks }: ApiKey, { isInNetworks }: IdentifyStorefrontDeps): boolean =>
  allowedNetworks === null || isInNetworks(address, allowedNetworks)
