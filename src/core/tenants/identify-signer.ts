import { Trouble } from '../../violations/trouble.ts'
import type { ApiKey, ApiKeyStore } from './api-key.ts'
import type { MinuteCounts } from './storefront.ts'
import type { Tenant } from './tenant.ts'

/** A request with what it says of itself in its headers. */
export interface SignedRequest {
  /** The public id of the key. */
  readonly keyId: string
  /** In hexadecimal digits, of either case. */
  readonly signature: string
  /** Seconds since 1970. */
  readonly timestamp: string
  readonly method: string
  /** As it came, without the query. */
  readonly path: string
  readonly clientAddress: string
}

export interface IdentifySignerDeps {
  readonly tenants: { byId(id: string): Promise<Tenant | undefined> }
  readonly store: Pick<ApiKeyStore, 'findSigning' | 'noteUse'>
  /** Opens a secret that was sealed for this key. */
  open(publicId: string, sealedSecret: Uint8Array): Uint8Array
  /** HMAC-SHA256. */
  mac(secret: Uint8Array, text: string): Uint8Array
  /** Takes the same time whatever differs. */
  isSame(one: Uint8Array, other: Uint8Array): boolean
  /** A sealed secret of nobody, and the id it is sealed under: what unknown keys are verified by. */
  readonly nobody: { readonly publicId: string; readonly sealedSecret: Uint8Array }
  isInNetworks(address: string, networks: readonly string[]): boolean
  /** Keys whose use was noted within the minute. */
  readonly uses: MinuteCounts
  /** Told of a use that could not be noted, which keeps nobody from anything. */
  onError(error: unknown): void
}

/**
 * Says which key signed a request: HMAC-SHA256 of time, method and path, joined by nothing. Neither body nor query nor host is
 * signed, and two calls of one second to one path have one signature, so that it cannot be told whether one was played again:
 * the window is all there is against that. The clock is the database's. An unknown key costs what a known one does.
 *
 * @throws Trouble `signature_refused`, which does not tell why
 * @source docs/contracts/singula.md, section 3.1
 */
export async function identifySigner(request: SignedRequest, deps: IdentifySignerDeps): Promise<{ key: ApiKey; tenant: Tenant }> {
  const found = await deps.store.findSigning(request.keyId)
  const { publicId, sealedSecrets } = found
    ? { publicId: request.keyId, sealedSecrets: found.sealedSecrets }
    : { publicId: deps.nobody.publicId, sealedSecrets: [deps.nobody.sealedSecret] }
  const tenant = await deps.tenants.byId(found?.key.tenantId ?? '')
  const secrets = sealedSecrets.map((sealed) => deps.open(publicId, sealed))
  const isSigned = verify(request, secrets, tenant?.settings.publicPathPrefix ?? '', deps)
  if (!found || !tenant || !isSigned || !isGoodNow(request, found.key, found.now, tenant, deps)) {
    throw new Trouble({ code: 'signature_refused' })
  }
  const { key } = found
  if (deps.uses.take(key.id, 1, 1).isWithin) deps.store.noteUse(key.id).catch(deps.onError)
  return { key, tenant }
}

/** Signatures are compared with every one there could be, so that no time tells which was close. */
function verify(
  { signature, timestamp, method, path }: SignedRequest,
  secrets: readonly Uint8Array[],
  prefix: string,
  { mac, isSame }: IdentifySignerDeps,
): boolean {
  const sent = bytesOf(signature)
  const texts = [path, decodedOnce(path)].map((one) => `${timestamp}${method}${prefix}${one}`)
  const matches = secrets.flatMap((secret) => texts.map((text) => isSame(mac(secret, text), sent)))
  return matches.includes(true)
}

function isGoodNow(
  { timestamp, clientAddress }: SignedRequest,
  key: ApiKey,
  now: Date,
  tenant: Tenant,
  deps: IdentifySignerDeps,
) {
  // Ten digits: a time in milliseconds is none.
  if (!/^\d{1,10}$/.test(timestamp) || key.state !== 'active') return false
  // By whole seconds, as the program counts them: one that is as far off as may be is not cut off by a fraction.
  const seconds = Math.floor(now.getTime() / 1000)
  const isWithin = Math.abs(seconds - Number(timestamp)) <= tenant.settings.hmacClockWindowSeconds
  return isWithin && (key.allowedNetworks === null || deps.isInNetworks(clientAddress, key.allowedNetworks))
}

/** Of what is no signature in form as many bytes that no HMAC is. */
function bytesOf(hex: string): Uint8Array {
  const bytes = new Uint8Array(32)
  if (!/^[0-9a-f]{64}$/i.test(hex)) return bytes
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16)
  return bytes
}

/** The text of a path, which clients sign and which goes over the wire in its encoded form. */
export function decodedOnce(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path // what cannot be decoded was not encoded
  }
}
