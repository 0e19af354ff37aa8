import type { Evidence } from '../../core/consents/consent.ts'
import type { HashLane } from '../../core/credentials/hashing.ts'
import type { Customer } from '../../core/customers/customer.ts'
import type { Locale } from '../../core/tenants/locale.ts'
import { Trouble } from '../../violations/trouble.ts'
import type { Caller } from './bearer.ts'
import type { ShopPolicies, ShopSettings } from './policy.ts'
import type { TenantServices } from './services.ts'

/** Everything a call knows of the request it belongs to, on both surfaces. */
export interface ShopContext {
  /**
   * Asked first by whatever will hash, where the route did not ask before it read the body.
   *
   * @throws Trouble `busy` when a hash could not be made in time
   */
  readonly admit: (lane: HashLane) => void
  readonly caller: Caller
  readonly services: TenantServices
  readonly policies: ShopPolicies
  readonly settings: ShopSettings
  /** What counts as one client for the limits. */
  readonly clientNetwork: string
  /** Of what the customer says to consents with this request. */
  readonly evidence: Evidence
  /** What `X-LOCALE` asks for, where Patron writes it. */
  readonly locale: Locale | undefined
  readonly idempotencyKey: string | undefined
  /** The field with 1 for the first of its name in this request, and so on: each has a key of its own. To be asked before anything else. */
  numbered(field: string): string
  /** Of whatever this request created under its key: whether it is the first answer once more. */
  readonly replays: boolean[]
  /** Mandatory consents that whoever has signed in with this request has yet to give; its answer has a header that says so. */
  readonly consentsNeeded: Set<string>
  /** Where the customer's image is found; `null` without one. */
  imageUrl(customer: Customer): string | null
}

/**
 * Keeps who has not proven their mailbox to their own profile, where that is asked for.
 *
 * @throws Trouble `email_unverified`
 */
export function requireVerified(customer: Customer, { settings }: Pick<ShopContext, 'settings'>): void {
  const isKept = settings.keepsUnverified && customer.emailVerifiedAt === null
  if (isKept) throw new Trouble({ code: 'email_unverified' })
}
