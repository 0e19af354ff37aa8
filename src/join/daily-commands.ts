import type { Keyring } from '../adapters/secrets/keyring.ts'
import type { Config } from '../config/config.ts'
import { customerCommands } from '../control/customers.ts'
import { eventCommands } from '../control/events.ts'
import { unknownTenant } from '../control/keys.ts'
import { retentionCommands } from '../control/retention.ts'
import { statisticsCommands } from '../control/statistics.ts'
import type { ErasureLedger } from '../core/erasure/erasure.ts'
import { defaultTenantId, type Tenant } from '../core/tenants/tenant.ts'
import type { Engine } from '../storage/engine.ts'
import { tenantLookUp } from '../storage/tenants.ts'
import { joinCustomerServices } from './customer-services.ts'
import { joinEventServices } from './event-services.ts'
import { joinRetention } from './retention.ts'
import { joinStatistics } from './statistics.ts'

export interface DailyParts {
  readonly engine: Engine
  readonly config: Config
  /** Asked for only where it is needed: a command beside no server may have to make the secret first. */
  keyring(): Promise<Keyring>
  /** Stores what this process has counted, so that what is told is of now. */
  storeTallies(): Promise<void>
  /** As above: a command beside no server opens it. */
  ledger(): Promise<ErasureLedger>
}

/** The commands of every day, on this database. */
export function joinDailyCommands(parts: DailyParts) {
  const tenants = tenantLookUp(parts.engine)
  const tenantOf = async (name: string | undefined): Promise<Tenant> => {
    const found = await (name === undefined ? tenants.withId(defaultTenantId) : tenants.named(name))
    if (!found) throw new Error(unknownTenant(name ?? 'default'))
    return found.tenant
  }
  return {
    ...customerCommands({ servicesOf: async (name) => joinCustomerServices(parts, await tenantOf(name)) }),
    ...retentionCommands({
      ...joinRetention(parts),
      nameOf: async (id) => (await tenants.withId(id))?.tenant.name,
    }),
    ...statisticsCommands({ read: async (name, wish) => joinStatistics(parts, await tenantOf(name))(wish) }),
    ...eventCommands({ servicesOf: async (name) => joinEventServices(parts, await tenantOf(name)) }),
  }
}
