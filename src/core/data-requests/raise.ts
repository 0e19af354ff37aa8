import { Trouble } from '../../violations/trouble.ts'
import type { Violation } from '../../violations/violation.ts'
import { lockActive } from '../account/lock-active.ts'
import type { CustomerStore } from '../customers/customer.ts'
import { absence, type Sent, textOf } from '../customers/sent.ts'
import { askAll, notLonger, storable } from '../customers/text-rules.ts'
import type { CustomerEvent, EventStore } from '../outbox/event.ts'
import { type DataRequest, type DataRequestStore, type DataRequestType, dataRequestTypes } from './data-request.ts'

export interface DataRequestStores {
  readonly customers: Pick<CustomerStore, 'lock'>
  readonly dataRequests: DataRequestStore
  readonly events: EventStore
}

export interface DataRequestDeps<Result> {
  transaction(work: (stores: DataRequestStores) => Promise<Result>): Promise<Result>
  newId(): string
  now(): Date
}

export interface DataRequestDraft {
  readonly type: Sent
  readonly message: Sent
}

export type DataRequestOutcome =
  | { readonly ok: true; readonly request: DataRequest }
  | { readonly ok: false; readonly violations: readonly Violation[] }

// 500: docs/contracts/bagisto.md, section 11.
const maximumCharacters = 500

// ASVS 5.0 item 2.3.2 asks for a quota. Decided ones count, too: else raising and revoking in turns would know no end.
const mostRequests = 100

/**
 * Raises a request about the customer's own data, which people decide on.
 *
 * @returns the request, pending; or at least one violation, in field order
 * @throws Trouble `quota_reached`, `account_inactive`, `no_such_customer`, `unavailable`
 * @source docs/contracts/bagisto.md, section 8.11
 */
export async function raiseDataRequest(
  customerId: string,
  draft: DataRequestDraft,
  deps: DataRequestDeps<DataRequestOutcome>,
): Promise<DataRequestOutcome> {
  const { type, violations } = reviewRequest(draft)
  if (type === undefined || violations.length > 0) return { ok: false, violations }
  return deps.transaction(async ({ customers, dataRequests, events }): Promise<DataRequestOutcome> => {
    const { email } = await lockActive(customerId, customers)
    if ((await dataRequests.count(customerId)) >= mostRequests)
      throw new Trouble({ code: 'quota_reached', of: 'data_requests', maximum: mostRequests })
    const message = textOf(draft.message)
    const request = await dataRequests.insert(customerId, { id: deps.newId(), type, email, message })
    await events.append(requestEvent('customer.data_request_raised', customerId, request, deps))
    return { ok: true, request }
  })
}

function reviewRequest({ type: sent, message }: DataRequestDraft) {
  const presence = { required: true, blank: 'refused' } as const
  const type = dataRequestTypes.find((known) => known === sent)
  const unknown: readonly Violation[] = type ? [] : [{ code: 'not_one_of', field: 'type', allowed: dataRequestTypes }]
  return {
    type,
    violations: [
      ...(absence('type', sent, presence) ?? unknown),
      ...(absence('message', message, presence) ?? reviewMessage(textOf(message))),
    ],
  }
}

const reviewMessage = (text: string): readonly Violation[] =>
  text.trim() === ''
    ? [{ code: 'blank', field: 'message' }]
    : askAll([notLonger('message', maximumCharacters), ...storable('message')], text)

/** What happened to a request. What the customer wrote is not in it: it stands in the request, and goes with it. */
export const requestEvent = (
  type: 'customer.data_request_raised' | 'customer.data_request_revoked',
  customerId: string,
  request: { readonly number: number; readonly type: DataRequestType },
  deps: Pick<DataRequestDeps<unknown>, 'newId' | 'now'>,
): CustomerEvent => ({
  id: deps.newId(),
  customerId,
  type,
  occurredAt: deps.now(),
  facts: { number: request.number, type: request.type },
  personal: null,
})
