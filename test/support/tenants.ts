import { v7 as newId } from 'uuid'
import { createApiKeySecrets } from '../../src/adapters/secrets/api-key-secrets.ts'
import type { ApiKeyKind } from '../../src/core/tenants/api-key.ts'
import { type TenantSettings, usualSettings } from '../../src/core/tenants/settings.ts'
import { defaultTenantId, type Tenant } from '../../src/core/tenants/tenant.ts'
import type { TestPatron } from './patron.ts'
import type { Ask } from './query.ts'
import { keyring } from './tokens.ts'

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

/** Gives the tenant a key. @returns its text */
export async function aKey(
  ask: Ask,
  { id: tenantId }: Pick<TestTenant, 'id'>,
  kind: Exclude<ApiKeyKind, 'hmac'>,
): Promise<string> {
  const id = newId()
  const { text, secretDigest } = createApiKeySecrets(keyring).make({ id, kind, publicId: null })
  const insert = `insert into api_key (id, kind, owner_tenant_id, name, secret_digest, created_at) values ($1, $2, $3, 'tests', $4, now())`
  await ask(insert, [id, kind, tenantId, secretDigest])
  return text
}

/** With these a server believes which host was asked for, since `fetch` sets `Host` itself. */
export const behindProxy = { PATRON_TRUSTED_PROXIES: '127.0.0.1' }

/** The server as it is reached by a host. */
export function reachedBy(patron: TestPatron, host: string): TestPatron {
  const send: TestPatron['send'] = (method, path, { headers = {}, ...rest } = {}) =>
    patron.send(method, path, { headers: { 'x-forwarded-host': host, ...headers }, ...rest })
  return {
    ...patron,
    send,
    post: (path, body, headers = {}) => patron.post(path, body, { 'x-forwarded-host': host, ...headers }),
  }
}
