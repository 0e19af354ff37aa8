import type { Customer } from '../../../core/customers/customer.ts'
import type { DataRequest } from '../../../core/data-requests/data-request.ts'
import { bearerWords, requireBearer } from '../bearer.ts'
import { requireVerified, type ShopContext } from '../context.ts'
import { type SentText, unlessBlank } from '../contract/input.ts'
import { Refusal } from '../graphql/refusal.ts'
import { refusalOf } from '../refusals.ts'
import { type Created, type Creating, once } from './creating.ts'

export interface RequestInput {
  readonly type?: SentText
  readonly message?: SentText
}

/** A request and whose it is. */
export interface OwnRequest {
  readonly request: DataRequest
  readonly customer: Customer
}

async function holder(context: ShopContext): Promise<Customer> {
  if (!context.settings.dataRequests)
    throw new Refusal('GDPR data requests are disabled. Please enable GDPR from the admin configuration.')
  const { customer } = await requireBearer(context.caller, bearerWords.dataRequests)
  requireVerified(customer, context)
  return customer
}

/**
 * Raises a request of the caller about their own data.
 *
 * @throws Refusal, Trouble
 * @source docs/contracts/bagisto.md#811-gdpr-requests
 */
export async function raiseRequest<Wire>(
  input: RequestInput,
  { call, tell }: Creating<OwnRequest, Wire>,
  context: ShopContext,
): Promise<Wire> {
  const customer = await holder(context)
  const draft = { type: unlessBlank(input.type?.toLowerCase()), message: unlessBlank(input.message) }
  const answer = await once<Created<Wire>>(context, { scope: `customer ${customer.id} ${call}`, input }, (keyed) =>
    context.services.raiseDataRequest(customer.id, draft, {
      keyed,
      answer: (outcome) => (outcome.ok ? { ok: true, wire: tell({ request: outcome.request, customer }) } : outcome),
    }),
  )
  if (!answer.ok) throw refusalOf(answer.violations.slice(0, 1))
  return answer.wire
}

/** @throws Refusal, Trouble `no_such_data_request`, `no_longer_revocable` */
export async function revokeRequest(number: number | undefined, context: ShopContext): Promise<OwnRequest> {
  const customer = await holder(context)
  return { request: await context.services.revokeDataRequest(customer.id, number ?? 0), customer }
}

/** @returns the request as it was. @throws Refusal, Trouble `no_such_data_request` */
export async function deleteRequest(number: number | undefined, context: ShopContext): Promise<OwnRequest> {
  const customer = await holder(context)
  return { request: await context.services.removeDataRequest(customer.id, number ?? 0), customer }
}

/** @throws Refusal, Trouble `no_such_data_request` */
export async function readRequest(number: number | undefined, context: ShopContext): Promise<OwnRequest> {
  const customer = await holder(context)
  return { request: await context.services.dataRequest(customer.id, number ?? 0), customer }
}

/** By ascending number. @throws Refusal, Trouble */
export async function listRequests(context: ShopContext): Promise<readonly OwnRequest[]> {
  const customer = await holder(context)
  return (await context.services.dataRequests(customer.id)).map((request) => ({ request, customer }))
}
