import { createHmac, createPrivateKey, createPublicKey, type KeyObject, sign, timingSafeEqual, verify } from 'node:crypto'

/** One key and the one algorithm it is used with; what a token's header says of the algorithm only has to agree. */
export type SigningKey =
  | { readonly algorithm: 'ES256'; readonly id: string; readonly privateKey: KeyObject; readonly publicKey: KeyObject }
  | { readonly algorithm: 'HS256'; readonly id: undefined; readonly secret: Uint8Array }

export interface JwsHeader {
  readonly alg: string
  readonly kid: string | undefined
  /** What the token says it is; `undefined` where it does not. */
  readonly typ: string | undefined
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/**
 * Signs claims as a compact JWS. It runs on the calling thread: 30 to 50 µs, and never behind a hash.
 *
 * @param type  what it is, so that it passes for nothing else (RFC 8725, section 3.11)
 * @source RFC 7515, section 7.1; RFC 7518, sections 3.2 and 3.4
 */
export function signJws(claims: Readonly<Record<string, unknown>>, key: SigningKey, type = 'JWT'): string {
  const header = { alg: key.algorithm, typ: type, ...(key.id !== undefined && { kid: key.id }) }
  const signed = `${encode(header)}.${encode(claims)}`
  return `${signed}.${signatureOf(signed, key).toString('base64url')}`
}

/** The header of what may be a compact JWS; `undefined` when it is none, or asks for extensions, of which we have none. */
export function readHeader(token: string): JwsHeader | undefined {
  const header = objectIn(token.slice(0, token.indexOf('.')))
  if (!header || typeof header['alg'] !== 'string' || 'crit' in header) return undefined
  const textOf = (name: string) => (typeof header[name] === 'string' ? header[name] : undefined)
  return { alg: header['alg'], kid: textOf('kid'), typ: textOf('typ') }
}

/** The claims, if the key signed exactly this. Claims of a token that fails here are never looked at. */
export function verifyJws(token: string, key: SigningKey): Readonly<Record<string, unknown>> | undefined {
  const [header = '', payload = '', signature = '', ...more] = token.split('.')
  const signed = bytesIn(signature)
  if (more.length > 0 || !signed || !isSignature(`${header}.${payload}`, signed, key)) return undefined
  return objectIn(payload)
}

function signatureOf(text: string, key: SigningKey): Buffer {
  if (key.algorithm === 'HS256') return createHmac('sha256', key.secret).update(text).digest()
  return sign('sha256', Buffer.from(text), { key: key.privateKey, dsaEncoding: 'ieee-p1363' })
}

function isSignature(text: string, signature: Buffer, key: SigningKey): boolean {
  if (key.algorithm === 'ES256')
    return verify('sha256', Buffer.from(text), { key: key.publicKey, dsaEncoding: 'ieee-p1363' }, signature)
  const made = signatureOf(text, key)
  return made.length === signature.length && timingSafeEqual(made, signature)
}

/**
 * What base64url stands for in its one spelling: padding, foreign digits and bits left over are none of it, so nobody makes
 * a second token of a good one.
 *
 * @source RFC 7515, section 2; RFC 4648, section 3.5
 */
function bytesIn(part: string): Buffer | undefined {
  const bytes = Buffer.from(part, 'base64url')
  return bytes.toString('base64url') === part ? bytes : undefined
}

function objectIn(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(bytesIn(part)?.toString() ?? '')
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined // no JSON: anybody may send that
  }
}

/** The key pair a PKCS #8 private key stands for. */
export function es256Key(id: string, pkcs8: Uint8Array): SigningKey {
  const privateKey = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
  return { algorithm: 'ES256', id, privateKey, publicKey: createPublicKey(privateKey) }
}
