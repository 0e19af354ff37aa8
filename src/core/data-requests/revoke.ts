import { Trouble } from '../../violations/trouble.ts'
import { lockActive } from '../account/lock-active.ts'
import { type DataRequest, isOpen, requireDataRequest } from './data-request.ts'
import { type DataRequestDeps, requestEvent } from './raise.ts'

/**
 * Takes back a request that nobody has decided on.
 *
 * @returns the request as it is now
 * @throws Trouble `no_such_data_request`, `no_longer_revocable`, `account_inactive`, `no_such_customer`, `unavailable`
 * @source docs/contracts/bagisto.md, section 8.11
 */
export async function revokeDataRequest(
  customerId: string,
  number: number,
  deps: DataRequestDeps<DataRequest>,
): Promise<DataRequest> {
  return deps.transaction(async ({ customers, dataRequests, events }) => {
    await lockActive(customerId, customers)
    const request = await requireDataRequest(customerId, number, dataRequests)
    if (!isOpen(request)) throw new Trouble({ code: 'no_longer_revocable' })
    const revoked = await dataRequests.revoke(customerId, number)
    await events.append(requestEvent('customer.data_request_revoked', customerId, request, deps))
    return revoked
  })
}

/**
 * Removes a request, whatever became of it. An open one is revoked by that, and whoever follows the events is told.
 *
 * @returns the request as it was
 * @throws Trouble `no_such_data_request`, `account_inactive`, `no_such_customer`, `unavailable`
 * @source docs/contracts/bagisto.md, section 8.11
 */
export async function removeDataRequest(
  customerId: string,
  number: number,
  deps: DataRequestDeps<DataRequest>,
): Promise<DataRequest> {
  return deps.transaction(async ({ customers, dataRequests, events }) => {
    await lockActive(customerId, customers)
    const request = await requireDataRequest(customerId, number, dataRequests)
    await dataRequests.remove(customerId, number)
    if (isOpen(request)) await events.append(requestEvent('customer.data_request_revoked', customerId, request, deps))
    return request
  })
}
