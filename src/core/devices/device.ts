/**
 * Where push messages to a customer go. A device is its token, and of a customer the twenty signed in last count.
 * One that several customers sign in on is each one's until they sign out.
 */
export interface DeviceStore {
  /**
   * Notes that the customer is on this device now; the oldest beyond twenty goes. For a transaction that has locked the
   * customer. Waits for nobody.
   */
  put(customerId: string, token: string): Promise<void>
  /** Forgets the device. Waits for nobody. */
  remove(customerId: string, token: string): Promise<void>
  /** As `remove`, by what customers know it by: the SHA-256 of its token, in hexadecimal digits. */
  forget(customerId: string, id: string): Promise<void>
}

export interface DeviceLookUp {
  /** Tokens, those signed in last first. */
  of(customerId: string): Promise<readonly string[]>
}

// Tokens of push services have some 160 characters, and nothing is promised about how long they may get.
const form = /^[!-~]{1,4096}$/

/**
 * The token of a device as it was sent.
 *
 * @returns `undefined` for what no push service gives: whoever signs in with it is signed in without a device
 */
export const readDeviceToken = (sent: unknown): string | undefined =>
  typeof sent === 'string' && form.test(sent) ? sent : undefined
