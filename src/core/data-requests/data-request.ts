import { Trouble } from '../../violations/trouble.ts'
import { canBeNumber } from '../tenants/numbered.ts'

/** What may be wished for: that one's data be deleted, or changed. */
export const dataRequestTypes = ['delete', 'update'] as const
export type DataRequestType = (typeof dataRequestTypes)[number]

/** `pending` and `processing` are open; the others are the end of it. */
export type DataRequestStatus = 'pending' | 'processing' | 'approved' | 'declined' | 'revoked'

/** A customer's wish about their data, for people of the shop to decide on: by itself it deletes and changes nothing. */
export interface DataRequest {
  readonly id: string
  /** Drawn from one sequence for the installation; what contracts call it by. */
  readonly number: number
  readonly type: DataRequestType
  readonly status: DataRequestStatus
  /** The customer's address when they raised it. */
  readonly email: string
  readonly message: string
  readonly revokedAt: Date | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

export type NewDataRequest = Pick<DataRequest, 'id' | 'type' | 'email' | 'message'>

/** Requests, each asked for by its customer. */
export interface DataRequestLookUp {
  /** All, by ascending number. */
  list(customerId: string): Promise<readonly DataRequest[]>
  find(customerId: string, number: number): Promise<DataRequest | undefined>
}

/** As `DataRequestLookUp`, written; for a transaction that has locked the customer. */
export interface DataRequestStore extends DataRequestLookUp {
  count(customerId: string): Promise<number>
  /** Stores a pending one. */
  insert(customerId: string, request: NewDataRequest): Promise<DataRequest>
  revoke(customerId: string, number: number): Promise<DataRequest>
  remove(customerId: string, number: number): Promise<void>
}

export const isOpen = ({ status }: DataRequest): boolean => status === 'pending' || status === 'processing'

/**
 * The customer's request of this number.
 *
 * @throws Trouble `no_such_data_request`, also when it is somebody else's
 */
export async function requireDataRequest(
  customerId: string,
  number: number,
  requests: Pick<DataRequestLookUp, 'find'>,
): Promise<DataRequest> {
  const request = canBeNumber(number) ? await requests.find(customerId, number) : undefined
  if (!request) throw new Trouble({ code: 'no_such_data_request' })
  return request
}
