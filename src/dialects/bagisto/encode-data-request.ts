import type { OwnRequest } from './calls/data-requests.ts'
import { wireCustomer, wireInstant } from './encode.ts'
import { iri } from './iri.ts'

type TypeName = 'GdprRequest' | 'createGdprRequestPayloadData' | 'revokeGdprRequestPayloadData'

/** A request as GraphQL has it; `successMessage` says what has just been done with it. */
export const wireDataRequest = ({ request, customer }: OwnRequest, typeName: TypeName, successMessage: string | null = null) => ({
  __typename: typeName,
  id: iri('gdpr-requests', request.number),
  _id: request.number,
  email: request.email,
  status: request.status,
  type: request.type,
  message: request.message,
  revokedAt: request.revokedAt && wireInstant(request.revokedAt),
  createdAt: wireInstant(request.createdAt),
  updatedAt: wireInstant(request.updatedAt),
  successMessage,
  customer: wireCustomer(customer),
})

export const raised = 'Your GDPR data request has been raised successfully.'
export const deleted = 'Your GDPR data request has been deleted successfully.'
