import type { CustomerStore } from '../customers/customer.ts'
import type { DeviceStore } from '../devices/device.ts'
import type { SessionStore } from '../sessions/session.ts'
import { lockActive } from './lock-active.ts'

export interface EndSessionsStores {
  readonly customers: Pick<CustomerStore, 'lock'>
  readonly sessions: Pick<SessionStore, 'end' | 'endAll'>
  readonly devices: Pick<DeviceStore, 'forget'>
}

export interface EndSessionsDeps {
  transaction<Result>(work: (stores: EndSessionsStores) => Promise<Result>): Promise<Result>
}

/**
 * Signs a customer out of one of their own sessions. One that has ended, or is somebody else's, is left as it is.
 *
 * @returns whether there was one to end
 * @throws Trouble `account_inactive`, `no_such_customer`, `unavailable`
 */
export const endSession = (customerId: string, sessionId: string, deps: EndSessionsDeps): Promise<boolean> =>
  deps.transaction(async ({ customers, sessions }) => {
    await lockActive(customerId, customers)
    return sessions.end(customerId, sessionId)
  })

/** As `endSession`, of all but the one that asks; `null`: somebody of the shop asks, and all of them end. */
export const endOtherSessions = (customerId: string, sessionId: string | null, deps: EndSessionsDeps): Promise<void> =>
  deps.transaction(async ({ customers, sessions }) => {
    await lockActive(customerId, customers)
    await sessions.endAll(customerId, sessionId)
  })

/** Sends nothing more to one of the customer's devices. @throws as `endSession` */
export const forgetDevice = (customerId: string, deviceId: string, deps: EndSessionsDeps): Promise<void> =>
  deps.transaction(async ({ customers, devices }) => {
    await lockActive(customerId, customers)
    await devices.forget(customerId, deviceId)
  })
