import type { Scope } from '../../core/tenants/api-key.ts'
import type { SignedRequest } from '../../core/tenants/identify-signer.ts'
import type { Tenant } from '../../core/tenants/tenant.ts'
import { Trouble } from '../../violations/trouble.ts'
import type { WireRequest } from '../dialect.ts'
import type { Source } from './contract.ts'

/** Whom a request comes from. */
export interface Caller {
  readonly source: Source
  readonly tenant: Tenant
  /** The key's public id, the staff member's or the customer's own id. */
  readonly actingId: string
  /** Of customers, who see and change themselves only. */
  readonly customerId: string | undefined
  /** Of customers; an e-mail change ends all their sessions but this one. */
  readonly sessionId: string | null
  readonly scopes: readonly Scope[]
}

/** What somebody told of a caller in headers, as a gateway does that has asked who it is. */
export interface Vouched {
  readonly tenant: string | undefined
  readonly user: string | undefined
  readonly source: string | undefined
}

/** Who callers are. Each throws a Trouble that says no more than that they are nobody. */
export interface CallerServices {
  /** The program that signed the request. */
  identifySigner(request: SignedRequest): Promise<Omit<Caller, 'source'>>
  /** The tenant of a service key. */
  identifyStaff(serviceKey: string, staffId: string): Promise<Omit<Caller, 'source'>>
  /** The customer who has the access token. */
  identifyCustomer(token: string, host: string): Promise<Omit<Caller, 'source'>>
  /** What the gateway vouches for; `undefined` when the request does not come through one. */
  readVouched(headers: WireRequest['headers']): Vouched | undefined
  identifyVouched(vouched: Vouched): Promise<Caller>
}

/** Names the member of the staff for whom a service key acts. */
const staffHeader = 'patron-acting-user'
const longestStaffId = 200

/**
 * Whom the request comes from, by its signature, its token, or what a trusted gateway says.
 *
 * @throws Trouble, all of which are one answer on this surface
 * @source docs/contracts/singula.md, section 3
 */
export async function identifyCaller(request: Omit<WireRequest, 'body'>, services: CallerServices): Promise<Caller> {
  const vouched = services.readVouched(request.headers)
  if (vouched) return services.identifyVouched(vouched)
  const [, scheme = '', credentials = ''] = /^([^ ]+) +(.+)$/.exec(request.headers['authorization'] ?? '') ?? []
  switch (scheme.toLowerCase()) {
    case 'hmac': {
      const [keyId = '', signature = ''] = splitAtLast(credentials.trim(), ':')
      const { method, path, clientAddress } = request
      const timestamp = request.headers['timestamp'] ?? ''
      const signed = { keyId, signature, timestamp, method, path, clientAddress }
      return { ...(await services.identifySigner(signed)), source: 'HMAC' }
    }
    case 'bearer': {
      const staffId = request.headers[staffHeader]?.trim() ?? ''
      if (!credentials.startsWith('patron_sk_')) {
        return { ...(await services.identifyCustomer(credentials, request.host)), source: 'CUSTOMER' }
      }
      if (!isStaffId(staffId)) throw new Trouble({ code: 'unauthenticated' })
      return { ...(await services.identifyStaff(credentials, staffId)), source: 'USER' }
    }
    default:
      throw new Trouble({ code: 'unauthenticated' })
  }
}

/** Lets nobody do what their key was not made for. @throws Trouble `forbidden` */
export function requireScope({ scopes }: Caller, scope: Scope): void {
  if (!scopes.includes(scope)) throw new Trouble({ code: 'forbidden' })
}

export const isStaffId = (text: string): boolean => text.length <= longestStaffId && /^[\x21-\x7e]+$/.test(text)

function splitAtLast(text: string, mark: string): readonly [string, string] | readonly [] {
  const at = text.lastIndexOf(mark)
  return at < 0 ? [] : [text.slice(0, at), text.slice(at + mark.length)]
}
