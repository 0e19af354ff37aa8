import type { LivingState } from '../../../core/account/change-state.ts'
import type { Customer } from '../../../core/customers/customer.ts'
import type { CustomerName } from '../../../core/customers/find-customer.ts'
import { Trouble } from '../../../violations/trouble.ts'
import * as contract from '../contract/customers.ts'
import { encodeCustomer, encodeErased } from '../encode.ts'
import type { Call, callsWith } from '../view.ts'

/** What these calls ask of the core. */
export interface CustomerServices {
  findCustomer(name: CustomerName): Promise<Customer | undefined>
  changeState(customerId: string, state: LivingState): Promise<Customer>
  changeVendor(customerId: string, isVendor: boolean): Promise<Customer>
  eraseCustomer(customerId: string): Promise<void>
}

/**
 * Customers as the shop sees them.
 *
 * @source docs/service-api.md#customers
 */
export const customerCalls = (call: ReturnType<typeof callsWith<CustomerServices>>): readonly Call[] => [
  call(contract.findCustomer, async ({ query: { number, email } }, shop) =>
    encodeFound(await shop.findCustomer(number === undefined ? { email: email ?? '' } : { number })),
  ),
  call(contract.getCustomer, async ({ path }, shop) => encodeFound(await shop.findCustomer({ id: idIn(path) }))),
  call(contract.changeCustomer, async ({ path, body }, shop) =>
    encodeCustomer(await shop.changeVendor(idIn(path), body.isVendor)),
  ),
  call(contract.suspendCustomer, async ({ path }, shop) => encodeCustomer(await shop.changeState(idIn(path), 'suspended'))),
  call(contract.reinstateCustomer, async ({ path }, shop) => encodeCustomer(await shop.changeState(idIn(path), 'active'))),
  call(contract.eraseCustomer, async ({ path }, shop) => {
    await shop.eraseCustomer(idIn(path))
    return encodeErased()
  }),
]

/** UUIDs are the same in either case. */
export const idIn = ({ id }: { readonly id: string }): string => id.toLowerCase()

function encodeFound(customer: Customer | undefined) {
  if (!customer) throw new Trouble({ code: 'no_such_customer' })
  return encodeCustomer(customer)
}
