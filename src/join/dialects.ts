import type { Logger } from 'pino'
import { loadCommonPasswords } from '../adapters/passwords/common-passwords.ts'
import { createTokens } from '../adapters/tokens/jwt.ts'
import type { SigningKeys } from '../adapters/tokens/signing-keys.ts'
import type { ErasureLedger } from '../core/erasure/erasure.ts'
import { defaultTenantId } from '../core/tenants/tenant.ts'
import { createBagistoDialect } from '../dialects/bagisto/routes.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { createDjangoDialect } from '../dialects/django/routes.ts'
import { createPatronDialect } from '../dialects/patron/routes.ts'
import { createPages } from '../pages/routes.ts'
import { joinAccounts } from './accounts.ts'
import type { joinRecovery } from './recovery.ts'
import { type CoreParts, joinRegistration } from './registration.ts'
import { joinShop } from './shop.ts'
import { joinStorefrontCustomers } from './storefront-customers.ts'
import { perTenant, shopSettings } from './storefront-settings.ts'
import { joinStorefronts } from './storefronts.ts'

export interface DialectParts extends CoreParts {
  readonly logger: Logger
  readonly signingKeys: SigningKeys
  readonly ledger: ErasureLedger
  readonly recovery: ReturnType<typeof joinRecovery>
  /** Where customers reach Patron; no slash at its end. */
  readonly publicUrl: () => string
}

/** Every dialect, and the pages, each given what it asks of the core. Paths of nobody belong to the one that is ours. */
export function joinDialects(parts: DialectParts): { readonly dialects: readonly Dialect[]; readonly fallback: Dialect } {
  const { config, engine, signingKeys, logger } = parts
  const tokens = createTokens({
    keys: signingKeys,
    issuer: config.tokenIssuer,
    sharedSecret: config.tokenSecret,
    acceptsOlderTokens: config.acceptOlderTokens,
    now: () => new Date(),
  })
  const isCommonPassword = loadCommonPasswords(config.commonPasswords)
  const django = createDjangoDialect({
    takeRegistration: joinRegistration(parts, defaultTenantId),
    isCommonPassword,
    ...joinAccounts({ ...parts, tokens }),
  })
  const patron = createPatronDialect({ publishedKeys: () => signingKeys.published(), ...joinShop({ ...parts, tokens }) })
  const bagisto = createBagistoDialect({
    ...joinStorefronts({ engine, config, logger }),
    settings: shopSettings(config),
    introspection: config.graphqlIntrospection,
    playground: config.graphqlPlayground,
    isCommonPassword,
    servicesOf: perTenant((tenantId) => joinStorefrontCustomers({ ...parts, askReset: parts.recovery.askReset }, tenantId)),
    publicUrl: parts.publicUrl,
  })
  const pages = createPages(
    { ...parts.recovery, isCommonPassword },
    { shopName: config.shopName, defaultLocale: config.locale, publicUrl: config.publicUrl },
  )
  return { dialects: [django, bagisto, patron, pages], fallback: patron }
}
