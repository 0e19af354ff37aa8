import { v7 as newId } from 'uuid'
import { textDigest } from '../adapters/digests/text-digest.ts'
import { createPreferenceTokens } from '../adapters/secrets/preference-tokens.ts'
import {
  changePreferences,
  type PreferenceCall,
  type PreferencesChange,
  readPreferences,
  unsubscribe,
} from '../core/account/preferences.ts'
import type { Tenant } from '../core/tenants/tenant.ts'
import { consentLookUp } from '../storage/consents.ts'
import { customerLookUp } from '../storage/customer-look-up.ts'
import { lookingUp } from '../storage/transaction.ts'
import type { CoreParts } from './registration.ts'
import { joinLimits, transactionsOf } from './stores.ts'

/** What customers of one tenant choose without signing in, with real storage, clock and keys behind it. */
export function joinPreferences(
  { engine, keyring, config, now }: Pick<CoreParts, 'engine' | 'keyring' | 'config' | 'now'>,
  { id: tenantId, settings }: Tenant,
) {
  const asking = lookingUp(engine, tenantId)
  const deps = {
    tenantId,
    settings,
    links: createPreferenceTokens(keyring),
    customers: customerLookUp(asking, tenantId),
    consents: consentLookUp(asking, tenantId),
    limit: config.rateLimits ? { name: 'preferences by client', ...config.recoveriesPerClient } : undefined,
    limitStore: joinLimits(engine, tenantId, keyring),
    transaction: transactionsOf(engine, tenantId, keyring),
    digestOf: textDigest,
    newId: () => newId(),
    now,
  }
  return {
    contactMethods: settings.contactMethods,
    readPreferences: (token: string) => readPreferences(token, deps),
    changePreferences: (change: PreferencesChange) => changePreferences(change, deps),
    unsubscribe: (call: PreferenceCall) => unsubscribe(call, deps),
  }
}
