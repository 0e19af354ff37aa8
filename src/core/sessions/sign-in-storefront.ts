import { type ConsentsNeededDeps, findConsentsNeeded } from '../consents/consents-needed.ts'
import type { DeviceStore } from '../devices/device.ts'
import { browserName } from './browser-name.ts'
import { type LoginProof, type ProveLoginDeps, proveLogin, refusal, type SignInStores } from './prove-login.ts'
import type { StorefrontTokens } from './storefront-token.ts'

export interface StorefrontSignIn extends Omit<LoginProof, 'inactiveIs'> {
  /** Where push messages to this device go; `null` when it gave none. */
  readonly deviceToken: string | null
  /** As it calls itself: kept is the short name only. */
  readonly userAgent?: string | null
}

export interface SignInStorefrontStores extends SignInStores {
  readonly devices: Pick<DeviceStore, 'put'>
}

type Begun = { readonly ok: true; readonly number: number } | { readonly ok: false }

export interface SignInStorefrontDeps extends ProveLoginDeps, ConsentsNeededDeps {
  readonly tokens: Pick<StorefrontTokens, 'make'>
  /** How long a storefront stays signed in. */
  readonly storefrontSeconds: number
  /** Commits when the outcome is ok. */
  transaction(work: (stores: SignInStorefrontStores) => Promise<Begun>): Promise<Begun>
  newId(): string
}

export interface StorefrontGrant {
  readonly customerId: string
  readonly customerNumber: number
  readonly token: string
  /** Mandatory consents they have yet to give. */
  readonly consentsNeeded: readonly string[]
}

/**
 * Signs a customer in to a storefront. Who has the password is told that the account is inactive.
 *
 * @param attempt  texts nothing is wrong with
 * @throws Trouble as `proveLogin`
 * @source docs/contracts/bagisto.md#82-createcustomerlogin
 */
export async function signInStorefront(attempt: StorefrontSignIn, deps: SignInStorefrontDeps): Promise<StorefrontGrant> {
  const began = deps.elapsed()
  const login = await proveLogin({ ...attempt, inactiveIs: 'told' }, deps)
  const { customerId, customerNumber } = login
  const needed = await findConsentsNeeded(customerId, deps) // first: a look that fails leaves no session behind
  const secret = deps.tokens.make(customerId)
  const usedBy = { secretDigest: secret.digest }
  const browser = browserName(attempt.userAgent ?? null)
  const session = { id: deps.newId(), usedBy, lifetimeSeconds: deps.storefrontSeconds, browser }
  const begun = await deps.transaction(async (stores) => {
    const number = await login.begin(session, stores)
    if (number === undefined) return { ok: false }
    if (attempt.deviceToken !== null) await stores.devices.put(customerId, attempt.deviceToken)
    return { ok: true, number }
  })
  if (!begun.ok) throw await refusal(began, deps)
  return { customerId, customerNumber, token: secret.textFor(begun.number), consentsNeeded: needed }
}
