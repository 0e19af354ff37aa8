import { sql } from 'kysely'
import { type TenantSettings, usualSettings } from '../core/tenants/settings.ts'
import type { Tenant } from '../core/tenants/tenant.ts'
import type { Engine } from './engine.ts'
import { database } from './schema.ts'
import { type Statement, statement } from './statement.ts'
import { lookingUpWithoutTenant } from './transaction.ts'

/** A tenant with what tells whether it is as it was. */
export interface StoredTenant {
  readonly tenant: Tenant
  /** Another text after every change. */
  readonly changedAt: string
}

interface TenantRow extends Omit<Tenant, 'settings'> {
  readonly settings: Partial<TenantSettings>
  readonly changedAt: string
}

// The instant in whole, since a Date would cut what is smaller than a millisecond; and the transaction, since the embedded
// database's clock has no smaller steps.
const changedAt = sql<string>`extract(epoch from tenant.changed_at)::text || ' ' || tenant.xmin::text`
const tenants = () =>
  database.selectFrom('tenant').select(['tenant.id', 'tenant.name', 'tenant.settings', changedAt.as('changedAt')])

const tenantWithId = statement(({ id }: { id: string }) => tenants().where('tenant.id', '=', id).$castTo<TenantRow>())

const tenantWithHost = statement(({ host }: { host: string }) =>
  tenants()
    .innerJoin('tenant_host', 'tenant_host.owner_tenant_id', 'tenant.id')
    .where('tenant_host.host', '=', host)
    .$castTo<TenantRow>(),
)

const tenantNamed = statement(({ name }: { name: string }) =>
  tenants().where('tenant.name', '=', name).limit(1).$castTo<TenantRow>(),
)

const forgetting = statement(() =>
  tenants().where(sql<boolean>`settings ->> 'unverifiedAccountDays' <> '0'`).$castTo<TenantRow>(),
)

/** The tenants that erase accounts which nobody has made their own. */
export const tenantsThatForget = async (engine: Engine): Promise<readonly Tenant[]> =>
  (await lookingUpWithoutTenant(engine).run(forgetting({}))).map(({ id, name, settings }) => ({
    ...{ id, name, settings: settingsWith(settings) },
  }))

const comingFromElsewhere = statement(() =>
  tenants()
    .where(sql<boolean>`jsonb_typeof(settings -> 'previousSystem') = 'object'`)
    .orderBy('tenant.name')
    .$castTo<TenantRow>(),
)

/** The tenants whose customers come from a system that still runs. */
export const tenantsComingFromElsewhere = async (engine: Engine): Promise<readonly Tenant[]> =>
  (await lookingUpWithoutTenant(engine).run(comingFromElsewhere({}))).map(({ id, name, settings }) => ({
    ...{ id, name, settings: settingsWith(settings) },
  }))

/** What a tenant decided, and the usual where it says nothing. */
export const settingsWith = (stored: Partial<TenantSettings>): TenantSettings => ({ ...usualSettings, ...stored })

/** Tenants by what they are found by, each in one query; no tenant is chosen yet. */
export function tenantLookUp(engine: Engine) {
  const session = lookingUpWithoutTenant(engine)
  const one = async (asked: Statement<TenantRow>): Promise<StoredTenant | undefined> => {
    const [row] = await session.run(asked)
    if (!row) return undefined
    const { changedAt, settings, ...named } = row
    return { tenant: { ...named, settings: settingsWith(settings) }, changedAt }
  }
  return {
    withId: (id: string) => one(tenantWithId({ id })),
    /** @param host  in lower case, without a port */
    withHost: (host: string) => one(tenantWithHost({ host })),
    named: (name: string) => one(tenantNamed({ name })),
  }
}
