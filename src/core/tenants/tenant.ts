import type { TenantSettings } from './settings.ts'

/** The tenant of every request that finds no other; made by the first migration. */
export const defaultTenantId = '00000000-0000-7000-8000-000000000001'

/** One shop of the installation: what belongs to one is nowhere to be seen from another. */
export interface Tenant {
  readonly id: string
  /** What the operator calls it. */
  readonly name: string
  readonly settings: TenantSettings
}
