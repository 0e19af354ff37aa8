import { LRUCache } from 'lru-cache'
import { defaultTenantId, type Tenant } from '../core/tenants/tenant.ts'
import { isUuid } from '../core/tenants/uuid.ts'
import type { Engine } from '../storage/engine.ts'
import { type StoredTenant, tenantLookUp } from '../storage/tenants.ts'

/** Whose a request is, by what it says. */
export interface Tenants {
  byId(id: string): Promise<Tenant | undefined>
  /**
   * A host that is nobody's is the default tenant's.
   *
   * @param host  in lower case, without a port
   */
  byHost(host: string): Promise<Tenant>
  named(name: string): Promise<Tenant | undefined>
  /** Has everything looked up anew: what was just changed is so for the next request here. */
  forget(): void
}

// So long a change goes unnoticed by the other nodes; it spares every request a query.
const lifeMilliseconds = 1_000
// Of each: ids, hosts and names. Hosts that lead nowhere are among them, so whoever makes some up fills no memory. Who
// asks for more tenants than these within a second asks the database, too.
const mostRemembered = 200
// Names asked for once within a second, without what was found.
const mostNoticed = 1_000

/** What names of hosts and addresses are made of; nothing else can be a tenant's, so nothing else is looked up. */
const hostForm = /^[\w.:[\]-]{1,253}$/
/** No tenant is called anything that the database could not take or that is longer. */
const nameForm = /^\P{Cc}{1,200}$/u

/**
 * Finds tenants, and remembers for a second those that are asked for again within one. While such a tenant does not change it
 * is the same value all the time, by which whatever is made for it can be found again.
 *
 * Where there are many tenants, most requests are for one that nobody asks for again so soon. What is remembered of those
 * lives until the whole heap is looked through, and nobody has anything of it.
 *
 * @throws Trouble (from what it gives) `unavailable` when the database cannot be reached
 */
export function joinTenants(engine: Engine, now = () => performance.now()): Tenants {
  const stored = tenantLookUp(engine)
  const kept = new LRUCache<string, StoredTenant>({ max: mostRemembered })
  const sameAsBefore = (found: StoredTenant | undefined, isRemembered: boolean): Tenant | undefined => {
    if (!found) return undefined
    const { id } = found.tenant
    const known = kept.get(id)
    if (known?.changedAt === found.changedAt) return known.tenant
    if (isRemembered) kept.set(id, found)
    return found.tenant
  }
  const remembered = (look: (name: string) => Promise<StoredTenant | undefined>) => remembering(look, sameAsBefore, now)
  const [ids, hosts, names] = [remembered(stored.withId), remembered(stored.withHost), remembered(stored.named)]
  const defaultTenant = async (): Promise<Tenant> => {
    const tenant = await ids.find(defaultTenantId)
    if (!tenant) throw new Error('the default tenant is not in the database')
    return tenant
  }
  return {
    byId: async (id) => (isUuid(id) ? ids.find(id) : undefined),
    async byHost(host) {
      const name = host.endsWith('.') ? host.slice(0, -1) : host // the root's dot, which some clients write
      return (hostForm.test(name) ? await hosts.find(name) : undefined) ?? defaultTenant()
    },
    named: async (name) => (nameForm.test(name) ? names.find(name) : undefined),
    forget() {
      for (const each of [ids, hosts, names]) each.forget()
    },
  }
}

/**
 * Looks each name up once at a time, and remembers what there is, or that there is nothing, from its second use on.
 *
 * @param read  makes what is given of what was looked up
 */
function remembering<Looked, Found>(
  look: (name: string) => Promise<Looked>,
  read: (looked: Looked, isRemembered: boolean) => Found,
  now: () => number,
) {
  const answers = new LRUCache<string, { readonly found: Found; readonly askedAt: number }>({ max: mostRemembered })
  const noticedAt = new LRUCache<string, number>({ max: mostNoticed })
  const underWay = new Map<string, Promise<Found>>()
  const isAskedAgain = (name: string, askedAt: number): boolean => {
    const noticed = noticedAt.get(name)
    noticedAt.set(name, askedAt)
    return answers.has(name) || (noticed !== undefined && askedAt - noticed < lifeMilliseconds)
  }
  const ask = (name: string): Promise<Found> => {
    const askedAt = now()
    const isRemembered = isAskedAgain(name, askedAt)
    const asked = look(name)
      .then((looked) => {
        const found = read(looked, isRemembered)
        const isForgotten = underWay.get(name) !== asked // meanwhile
        if (isRemembered && !isForgotten) answers.set(name, { found, askedAt })
        return found
      })
      .finally(() => {
        if (underWay.get(name) === asked) underWay.delete(name)
      })
    underWay.set(name, asked)
    return asked
  }
  return {
    find(name: string): Promise<Found> | Found {
      const known = answers.get(name)
      if (known && now() - known.askedAt < lifeMilliseconds) return known.found
      return underWay.get(name) ?? ask(name)
    },
    forget() {
      answers.clear()
      underWay.clear()
    },
  }
}
