import type { ApiKey } from '../../core/tenants/api-key.ts'
import { inOrder } from '../../core/tenants/changes.ts'
import type { StoredKey, StoredTenant } from '../../core/tenants/declaration.ts'

/** A tenants file of what there is, with every good key and no secret: to be applied where the keys are already. */
export const fileOf = (tenants: readonly StoredTenant[], keys: readonly StoredKey[]): object => ({
  tenants: Object.fromEntries(
    tenants.map(({ id, name, settings, hosts }) => [
      name,
      { ...inOrder(settings), ...listed('hosts', hosts), ...listed('keys', keysOf(id, keys)) },
    ]),
  ),
})

const listed = (name: string, list: readonly unknown[]): object => (list.length > 0 ? { [name]: list } : {})

/** Oldest first. Of several keys of the back end with one name the file needs to know one. */
function keysOf(tenantId: string, keys: readonly StoredKey[]): readonly object[] {
  const good = keys.filter(({ key, isReplaced }) => key.tenantId === tenantId && key.state === 'active' && !isReplaced)
  const byName = new Map(good.toReversed().map(({ key }) => [`${key.kind} ${key.publicId ?? key.name}`, key]))
  return [...byName.values()].map(keyEntry)
}

function keyEntry({ kind, name, publicId, scopes, requestsPerMinute, allowedNetworks }: ApiKey): object {
  const networks = allowedNetworks ? { allowedNetworks } : {}
  if (kind === 'service') return { kind, name }
  if (kind === 'storefront') return { kind, name, requestsPerMinute, ...networks }
  return { kind, id: publicId, ...(scopes ? { scopes } : {}), ...networks }
}
