import { v7 as newId } from 'uuid'
import { type TenantSettings, usualSettings } from '../../src/core/tenants/settings.ts'
import { defaultTenantId, type Tenant } from '../../src/core/tenants/tenant.ts'
import type { Ask } from './query.ts'

/** The tenant that is always there, as it is without a tenants file. */
export const defaultTenant: Tenant = { id: defaultTenantId, name: 'default', settings: usualSettings }

export interface TestTenant {
  readonly id: string
  readonly name: string
  /** Leads to it. */
  readonly host: string
}

/** Puts a tenant with a host into the database, past every rule of the command that does so. */
export async function aTenant(ask: Ask, name: string, settings: Partial<TenantSettings> = {}): Promise<TestTenant> {
  const tenant = { id: newId(), name, host: `${name}.example` }
  await ask('insert into tenant (id, name, settings) values ($1, $2, $3)', [tenant.id, name, JSON.stringify(settings)])
  await ask('insert into tenant_host (host, owner_tenant_id) values ($1, $2)', [tenant.host, tenant.id])
  return tenant
}

/** Puts other settings in the place of the tenant's. */
export const changeSettings = (ask: Ask, tenantId: string, settings: Partial<TenantSettings>): Promise<unknown> =>
  ask('update tenant set settings = $2, changed_at = clock_timestamp() where id = $1', [tenantId, JSON.stringify(settings)])
