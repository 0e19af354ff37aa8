import { LRUCache } from 'lru-cache'
import { v7 as newId } from 'uuid'
import { toAscii } from '../adapters/network/idna.ts'
import { loginTo, type SecretNamed } from '../adapters/previous-system/login-to.ts'
import type { PreviousLogin } from '../adapters/previous-system/previous-login.ts'
import { type Gate, openGate } from '../core/migration/gate.ts'
import { type MoveInDeps, moveIn } from '../core/migration/move-in.ts'
import type { PreviousLogins } from '../core/sessions/previous-logins.ts'
import { RecentSlowest } from '../core/sessions/recent-slowest.ts'
import type { PreviousSystem } from '../core/tenants/settings.ts'
import type { Tenant } from '../core/tenants/tenant.ts'
import { loginLookUp } from '../storage/logins.ts'
import { originLookUp } from '../storage/moving-in.ts'
import { lookingUp } from '../storage/transaction.ts'
import { incomingFrom, passwordTakenBy } from './previous-customers.ts'
import type { CoreParts } from './registration.ts'
import { transactionsOf } from './stores.ts'

/** What all surfaces of a tenant share of the system its customers come from. */
interface Shared {
  readonly login: PreviousLogin
  readonly gate: Gate
  readonly refusals: RecentSlowest
}

/** The systems that tenants name, each opened with its first use. */
export type PreviousSystems = (tenantId: string, system: PreviousSystem) => Shared

// Each may be asked for five seconds, and holds no connection to the database meanwhile.
const mostAtOnce = 64
// One that is forgotten is opened anew; all it knew is how quick it was.
const mostRemembered = 1_000

export function joinPreviousSystems(secretNamed: SecretNamed): PreviousSystems {
  const opened = new LRUCache<string, Shared>({ max: mostRemembered })
  return (tenantId, system) => {
    const name = JSON.stringify([tenantId, system])
    const known = opened.get(name)
    if (known) return known
    const shared = { login: loginTo(system, secretNamed), gate: openGate(mostAtOnce), refusals: new RecentSlowest() }
    opened.set(name, shared)
    return shared
  }
}

/** The system that the tenant's customers come from; `undefined` where they come from nowhere. */
export function joinPreviousLogins(
  { engine, hashedCalls, hashing, keyring, now, previousSystems }: CoreParts,
  { id: tenantId, settings }: Tenant,
): (PreviousLogins & { slowestRefusal(): number }) | undefined {
  const system = settings.previousSystem
  if (!system) return undefined
  const { contract } = system
  const { login, gate, refusals } = previousSystems(tenantId, system)
  const deps: MoveInDeps = {
    ...{ system: contract, settings, gate, hashing, toAscii, now, newId: () => newId() },
    async ask(typed, password) {
      const there = await login(typed, password)
      if (!there) return undefined
      return { incoming: incomingFrom(contract, there, settings, now()), password: passwordTakenBy(contract, password) }
    },
    logins: loginLookUp(lookingUp(hashedCalls, tenantId), tenantId),
    origins: originLookUp(lookingUp(engine, tenantId), tenantId),
    transaction: transactionsOf(hashedCalls, tenantId, keyring),
  }
  return {
    moveIn: (asked) => moveIn(asked, deps),
    noteRefusal: (milliseconds) => refusals.note(milliseconds),
    slowestRefusal: () => refusals.milliseconds,
  }
}
