import { toAscii } from '../adapters/network/idna.ts'
import type { Config } from '../config/config.ts'
import { type ExportOptions, type ExportServices, exportCommands } from '../control/export.ts'
import { findNamed } from '../core/customers/find-named.ts'
import { gatherOwnData } from '../core/disclosure/own-data.ts'
import type { PortableCustomer } from '../core/migration/portable-customer.ts'
import { defaultTenantId } from '../core/tenants/tenant.ts'
import { customerSearch } from '../storage/customer-look-up.ts'
import { customersInOrder } from '../storage/customers-in-order.ts'
import type { Engine } from '../storage/engine.ts'
import { portableStore } from '../storage/portable-customers.ts'
import { tenantNamed } from '../storage/tenant-declarations.ts'
import { inTenant, lookingUp } from '../storage/transaction.ts'
import { openPatient } from './open-database.ts'
import { joinOwnData } from './own-data.ts'

interface ExportParts {
  readonly engine: Engine
  readonly config: Config
}

/** The command that takes customers out, on this database. */
export const joinExporting = (parts: ExportParts) =>
  exportCommands({
    async servicesOf(name) {
      const tenantId = name === undefined ? defaultTenantId : await tenantNamed(parts.engine, name)
      return tenantId === undefined ? undefined : servicesOf(tenantId, parts)
    },
  })

function servicesOf(tenantId: string, { engine, config }: ExportParts): ExportServices {
  const asking = lookingUp(engine, tenantId)
  const stands = joinOwnData(asking, tenantId)
  return {
    findNamed: (text) => findNamed(text, { customers: customerSearch(asking, tenantId), toAscii }),
    everybody: (options) => everybody(tenantId, options, { engine, config }),
    one: (id, options) =>
      inTenant(engine, tenantId, async (session) => {
        const store = portableStore(session, tenantId)
        const [customer] = await store.customers([id], options)
        return customer
      }),
    ownData: (customer) => gatherOwnData(customer, stands),
  }
}

async function* everybody(tenantId: string, options: ExportOptions, parts: ExportParts): AsyncGenerator<PortableCustomer> {
  const { engine, close } = await openPatient(parts.engine, parts.config)
  try {
    yield* customersInOrder(engine, tenantId, options)
  } finally {
    await close()
  }
}
