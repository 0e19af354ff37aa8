import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Logger } from 'pino'
import { CountsPerMinute } from '../adapters/limits/counts-per-minute.ts'
import { isInNetworks } from '../adapters/network/networks.ts'
import { apiKeyTexts } from '../adapters/secrets/api-key-texts.ts'
import type { Keyring } from '../adapters/secrets/keyring.ts'
import type { Config } from '../config/config.ts'
import { authenticate } from '../core/sessions/authenticate.ts'
import type { Tokens } from '../core/sessions/token.ts'
import { type Scope, scopes } from '../core/tenants/api-key.ts'
import { identifyProgram } from '../core/tenants/identify-program.ts'
import { identifySigner } from '../core/tenants/identify-signer.ts'
import { defaultTenantId, type Tenant } from '../core/tenants/tenant.ts'
import { isUuid } from '../core/tenants/uuid.ts'
import { type CallerServices, isStaffId } from '../dialects/singula/caller.ts'
import { sources } from '../dialects/singula/contract.ts'
import { apiKeyStore } from '../storage/api-keys.ts'
import { customerLookUp } from '../storage/customer-look-up.ts'
import type { Engine } from '../storage/engine.ts'
import { sessionLookUp } from '../storage/sessions.ts'
import { lookingUp } from '../storage/transaction.ts'
import { Trouble } from '../violations/trouble.ts'
import { perTenant } from './per-tenant.ts'
import type { Tenants } from './tenants.ts'

export interface CallerParts {
  readonly engine: Engine
  readonly tenants: Tenants
  readonly keyring: Keyring
  readonly tokens: Tokens
  readonly config: Pick<Config, 'gatewaySecret' | 'gatewayHeaders'>
  readonly logger: Pick<Logger, 'warn'>
}

const ofCustomers: readonly Scope[] = ['customers:read', 'customers:write']

/** Who calls the customer API, with real storage, keys and tokens behind it. */
export function joinCallers({ engine, tenants, keyring, tokens, config, logger }: CallerParts): CallerServices {
  const store = apiKeyStore(engine)
  const nobody = { publicId: 'nobody', sealedSecret: keyring.seal('hmac-secret', 'nobody', randomBytes(32)) }
  const signing = {
    store,
    nobody,
    // An unknown key costs the look at a tenant that a known one does.
    tenants: { byId: (id: string) => tenants.byId(id === '' ? defaultTenantId : id) },
    open: (publicId: string, sealed: Uint8Array) => keyring.open('hmac-secret', publicId, sealed),
    mac: (secret: Uint8Array, text: string) => createHmac('sha256', secret).update(text).digest(),
    isSame: (one: Uint8Array, other: Uint8Array) => one.length === other.length && timingSafeEqual(one, other),
    isInNetworks,
    uses: new CountsPerMinute(() => performance.now()),
    onError: (error: unknown) => logger.warn({ err: error }, 'the use of a key could not be noted'),
  }
  const lookUpsOf = perTenant(({ id }) => {
    const asking = lookingUp(engine, id)
    return { sessions: sessionLookUp(asking, id), customers: customerLookUp(asking, id) }
  })
  const caller = (tenant: Tenant, actingId: string, granted: readonly Scope[]) =>
    ({ tenant, actingId, customerId: undefined, sessionId: null, scopes: granted }) as const
  const customer = (tenant: Tenant, customerId: string, sessionId: string | null) =>
    ({ tenant, actingId: customerId, customerId, sessionId, scopes: ofCustomers }) as const
  return {
    async identifySigner(request) {
      const { key, tenant } = await identifySigner(request, signing)
      return caller(tenant, request.keyId, key.scopes ?? scopes)
    },
    async identifyStaff(serviceKey, staffId) {
      const { tenantId } = await identifyProgram(serviceKey, { store, texts: apiKeyTexts })
      return caller(await known(tenants.byId(tenantId)), staffId, scopes)
    },
    async identifyCustomer(token, host) {
      const claims = await tokens.read(token)
      const tenantId = claims?.ours?.tenantId
      const [own, asked] = await Promise.all([tenants.byId(tenantId ?? ''), tenants.byHost(host)])
      // A host that is another tenant's knows nothing of this one's customers.
      if (!own || (asked.id !== defaultTenantId && asked.id !== own.id)) throw refused()
      const { sessions } = lookUpsOf(own)
      const live = await authenticate({ token, kind: 'access', carriedIn: 'header' }, { tokens, tenantId: own.id, sessions })
      return customer(own, live.customer.id, claims?.ours?.sessionId ?? null)
    },
    readVouched(headers) {
      const { gatewaySecret, gatewayHeaders: names } = config
      const sent = headers[names.secret]
      if (gatewaySecret === undefined || sent === undefined) return undefined
      const [one, other] = [sent, gatewaySecret].map((text) => keyring.mac('gateway-secret', text))
      if (!one || !other || !timingSafeEqual(one, other)) throw refused()
      return { tenant: headers[names.tenant], user: headers[names.user], source: headers[names.source] }
    },
    async identifyVouched({ tenant: name = '', user = '', source: told = '' }) {
      const source = sources.find((one) => one === told.trim().toUpperCase())
      const tenant = await known(isUuid(name.trim()) ? tenants.byId(name.trim()) : tenants.named(name.trim()))
      const actingId = user.trim()
      if (!source || !isStaffId(actingId)) throw refused()
      if (source !== 'CUSTOMER') return { ...caller(tenant, actingId, scopes), source }
      const customerId = actingId.toLowerCase()
      const asked = isUuid(customerId) ? await lookUpsOf(tenant).customers.withId(customerId) : undefined
      if (asked?.state !== 'active') throw refused()
      return { ...customer(tenant, customerId, null), source }
    },
  }
}

const refused = () => new Trouble({ code: 'unauthenticated' })

async function known(looked: Promise<Tenant | undefined>): Promise<Tenant> {
  const tenant = await looked
  if (!tenant) throw refused()
  return tenant
}
