import type { Static } from 'typebox'
import type { AttributesChange } from '../../../core/account/change-attributes.ts'
import type { LivingState } from '../../../core/account/change-state.ts'
import type { AttributeChange, AttributesOutcome, CustomAttribute } from '../../../core/customers/custom-attributes.ts'
import type { Customer } from '../../../core/customers/customer.ts'
import type { CustomerName } from '../../../core/customers/find-customer.ts'
import { Trouble } from '../../../violations/trouble.ts'
import type { Violation } from '../../../violations/violation.ts'
import * as contract from '../contract/customers.ts'
import { pointerTo } from '../decode.ts'
import { encodeAttributes, encodeCustomer, encodeErased } from '../encode.ts'
import { encodeRefusal } from '../refusals.ts'
import type { Call, callsWith } from '../view.ts'

/** What these calls ask of the core. */
export interface CustomerServices {
  findCustomer(name: CustomerName): Promise<Customer | undefined>
  attributesOf(customerId: string): Promise<readonly CustomAttribute[]>
  changeAttributes(change: AttributesChange): Promise<AttributesOutcome>
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
  call(contract.findCustomer, async ({ query }, shop) => encodeFound(await shop.findCustomer(nameIn(query)))),
  call(contract.getCustomer, async ({ path }, shop) => encodeFound(await shop.findCustomer({ id: idIn(path) }))),
  call(contract.changeCustomer, async ({ path, body }, shop) =>
    encodeCustomer(await shop.changeVendor(idIn(path), body.isVendor)),
  ),
  call(contract.readAttributes, async ({ path }, shop) => encodeAttributes(await shop.attributesOf(idIn(path)))),
  call(contract.changeAttributes, async ({ path, body }, shop, { keyId }) => {
    const attributes = changesIn(body.attributes)
    const outcome = await shop.changeAttributes({ customerId: idIn(path), attributes, changedBy: keyId })
    return outcome.ok ? encodeAttributes(outcome.attributes) : encodeRefusal(outcome.violations, pointerToAttribute)
  }),
  call(contract.suspendCustomer, async ({ path }, shop) => encodeCustomer(await shop.changeState(idIn(path), 'suspended'))),
  call(contract.reinstateCustomer, async ({ path }, shop) => encodeCustomer(await shop.changeState(idIn(path), 'active'))),
  call(contract.eraseCustomer, async ({ path }, shop) => {
    await shop.eraseCustomer(idIn(path))
    return encodeErased()
  }),
]

/** UUIDs are the same in either case. */
export const idIn = ({ id }: { readonly id: string }): string => id.toLowerCase()

/** Of parameters of which there is exactly one. */
function nameIn({ number, email, externalId, username = '' }: Static<typeof contract.Names>): CustomerName {
  if (number !== undefined) return { number }
  if (email !== undefined) return { email }
  return externalId === undefined ? { username } : { externalId }
}

/** In the form that every surface keeps texts in. */
const changesIn = (attributes: Readonly<Record<string, string | null>>): readonly AttributeChange[] =>
  Object.entries(attributes).map(([name, value]) => ({
    name: name.normalize('NFC'),
    value: value === null ? null : value.normalize('NFC'),
  }))

const pointerToAttribute = (violation: Violation): string => `/attributes${'name' in violation ? pointerTo(violation.name) : ''}`

function encodeFound(customer: Customer | undefined) {
  if (!customer) throw new Trouble({ code: 'no_such_customer' })
  return encodeCustomer(customer)
}
