import { v4 as newToken } from 'uuid'
import { answerSeals } from '../adapters/secrets/answer-seals.ts'
import type { Keyring } from '../adapters/secrets/keyring.ts'
import { createOnce, type Telling, type Transaction } from '../core/idempotency/create-once.ts'
import type { OnceDeps } from '../core/idempotency/run-once.ts'
import type { Engine } from '../storage/engine.ts'
import { idempotencyStore } from '../storage/idempotency.ts'
import { type Stores, transactionsOf } from './stores.ts'

/** What a key stands for, with real storage, secrets and tokens behind it. */
export const joinOnce = (engine: Engine, tenantId: string, keyring: Keyring): OnceDeps => ({
  store: idempotencyStore(engine, tenantId),
  seals: answerSeals(keyring),
  newToken: () => newToken(),
})

/** Has the core create something of a customer in one transaction of the tenant, once for each Idempotency-Key. */
export function joinCreations(engine: Engine, tenantId: string, keyring: Keyring) {
  const deps = { once: joinOnce(engine, tenantId, keyring), transaction: transactionsOf(engine, tenantId, keyring) }
  return <Outcome extends { readonly ok: boolean }, Answer>(
    customerId: string,
    telling: Telling<Outcome, Answer>,
    create: (transaction: Transaction<Stores, Outcome>) => Promise<Outcome>,
  ) => createOnce(telling, { ...deps, customerId }, create)
}
