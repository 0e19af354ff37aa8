import type { Logger } from 'pino'
import { loadCommonPasswords } from '../adapters/passwords/common-passwords.ts'
import { alpha2Of, alpha3Of } from '../adapters/reference/countries.ts'
import { isCurrency } from '../adapters/reference/currencies.ts'
import { createLinkTokens } from '../adapters/secrets/link-tokens.ts'
import { createPreferenceTokens } from '../adapters/secrets/preference-tokens.ts'
import { createTokens } from '../adapters/tokens/jwt.ts'
import type { SigningKeys } from '../adapters/tokens/signing-keys.ts'
import type { ErasureLedger } from '../core/erasure/erasure.ts'
import { requireOwnAddresses } from '../core/tenants/own-addresses.ts'
import { presenceOf } from '../core/tenants/presence.ts'
import { usualSettings } from '../core/tenants/settings.ts'
import { createBagistoDialect } from '../dialects/bagisto/routes.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { createDjangoDialect } from '../dialects/django/routes.ts'
import { createPatronDialect } from '../dialects/patron/routes.ts'
import { createSingulaDialect } from '../dialects/singula/routes.ts'
import { createPages } from '../pages/routes.ts'
import { joinAccounts } from './accounts.ts'
import { joinCallers } from './callers.ts'
import { joinConsents } from './consents.ts'
import { joinDevelopment } from './development.ts'
import { joinEmailChanges } from './email-changes.ts'
import { joinEntrance } from './entrance.ts'
import { joinOwnAccount } from './own-account.ts'
import { perTenant } from './per-tenant.ts'
import { joinPreferences } from './preferences.ts'
import { ownPresence } from './presences.ts'
import { joinPrograms } from './programs.ts'
import { joinRecovery } from './recovery.ts'
import { type CoreParts, joinRegistration } from './registration.ts'
import { joinSingulaCustomers } from './singula-customers.ts'
import { joinStorefrontCustomers } from './storefront-customers.ts'
import { shopSettings } from './storefront-settings.ts'
import { joinStorefronts } from './storefronts.ts'
import type { Tenants } from './tenants.ts'

export interface DialectParts extends CoreParts {
  readonly logger: Logger
  readonly tenants: Tenants
  readonly signingKeys: SigningKeys
  readonly ledger: ErasureLedger
  /** Where customers reach Patron, of tenants without an address of their own; no slash at its end. */
  readonly publicUrl: () => string
}

/** Every dialect, and the pages, with those of development where the server runs in it, each given what it asks of the core. Paths of nobody belong to the one that is ours. */
export function joinDialects(parts: DialectParts): { readonly dialects: readonly Dialect[]; readonly fallback: Dialect } {
  const { config, tenants, signingKeys, now } = parts
  const tokens = createTokens({
    keys: signingKeys,
    issuer: config.tokenIssuer,
    sharedSecret: config.tokenSecret,
    acceptsOlderTokens: config.acceptOlderTokens,
    now,
  })
  const isCommonPassword = loadCommonPasswords(config.commonPasswords)
  const recoveryOf = perTenant((tenant) => joinRecovery(parts, tenant))
  const accountsOf = perTenant((tenant) => ({
    takeRegistration: joinRegistration(parts, tenant),
    ...joinAccounts({ ...parts, tokens }, tenant),
  }))
  const storefrontCustomersOf = perTenant((tenant) =>
    joinStorefrontCustomers({ ...parts, askReset: recoveryOf(tenant).askReset }, tenant),
  )
  const django = createDjangoDialect({
    isCommonPassword,
    servicesAt: async (host) => accountsOf(requireOwnAddresses(await tenants.byHost(host))),
  })
  const patron = createPatronDialect({
    publishedKeys: () => signingKeys.published(),
    ...joinPrograms({ ...parts, tokens }),
  })
  const bagisto = createBagistoDialect({
    ...joinStorefronts(parts),
    settings: shopSettings(config),
    introspection: config.graphqlIntrospection,
    playground: config.graphqlPlayground,
    isCommonPassword,
    admit: (lane) => parts.hashing.admit(lane),
    servicesOf: (tenant) => storefrontCustomersOf(requireOwnAddresses(tenant)),
    async imagesOf(tenantId) {
      const tenant = await tenants.byId(tenantId)
      return tenant && storefrontCustomersOf(tenant)
    },
    publicUrlOf: ({ settings }) => settings.publicUrl ?? parts.publicUrl(),
  })
  const links = createLinkTokens(parts.keyring)
  const preferenceLinks = createPreferenceTokens(parts.keyring)
  const linkServicesOf = perTenant((tenant) => ({
    ...recoveryOf(tenant),
    ...joinEmailChanges(parts, tenant),
    ...joinPreferences(parts, tenant),
    signIn: storefrontCustomersOf(tenant).signIn,
    sessionSeconds: config.storefrontTokenSeconds,
  }))
  const installation = ownPresence(config, config.publicUrl)
  const entranceOf = joinEntrance(parts)
  const hostedOf = perTenant((tenant) => ({
    ...joinConsents(parts, tenant),
    ...storefrontCustomersOf(tenant),
    ...entranceOf(tenant),
    ...joinOwnAccount(parts, tenant),
    ...joinEmailChanges(parts, tenant),
  }))
  const pages = createPages({
    isCommonPassword,
    hosting: {
      seal: (text) => Buffer.from(parts.keyring.mac('page-form', text)).toString('base64url'),
      async tenantAt(host) {
        const tenant = requireOwnAddresses(await tenants.byHost(host))
        const presence = presenceOf(tenant.settings, installation)
        return { presence, settings: tenant.settings, services: hostedOf(tenant) }
      },
    },
    installation,
    appearance: usualSettings,
    async tenantOf(kind, token) {
      const link = kind === 'preferences' ? preferenceLinks.read(token) : links.read(kind, token)
      const tenant = link && (await tenants.byId(link.tenantId))
      return (
        tenant && {
          presence: presenceOf(tenant.settings, installation),
          settings: tenant.settings,
          services: linkServicesOf(tenant),
        }
      )
    },
  })
  const singula = createSingulaDialect({
    ...joinCallers({ ...parts, tokens }),
    servicesOf: perTenant((tenant) => joinSingulaCustomers(parts, tenant)),
    codes: { isCurrency, alpha2Of, alpha3Of },
    publicUrl: parts.publicUrl,
  })
  return { dialects: [django, bagisto, singula, patron, pages, ...joinDevelopment({ config, tenants })], fallback: patron }
}
