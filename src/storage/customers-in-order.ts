import type { PortableCustomer } from '../core/migration/portable-customer.ts'
import type { Engine } from './engine.ts'
import { openMoment } from './moment.ts'
import { portableStore } from './portable-customers.ts'
import { type Asking, inTenant } from './transaction.ts'

const mostCustomers = 100
// An image may have 5 MiB, and takes several times that while it is on its way.
const mostImageBytes = 8 * 1_048_576

/**
 * Every customer of the tenant who is not deleted, once, by ascending number. In memory are 20,000 ids and 100 customers at a time.
 *
 * From PostgreSQL all of them come as they were at one moment. The embedded database has one connection, which requests need,
 * too: from there each hundred come as they were at a moment of their own.
 *
 * @throws Trouble `unavailable` when the database cannot be reached
 */
export async function* customersInOrder(
  engine: Engine,
  tenantId: string,
  options: { readonly withHashes: boolean },
): AsyncGenerator<PortableCustomer> {
  await numberAddresses(engine, tenantId)
  const reading = await openReading(engine, tenantId)
  try {
    for (let ids = await reading.ask((store) => store.idsAfter(0)); ids.length > 0; ) {
      for (let start = 0; start < ids.length; start += mostCustomers) {
        const some = ids.slice(start, start + mostCustomers).map(({ id }) => id)
        const sizes = await reading.ask((store) => store.imageBytes(some))
        for (const those of bySize(some, sizes)) yield* await reading.ask((store) => store.customers(those, options))
      }
      const last = ids.at(-1)?.number ?? 0
      ids = await reading.ask((store) => store.idsAfter(last))
    }
  } finally {
    await reading.end()
  }
}

type Store = ReturnType<typeof portableStore>

/** Asks within transactions of the tenant: one after the other, or all within one. */
interface Reading {
  ask<Result>(work: (store: Store) => Promise<Result>): Promise<Result>
  end(): Promise<void>
}

async function openReading(engine: Engine, tenantId: string): Promise<Reading> {
  const storeOn = (session: Asking) => portableStore(session, tenantId)
  if (engine.name === 'pglite')
    return { ask: (work) => inTenant(engine, tenantId, (session) => work(storeOn(session))), end: async () => {} }
  const moment = await openMoment(engine, tenantId)
  return { ask: (work) => work(storeOn(moment)), end: () => moment.end() }
}

/** Parts of the list whose images fit into memory together. */
function bySize(ids: readonly string[], bytesOf: ReadonlyMap<string, number>): readonly (readonly string[])[] {
  const parts: string[][] = []
  let room = 0
  for (const id of ids) {
    const bytes = bytesOf.get(id) ?? 0
    if (parts.length === 0 || bytes > room) {
      parts.push([])
      room = mostImageBytes
    }
    parts.at(-1)?.push(id)
    room -= bytes
  }
  return parts
}

async function numberAddresses(engine: Engine, tenantId: string): Promise<void> {
  while (await inTenant(engine, tenantId, (session) => portableStore(session, tenantId).numberSomeAddresses()));
}
