import { v4 as newId } from 'uuid'
import { createKeyring } from '../../src/adapters/secrets/keyring.ts'
import { createTokens, type JwtOptions } from '../../src/adapters/tokens/jwt.ts'
import { openSigningKeys } from '../../src/adapters/tokens/signing-keys.ts'
import type { SigningKeyStore, StoredSigningKey } from '../../src/core/sessions/signing-key.ts'
import type { IssuedClaims } from '../../src/core/sessions/token.ts'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { ada } from './storage.ts'

export const keyring = createKeyring(['the-secret-key-of-the-tests-0123456789'])

/** Goes on only when it is told to. */
export function frozenClock(start = new Date('2026-03-01T12:00:00.500Z')) {
  let milliseconds = start.getTime()
  return {
    now: () => new Date(milliseconds),
    elapsed: () => milliseconds,
    /** Nobody waits: the time is over at once. */
    sleep: async (waited: number) => {
      milliseconds += waited
    },
    pass: (seconds: number) => {
      milliseconds += seconds * 1000
    },
  }
}

/** Keys in memory, as the database keeps them; counts how often they were looked up. */
export function memoryKeyStore(now: () => Date): SigningKeyStore & { readonly looks: number } {
  let stored: StoredSigningKey[] = []
  let looks = 0
  return {
    get looks() {
      return looks
    },
    async usable(retiredForSeconds) {
      looks += 1
      const earliest = now().getTime() - retiredForSeconds * 1000
      return stored.filter(({ retiredAt }) => retiredAt === null || retiredAt.getTime() > earliest)
    },
    async putIntoUse(key) {
      stored = [{ ...key, retiredAt: null }, ...stored.map((other) => ({ ...other, retiredAt: other.retiredAt ?? now() }))]
    },
    async reseal(id, sealedPrivateKey) {
      stored = stored.map((key) => (key.id === id ? { ...key, sealedPrivateKey } : key))
    },
  }
}

type Clock = ReturnType<typeof frozenClock>

export const openKeys = (store: SigningKeyStore, { elapsed, sleep }: Clock, retiredForSeconds = 3_600) =>
  openSigningKeys({ store, keyring, retiredForSeconds, newId: () => newId(), elapsed, sleep })

/** Tokens with keys and a clock of their own. */
export async function someTokens(options: Partial<JwtOptions> = {}) {
  const clock = frozenClock()
  const keys = await openKeys(memoryKeyStore(clock.now), clock)
  const made: JwtOptions = {
    keys,
    issuer: 'https://shop.example',
    sharedSecret: undefined,
    acceptsOlderTokens: false,
    now: clock.now,
    ...options,
  }
  return { clock, keys, tokens: createTokens(made) }
}

/** The claims of an access token of Ada's that lives for a minute. */
export const someClaims = (issuedAt: Date, fields: Partial<IssuedClaims> = {}): IssuedClaims => ({
  kind: 'access',
  id: '0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9',
  issuedAt,
  expiresAt: new Date(issuedAt.getTime() + 60_000),
  customerNumber: 7,
  ours: { tenantId: defaultTenantId, customerId: ada, sessionId: '01890000-0000-7000-8000-0000000000aa' },
  ...fields,
})
