import { v7 as newId, v4 as newTokenId } from 'uuid'
import type { Config } from '../config/config.ts'
import { changeState, type LivingState } from '../core/account/change-state.ts'
import { requireOwnNumber } from '../core/account/own-account.ts'
import { type ProfileChange, updateProfile } from '../core/account/update-profile.ts'
import type { Customer } from '../core/customers/customer.ts'
import { authenticate, type Presented } from '../core/sessions/authenticate.ts'
import { refreshSession } from '../core/sessions/refresh.ts'
import { type SignInAttempt, signIn } from '../core/sessions/sign-in.ts'
import { signOut } from '../core/sessions/sign-out.ts'
import type { Tokens } from '../core/sessions/token.ts'
import type { Tenant } from '../core/tenants/tenant.ts'
import { claimStore } from '../storage/claims.ts'
import { consentLookUp } from '../storage/consents.ts'
import { sessionLookUp, singleSessionStore } from '../storage/sessions.ts'
import { lookingUp, statementByStatement } from '../storage/transaction.ts'
import { joinProving, unverifiedAre } from './proving.ts'
import type { CoreParts } from './registration.ts'
import { transactionsOf } from './stores.ts'
import { tallySignIns } from './tallying.ts'
import { tenantRules } from './tenant-rules.ts'

export interface AccountParts extends CoreParts {
  readonly tokens: Tokens
}

/** Sign-in, tokens and profile of one tenant's customers, with real storage, hashing, clock and keys behind them. */
export function joinAccounts(parts: AccountParts, tenant: Tenant) {
  const { engine, hashedCalls, keyring, config, tokens, now } = parts
  const { id: tenantId, settings } = tenant
  const asking = lookingUp(engine, tenantId)
  const transaction = transactionsOf(engine, tenantId, keyring)
  const claims = claimStore(asking, tenantId)
  const time = { now }
  const ids = { newId: () => newId(), newTokenId: () => newTokenId() }
  const issuing = { ...time, ...ids, tokens, tenantId, lifetimes: lifetimesOf(config) }
  const authentication = { tokens, tenantId, sessions: sessionLookUp(asking, tenantId) }
  const single = singleSessionStore(statementByStatement(engine, tenantId), tenantId)
  const changing = {
    ...{ ...time, ...ids, ...tenantRules(settings, now), claims, transaction },
    unverified: unverifiedAre(config, settings),
  }
  const signingIn = {
    ...issuing,
    ...joinProving(parts, tenant),
    transaction: transactionsOf(hashedCalls, tenantId, keyring),
    settings,
    consents: consentLookUp(asking, tenantId),
  }
  return {
    signIn: tallySignIns(tenantId, parts.tallying, (attempt: SignInAttempt) => signIn(attempt, signingIn)),
    refresh: (token: string) =>
      refreshSession(token, { ...issuing, ...authentication, store: single, rotates: config.rotateRefreshTokens }),
    signOut: (refreshToken: string) => signOut(refreshToken, { ...authentication, store: single }),
    authenticate: (presented: Presented) => authenticate(presented, authentication),
    requireOwnNumber: (customer: Customer, number: string) => requireOwnNumber(customer, number, claims),
    updateProfile: (change: ProfileChange) => updateProfile(change, changing),
    changeState: (customerId: string, state: LivingState) => changeState(customerId, state, { ...time, ...ids, transaction }),
  }
}

const lifetimesOf = ({ accessTokenSeconds, refreshTokenSeconds }: Config) => ({
  accessSeconds: accessTokenSeconds,
  refreshSeconds: refreshTokenSeconds,
})
