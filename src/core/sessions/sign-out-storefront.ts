import { Trouble } from '../../violations/trouble.ts'
import type { DeviceStore } from '../devices/device.ts'
import type { StorefrontBearer } from './authenticate-storefront.ts'
import type { SessionStore } from './session.ts'

export interface SignOutStorefrontStores {
  readonly sessions: Pick<SessionStore, 'end'>
  readonly devices: Pick<DeviceStore, 'remove'>
}

export interface SignOutStorefrontDeps {
  transaction<Result>(work: (stores: SignOutStorefrontStores) => Promise<Result>): Promise<Result>
}

/**
 * Ends the bearer's session and no other. A device that is named gets no more push messages.
 *
 * @throws Trouble `token_refused` when another call ended it first
 * @source docs/contracts/bagisto.md#84-createlogout
 */
export async function signOutStorefront(
  { customer, session }: StorefrontBearer,
  deviceToken: string | null,
  deps: SignOutStorefrontDeps,
): Promise<void> {
  const ended = await deps.transaction(async ({ sessions, devices }) => {
    if (deviceToken !== null) await devices.remove(customer.id, deviceToken)
    return sessions.end(customer.id, session.id)
  })
  if (!ended) throw new Trouble({ code: 'token_refused', carriedIn: 'header', fault: 'ended' })
}
