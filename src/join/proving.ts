import { setTimeout as sleep } from 'node:timers/promises'
import { toAscii } from '../adapters/network/idna.ts'
import type { Config } from '../config/config.ts'
import { createFailureFloor } from '../core/sessions/failure-floor.ts'
import type { ProveLoginDeps } from '../core/sessions/prove-login.ts'
import type { Unverified } from '../core/sessions/unverified.ts'
import type { TenantSettings } from '../core/tenants/settings.ts'
import type { Tenant } from '../core/tenants/tenant.ts'
import { foreignSchemesOf, loginLookUp } from '../storage/logins.ts'
import { lookingUp } from '../storage/transaction.ts'
import { joinPreviousLogins } from './previous-system.ts'
import type { CoreParts } from './registration.ts'
import { joinLimits } from './stores.ts'

/** Proving passwords of one tenant's customers, with real storage, hashing and clock behind it. */
export function joinProving(parts: CoreParts, tenant: Tenant): ProveLoginDeps {
  const { engine, hashedCalls, hashing, keyring, config, now } = parts
  const { id: tenantId, settings } = tenant
  const previous = joinPreviousLogins(parts, tenant)
  const time = { now, elapsed: () => performance.now(), sleep: (milliseconds: number) => sleep(milliseconds) }
  const asking = lookingUp(engine, tenantId)
  return {
    ...time,
    hashing,
    toAscii,
    logins: loginLookUp(lookingUp(hashedCalls, tenantId), tenantId),
    limitStore: joinLimits(hashedCalls, tenantId, keyring),
    limits: config.rateLimits ? signInLimits(config) : undefined,
    unverified: unverifiedAre(config, settings),
    previous,
    failureFloor: createFailureFloor({
      ...time,
      foreignSchemes: () => foreignSchemesOf(asking, tenantId),
      millisecondsOf: (scheme) => hashing.millisecondsOf(scheme),
      slowestRefusal: previous && (() => previous.slowestRefusal()),
    }),
  }
}

/** What becomes of those who have not proven the mailbox, in one tenant. */
export const unverifiedAre = (
  { emailVerification }: Pick<Config, 'emailVerification'>,
  { privateRegistration }: Pick<TenantSettings, 'privateRegistration'>,
): Unverified => (privateRegistration ? 'untold' : emailVerification === 'required' ? 'refused' : 'accepted')

const signInLimits = ({ signInsPerClient, signInsPerAccount }: Config) => ({
  perClient: { name: 'sign-in by client', ...signInsPerClient },
  perAccount: { name: 'sign-in by account', ...signInsPerAccount },
})
