import type { Customer } from '../customers/customer.ts'
import type { DeviceStore } from '../devices/device.ts'
import { browserName } from '../sessions/browser-name.ts'
import type { SessionStore } from '../sessions/session.ts'
import type { StorefrontTokens } from '../sessions/storefront-token.ts'

/** What a storefront has done for whoever registers there. */
export interface StorefrontBeginning {
  /** Where push messages to this device go; `null` when it gave none. */
  readonly deviceToken: string | null
  /** As it calls itself: kept is the short name only. */
  readonly userAgent?: string | null
}

export interface StorefrontStores {
  readonly sessions: Pick<SessionStore, 'open'>
  readonly devices: Pick<DeviceStore, 'put'>
}

export interface StorefrontDeps {
  readonly tokens: Pick<StorefrontTokens, 'make'>
  readonly storefrontSeconds: number
  newId(): string
}

/** The version of a customer's first password. */
const firstPassword = 1

/**
 * Signs in whoever registers in this transaction.
 *
 * @returns the storefront's token
 */
export async function beginStorefront(
  { id: customerId }: Customer,
  { deviceToken, userAgent = null }: StorefrontBeginning,
  { sessions, devices }: StorefrontStores,
  { tokens, storefrontSeconds, newId }: StorefrontDeps,
): Promise<string> {
  const secret = tokens.make(customerId)
  const session = { customerId, id: newId(), usedBy: { secretDigest: secret.digest }, passwordVersion: firstPassword }
  const number = await sessions.open({ ...session, lifetimeSeconds: storefrontSeconds, browser: browserName(userAgent) })
  if (number === undefined) throw new Error('a customer who has just registered has no password')
  if (deviceToken !== null) await devices.put(customerId, deviceToken)
  return secret.textFor(number)
}
