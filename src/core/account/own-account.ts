import { Trouble } from '../../violations/trouble.ts'
import type { ClaimStore } from '../customers/claim.ts'
import type { Customer } from '../customers/customer.ts'

// 2,147,483,647: customer numbers are 32-bit integers.
const maximumDigits = 10

/**
 * Lets customers do something to themselves only.
 *
 * @param number  of the customer it is done to, in digits, of any length
 * @throws Trouble `forbidden` when it is another customer's, `no_such_customer` when it is nobody's
 */
export async function requireOwnNumber(customer: Customer, number: string, claims: Pick<ClaimStore, 'holder'>): Promise<void> {
  const value = number.replace(/^0+(?=\d)/, '')
  if (value === String(customer.number)) return
  const holder = value.length > maximumDigits ? undefined : await claims.holder({ kind: 'number', value })
  throw new Trouble({ code: holder === undefined ? 'no_such_customer' : 'forbidden' })
}
