import { v7 as newId, v4 as newToken } from 'uuid'
import { toAscii } from './adapters/network/idna.ts'
import { answerSeals } from './adapters/secrets/answer-seals.ts'
import type { Keyring } from './adapters/secrets/keyring.ts'
import type { Config } from './config/config.ts'
import type { PasswordHashing } from './core/credentials/hashing.ts'
import { type RegistrationRequest, type TakeRegistrationDeps, takeRegistration } from './core/registration/take-registration.ts'
import { defaultTenantId } from './core/tenants/tenant.ts'
import { claimStore } from './storage/claims.ts'
import { credentialStore } from './storage/credentials.ts'
import { customerStore } from './storage/customers.ts'
import type { Engine } from './storage/engine.ts'
import { eventStore } from './storage/events.ts'
import { idempotencyStore, keptAnswerStore } from './storage/idempotency.ts'
import { limitStore } from './storage/limits.ts'
import { inTenant, type Session, statementByStatement } from './storage/transaction.ts'

export interface RegistrationParts {
  readonly engine: Engine
  readonly hashing: PasswordHashing
  readonly keyring: Keyring
  readonly config: Config
}

/** Registration with real storage, hashing, clock and keys behind it. */
export function joinRegistration({ engine, hashing, keyring, config }: RegistrationParts) {
  const tenantId = defaultTenantId
  const storesOn = (session: Session) => ({
    claims: claimStore(session, tenantId),
    customers: customerStore(session, tenantId),
    credentials: credentialStore(session, tenantId),
    events: eventStore(session, tenantId),
    keptAnswers: keptAnswerStore(session, tenantId),
  })
  const deps: TakeRegistrationDeps = {
    claims: claimStore(statementByStatement(engine, tenantId), tenantId),
    hashing,
    transaction: (work) => inTenant(engine, tenantId, (session) => work(storesOn(session))),
    newId: () => newId(),
    now: () => new Date(),
    toAscii,
    once: { store: idempotencyStore(engine, tenantId), seals: answerSeals(keyring), newToken: () => newToken() },
    limitStore: limitStore(statementByStatement(engine, tenantId, 'relaxed'), tenantId, ({ limit, subject }) =>
      keyring.mac('limit-bucket', `${limit.name} ${subject}`),
    ),
    limits: config.rateLimits ? registrationLimits(config) : undefined,
  }
  return <Answer>(request: RegistrationRequest<Answer>) => takeRegistration(request, deps)
}

const registrationLimits = ({ registrationsPerClient, registrationsPerAccount }: Config) => ({
  perClient: { name: 'registration by client', ...registrationsPerClient },
  perAccount: { name: 'registration by account', ...registrationsPerAccount },
})
