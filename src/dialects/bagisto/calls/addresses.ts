import type { BookAddress } from '../../../core/addresses/address-book.ts'
import type { Customer } from '../../../core/customers/customer.ts'
import type { Violation } from '../../../violations/violation.ts'
import { type BearerWords, bearerWords, requireBearer } from '../bearer.ts'
import { requireVerified, type ShopContext } from '../context.ts'
import type { AddressInput } from '../contract/input.ts'
import { decodeAddress } from '../decode.ts'
import { Refusal } from '../graphql/refusal.ts'
import { refusalOf } from '../refusals.ts'
import { type Created, type Creating, once } from './creating.ts'

/** Whoever may use the address book: not a token that was given before the mailbox was proven. */
async function holder(context: ShopContext, words: BearerWords): Promise<Customer> {
  const { customer } = await requireBearer(context.caller, words)
  requireVerified(customer, context)
  return customer
}

/**
 * The caller's addresses, by ascending number.
 *
 * @throws Refusal, Trouble
 * @source docs/contracts/bagisto.md#89-addresses
 */
export async function listAddresses(context: ShopContext): Promise<readonly BookAddress[]> {
  const { id } = await holder(context, bearerWords.readAddresses)
  return context.services.addresses(id)
}

/**
 * @param number  `undefined` for what is no number of an address
 * @throws Refusal, Trouble `no_such_address`, also for somebody else's
 */
export async function readAddress(number: number | undefined, context: ShopContext): Promise<BookAddress> {
  const { id } = await holder(context, bearerWords.readAddresses)
  return context.services.address(id, number ?? 0)
}

/**
 * Adds an address, or with a number changes what is sent of that one.
 *
 * @throws Refusal, Trouble
 */
export async function saveAddress<Wire>(
  input: AddressInput,
  number: number | null,
  { call, tell }: Creating<BookAddress, Wire>,
  context: ShopContext,
): Promise<Wire> {
  const { id: customerId } = await holder(context, bearerWords.changeAddresses)
  const change = { customerId, number, draft: decodeAddress(input), policy: context.policies.address }
  const answer = await once<Created<Wire>>(context, { scope: `customer ${customerId} ${call}`, input }, (keyed) =>
    context.services.saveAddress(change, {
      keyed,
      answer: (outcome) => (outcome.ok ? { ok: true, wire: tell(outcome.address) } : outcome),
    }),
  )
  if (!answer.ok) throw refusalOf(answer.violations.map(asLeftEmpty))
  return answer.wire
}

/** What a registration says of a name that is absent, in two sentences, no address says. */
const asLeftEmpty = (violation: Violation): Violation =>
  violation.code === 'missing' ? { code: 'blank', field: violation.field } : violation

/** @returns the address as it was. @throws Refusal, Trouble */
export async function deleteAddress(number: number | null | undefined, context: ShopContext): Promise<BookAddress> {
  const { id } = await holder(context, bearerWords.changeAddresses)
  if (number === null || number === undefined) throw new Refusal('Address ID is required')
  return context.services.removeAddress(id, number)
}
