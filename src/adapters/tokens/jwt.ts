import { LRUCache } from 'lru-cache'
import type { IssuedClaims, TokenClaims, Tokens } from '../../core/sessions/token.ts'
import { isUuid } from '../../core/tenants/uuid.ts'
import { readHeader, type SigningKey, signJws, verifyJws } from './jws.ts'
import type { SigningKeys } from './signing-keys.ts'

export interface JwtOptions {
  readonly keys: Pick<SigningKeys, 'current' | 'find'>
  readonly issuer: string
  /** Signs with it in place of the keys, for services that verify with a secret they share. */
  readonly sharedSecret: string | undefined
  /** Whether access tokens without a session, which an older system signed with the shared secret, are believed. */
  readonly acceptsOlderTokens: boolean
  now(): Date
}

/** Whom the tokens are for: the services of the shop. */
const audience = 'customers'

// A token is 500 to 700 characters; ten thousand of them and their claims are about 10 MB.
const rememberedTokens = 10_000

// Ours are far below; what is longer is not worth a look.
const maximumCharacters = 4_096

/**
 * Tokens as JSON Web Tokens: the claims of the Django contract, and beside them the standard ones.
 *
 * A verified token is remembered until it expires, so that its signature costs once. What is remembered is what the token
 * says, never the state of its customer.
 *
 * @source docs/contracts/django.md#7-tokens; RFC 7519; RFC 8725
 */
export function createTokens(options: JwtOptions): Tokens {
  const verified = new LRUCache<string, TokenClaims>({ max: rememberedTokens })
  const shared: SigningKey | undefined =
    options.sharedSecret === undefined
      ? undefined
      : { algorithm: 'HS256', id: undefined, secret: Buffer.from(options.sharedSecret) }
  const keyFor = async (token: string): Promise<SigningKey | undefined> => {
    const header = readHeader(token)
    // What calls itself something else is none, whoever signed it; older systems may write it in any case, or not at all.
    if (header?.typ !== undefined && header.typ.toUpperCase() !== 'JWT') return undefined
    if (header?.alg === 'HS256') return shared
    return header?.alg === 'ES256' && header.kid !== undefined ? options.keys.find(header.kid) : undefined
  }
  const lives = ({ expiresAt }: TokenClaims) => expiresAt.getTime() > options.now().getTime()
  return {
    issue: (claims) => signJws(wireClaims(claims, options.issuer), shared ?? options.keys.current()),
    async read(token) {
      const known = verified.get(token)
      if (known) return lives(known) ? known : undefined
      if (token.length > maximumCharacters) return undefined
      const key = await keyFor(token)
      const claims = key && readClaims(verifyJws(token, key), options)
      if (!claims || !lives(claims)) return undefined
      verified.set(token, claims)
      return claims
    },
  }
}

const seconds = (instant: Date): number => Math.floor(instant.getTime() / 1000)
const withoutDashes = (uuid: string): string => uuid.replaceAll('-', '')

const wireClaims = ({ kind, id, issuedAt, expiresAt, customerNumber, ours }: IssuedClaims, issuer: string) => ({
  token_type: kind,
  exp: seconds(expiresAt),
  iat: seconds(issuedAt),
  jti: withoutDashes(id),
  user_id: customerNumber,
  iss: issuer,
  aud: audience,
  sub: ours.customerId,
  tid: ours.tenantId,
  sid: ours.sessionId,
})

/** The claims in core words, when all of them are there and meant for us. */
function readClaims(claims: Readonly<Record<string, unknown>> | undefined, options: JwtOptions): TokenClaims | undefined {
  if (!claims) return undefined
  const { token_type: kind, exp, jti, user_id: number, sub, tid, sid } = claims
  if (kind !== 'access' && kind !== 'refresh') return undefined
  if (typeof exp !== 'number' || typeof jti !== 'string' || !/^[0-9a-f]{32}$/.test(jti)) return undefined
  // Later versions of simplejwt write the number as text.
  const customerNumber = typeof number === 'string' ? Number(number) : number
  if (typeof customerNumber !== 'number' || !Number.isSafeInteger(customerNumber)) return undefined
  const common = { kind, id: withDashes(jti), expiresAt: new Date(exp * 1000), customerNumber } as const
  if (sid === undefined) return options.acceptsOlderTokens && kind === 'access' ? { ...common, ours: null } : undefined
  const isOurs = claims['iss'] === options.issuer && claims['aud'] === audience
  if (!isOurs || !isUuid(sub) || !isUuid(tid) || !isUuid(sid)) return undefined
  return { ...common, ours: { tenantId: tid, customerId: sub, sessionId: sid } }
}

const withDashes = (hex: string): string => hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
