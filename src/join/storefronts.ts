import type { Logger } from 'pino'
import { CountsPerMinute } from '../adapters/limits/counts-per-minute.ts'
import { isInNetworks } from '../adapters/network/networks.ts'
import { apiKeyTexts } from '../adapters/secrets/api-key-texts.ts'
import type { Config } from '../config/config.ts'
import { countRequests } from '../core/tenants/count-requests.ts'
import { type IdentifyStorefrontDeps, identifyStorefront, type StorefrontRequest } from '../core/tenants/identify-storefront.ts'
import { createOpenMode } from '../core/tenants/open-mode.ts'
import type { Storefront } from '../core/tenants/storefront.ts'
import { apiKeyStore } from '../storage/api-keys.ts'
import type { Engine } from '../storage/engine.ts'
import type { Tenants } from './tenants.ts'

export interface StorefrontParts {
  readonly engine: Engine
  readonly tenants: Tenants
  readonly config: Pick<Config, 'mode' | 'rateLimits'>
  readonly logger: Pick<Logger, 'warn'>
}

/** Who a storefront is and how much it may ask, with real storage, clock and counting behind it. */
export function joinStorefronts({ engine, tenants, config, logger }: StorefrontParts) {
  const store = apiKeyStore(engine)
  const now = () => performance.now()
  const counts = new CountsPerMinute(now)
  const identification: IdentifyStorefrontDeps = {
    tenants,
    store,
    texts: apiKeyTexts,
    isOpen: createOpenMode({ isAllowed: config.mode === 'development', hadStorefront: () => store.hadStorefront() }),
    isInNetworks,
    uses: new CountsPerMinute(now),
    onError: (error) => logger.warn({ err: error }, 'the use of a storefront key could not be noted'),
  }
  return {
    identify: (request: StorefrontRequest) => identifyStorefront(request, identification),
    countRequests: (storefront: Storefront, units: number) =>
      config.rateLimits ? countRequests(storefront, units, counts) : null,
  }
}
