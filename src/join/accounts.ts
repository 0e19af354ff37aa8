import { setTimeout as sleep } from 'node:timers/promises'
import { v7 as newId, v4 as newTokenId } from 'uuid'
import { toAscii } from '../adapters/network/idna.ts'
import type { Config } from '../config/config.ts'
import { changeState, type LivingState } from '../core/account/change-state.ts'
import { requireOwnNumber } from '../core/account/own-account.ts'
import { type ProfileChange, updateProfile } from '../core/account/update-profile.ts'
import type { Customer } from '../core/customers/customer.ts'
import { authenticate, type Presented } from '../core/sessions/authenticate.ts'
import { createFailureFloor } from '../core/sessions/failure-floor.ts'
import { refreshSession } from '../core/sessions/refresh.ts'
import { type SignInAttempt, signIn } from '../core/sessions/sign-in.ts'
import { signOut } from '../core/sessions/sign-out.ts'
import type { Tokens } from '../core/sessions/token.ts'
import { defaultTenantId } from '../core/tenants/tenant.ts'
import { claimStore } from '../storage/claims.ts'
import { foreignSchemesOf, loginLookUp } from '../storage/logins.ts'
import { sessionLookUp, singleSessionStore } from '../storage/sessions.ts'
import { statementByStatement } from '../storage/transaction.ts'
import type { CoreParts } from './registration.ts'
import { joinLimits, transactionsOf } from './stores.ts'

export interface AccountParts extends CoreParts {
  readonly tokens: Tokens
}

/** Sign-in, tokens and profile with real storage, hashing, clock and keys behind them. */
export function joinAccounts({ engine, hashedCalls, hashing, keyring, config, tokens }: AccountParts) {
  const tenantId = defaultTenantId
  const asking = statementByStatement(engine, tenantId)
  const transaction = transactionsOf(engine, tenantId, keyring)
  const askingForSignIn = statementByStatement(hashedCalls, tenantId)
  const claims = claimStore(asking, tenantId)
  const time = { now: () => new Date(), elapsed: () => performance.now(), sleep: (milliseconds: number) => sleep(milliseconds) }
  const ids = { newId: () => newId(), newTokenId: () => newTokenId() }
  const issuing = { ...time, ...ids, tokens, tenantId, lifetimes: lifetimesOf(config) }
  const authentication = { tokens, tenantId, sessions: sessionLookUp(asking, tenantId) }
  const single = singleSessionStore(asking, tenantId)
  const signingIn = {
    ...issuing,
    hashing,
    transaction: transactionsOf(hashedCalls, tenantId, keyring),
    toAscii,
    logins: loginLookUp(askingForSignIn, tenantId),
    limitStore: joinLimits(hashedCalls, tenantId, keyring),
    limits: config.rateLimits ? signInLimits(config) : undefined,
    unverified: unverifiedAre(config),
    failureFloor: createFailureFloor({
      ...time,
      foreignSchemes: () => foreignSchemesOf(asking, tenantId),
      millisecondsOf: (scheme) => hashing.millisecondsOf(scheme),
    }),
  }
  return {
    signIn: (attempt: SignInAttempt) => signIn(attempt, signingIn),
    refresh: (token: string) =>
      refreshSession(token, { ...issuing, ...authentication, store: single, rotates: config.rotateRefreshTokens }),
    signOut: (refreshToken: string) => signOut(refreshToken, { ...authentication, store: single }),
    authenticate: (presented: Presented) => authenticate(presented, authentication),
    requireOwnNumber: (customer: Customer, number: string) => requireOwnNumber(customer, number, claims),
    updateProfile: (change: ProfileChange) =>
      updateProfile(change, { ...time, ...ids, claims, transaction, toAscii, unverified: unverifiedAre(config) }),
    changeState: (customerId: string, state: LivingState) => changeState(customerId, state, { ...time, ...ids, transaction }),
  }
}

/** Whether who has not proven the mailbox may sign in. */
export const unverifiedAre = ({ emailVerification }: Config): 'accepted' | 'refused' =>
  emailVerification === 'required' ? 'refused' : 'accepted'

const lifetimesOf = ({ accessTokenSeconds, refreshTokenSeconds }: Config) => ({
  accessSeconds: accessTokenSeconds,
  refreshSeconds: refreshTokenSeconds,
})

const signInLimits = ({ signInsPerClient, signInsPerAccount }: Config) => ({
  perClient: { name: 'sign-in by client', ...signInsPerClient },
  perAccount: { name: 'sign-in by account', ...signInsPerAccount },
})
