import { v7 as newId } from 'uuid'
import { storefrontTokens } from '../adapters/tokens/storefront-tokens.ts'
import { type PasswordWish, preparePassword } from '../core/account/prepare-password.ts'
import { type PasswordProof, provePassword } from '../core/account/prove-password.ts'
import { type ProfileChange, updateProfile } from '../core/account/update-profile.ts'
import { type DeletionWish, deleteOwnAccount } from '../core/erasure/delete-own-account.ts'
import type { ErasureLedger } from '../core/erasure/erasure.ts'
import type { AskedReset } from '../core/recovery/ask-reset.ts'
import { authenticateStorefront, type StorefrontBearer } from '../core/sessions/authenticate-storefront.ts'
import { type StorefrontSignIn, signInStorefront } from '../core/sessions/sign-in-storefront.ts'
import { signOutStorefront } from '../core/sessions/sign-out-storefront.ts'
import type { Locale } from '../core/tenants/locale.ts'
import type { Tenant } from '../core/tenants/tenant.ts'
import { claimStore } from '../storage/claims.ts'
import { consentLookUp } from '../storage/consents.ts'
import { unledgeredStore } from '../storage/erasures.ts'
import { sessionLookUp } from '../storage/sessions.ts'
import { lookingUp, statementByStatement } from '../storage/transaction.ts'
import { joinBook } from './book.ts'
import { joinProving } from './proving.ts'
import { type CoreParts, joinRegistration } from './registration.ts'
import { transactionsOf } from './stores.ts'
import { tallySignIns } from './tallying.ts'
import { tenantRules } from './tenant-rules.ts'

export interface StorefrontCustomerParts extends CoreParts {
  readonly ledger: ErasureLedger
  /** @throws Trouble */
  askReset(asked: AskedReset): Promise<void>
}

// 80 characters: docs/contracts/bagisto.md#5-tokens.
const apiTokenCharacters = 80

/** Customers of one tenant as storefronts know them, with real storage, hashing, clock and keys behind them. */
export function joinStorefrontCustomers(parts: StorefrontCustomerParts, tenant: Tenant) {
  const { id: tenantId, settings } = tenant
  const { engine, hashedCalls, keyring, config, ledger, now } = parts
  const asking = lookingUp(engine, tenantId)
  const deps = { transaction: transactionsOf(engine, tenantId, keyring), newId: () => newId(), now }
  const proving = joinProving(parts, tenant)
  const authentication = { tokens: storefrontTokens, sessions: sessionLookUp(asking, tenantId) }
  const signingIn = {
    ...proving,
    tokens: storefrontTokens,
    storefrontSeconds: config.storefrontTokenSeconds,
    transaction: transactionsOf(hashedCalls, tenantId, keyring),
    newId: deps.newId,
    now,
    settings,
    consents: consentLookUp(asking, tenantId),
  }
  const erasing = {
    ...deps,
    ...proving,
    tenantId,
    ledger,
    unledgered: unledgeredStore(statementByStatement(engine, tenantId), tenantId),
  }
  const changing = { ...deps, ...proving, ...tenantRules(settings, now), claims: claimStore(asking, tenantId) }
  return {
    ...joinBook({ engine, keyring, now }, tenant),
    takeRegistration: joinRegistration(parts, tenant),
    signIn: tallySignIns(tenantId, parts.tallying, (attempt: StorefrontSignIn) => signInStorefront(attempt, signingIn)),
    authenticate: (token: string) => authenticateStorefront(token, authentication),
    signOut: (bearer: StorefrontBearer, deviceToken: string | null) => signOutStorefront(bearer, deviceToken, deps),
    askReset: ({ locale, ...asked }: Omit<AskedReset, 'locale'> & { locale: Locale | undefined }) =>
      parts.askReset({ ...asked, locale: locale ?? settings.locale ?? config.locale }),
    preparePassword: (wish: PasswordWish) => preparePassword(wish, proving),
    provePassword: (proof: PasswordProof) => provePassword(proof, proving),
    updateProfile: (change: ProfileChange) => updateProfile(change, changing),
    deleteOwnAccount: (wish: DeletionWish) => deleteOwnAccount(wish, erasing),
    apiTokenOf: (customerId: string) =>
      ['1', '2']
        .map((half) => Buffer.from(keyring.mac('api-token', `${half} ${customerId}`)).toString('base64url'))
        .join('')
        .slice(0, apiTokenCharacters),
  }
}
