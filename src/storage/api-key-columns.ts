import { sql } from 'kysely'
import type { ApiKey } from '../core/tenants/api-key.ts'

/** Whether a key is good, to be asked of `api_key`. */
export const isGood = sql<boolean>`revoked_at is null and (expires_at is null or expires_at > now())`

/** A key as the core has it, out of `api_key`. */
export const apiKeyColumns = [
  'id',
  'kind',
  'owner_tenant_id as tenantId',
  'name',
  'public_id as publicId',
  'scopes',
  'rate_limit as requestsPerMinute',
  'allowed_networks as allowedNetworks',
  'created_at as createdAt',
  'expires_at as expiresAt',
  'revoked_at as revokedAt',
  'last_used_at as lastUsedAt',
  sql<Date | null>`case when previous_secret_until > now() then previous_secret_until end`.as('previousSecretUntil'),
  'rotated_from as replacesId',
  sql<
    ApiKey['state']
  >`case when revoked_at is not null then 'revoked' when expires_at <= now() then 'expired' else 'active' end`.as('state'),
] as const
