import { v7 as newId } from 'uuid'
import type { Keyring } from '../adapters/secrets/keyring.ts'
import { newReferralCode } from '../adapters/secrets/referral-codes.ts'
import { storefrontTokens } from '../adapters/tokens/storefront-tokens.ts'
import type { Config } from '../config/config.ts'
import type { PasswordHashing } from '../core/credentials/hashing.ts'
import type { PasswordScoring } from '../core/credentials/password-score.ts'
import { type RegistrationRequest, type TakeRegistrationDeps, takeRegistration } from '../core/registration/take-registration.ts'
import type { Tallying } from '../core/statistics/tally.ts'
import type { Tenant } from '../core/tenants/tenant.ts'
import { claimStore, isNameTaken } from '../storage/claims.ts'
import type { Engine } from '../storage/engine.ts'
import { lookingUp } from '../storage/transaction.ts'
import { joinOnce } from './creations.ts'
import type { PreviousSystems } from './previous-system.ts'
import { unverifiedAre } from './proving.ts'
import { joinLimits, sharedTransactionsOf } from './stores.ts'
import { tallyRegistrations } from './tallying.ts'
import { tenantRules } from './tenant-rules.ts'

/** What the core's use cases are joined with. */
export interface CoreParts {
  readonly engine: Engine
  /** The same, for the calls that hash: what comes in a storm, and must leave connections to all others. */
  readonly hashedCalls: Engine
  readonly hashing: PasswordHashing
  readonly scoring: PasswordScoring
  readonly keyring: Keyring
  readonly config: Config
  /** Told what became of sign-ins and registrations. */
  readonly tallying: Tallying
  /** Those that customers of tenants come from while they still run. */
  readonly previousSystems: PreviousSystems
  /** By the clock of the database. */
  now(): Date
}

/** Registration with one tenant, with real storage, hashing, clock and keys behind it. */
export function joinRegistration(parts: CoreParts, tenant: Tenant) {
  const { hashedCalls: engine, hashing, scoring, keyring, config, now } = parts
  const { id: tenantId, settings } = tenant
  // Whoever was refused for want of a connection is not to wait for one to free the key.
  const { release } = joinOnce(parts.engine, tenantId, keyring).store
  const once = joinOnce(engine, tenantId, keyring)
  const deps: TakeRegistrationDeps = {
    claims: claimStore(lookingUp(engine, tenantId), tenantId),
    hashing,
    transaction: sharedTransactionsOf(engine, tenantId, keyring),
    isNameTaken,
    newId: () => newId(),
    now,
    ...tenantRules(settings, now),
    scoring,
    newReferralCode,
    once: { ...once, store: { ...once.store, release } },
    limitStore: joinLimits(engine, tenantId, keyring),
    limits: config.rateLimits ? registrationLimits(config) : undefined,
    unverified: unverifiedAre(config, settings),
    isOpen: settings.registrationOpen,
    storefront: { tokens: storefrontTokens, storefrontSeconds: config.storefrontTokenSeconds, newId: () => newId() },
  }
  return <Answer>(request: RegistrationRequest<Answer>) =>
    tallyRegistrations(tenantId, parts.tallying, (tallied: RegistrationRequest<Answer>) => takeRegistration(tallied, deps))(
      request,
    )
}

const registrationLimits = ({ registrationsPerClient, registrationsPerAccount }: Config) => ({
  perClient: { name: 'registration by client', ...registrationsPerClient },
  perAccount: { name: 'registration by account', ...registrationsPerAccount },
})
