import type { GatherOwnDataDeps } from '../core/disclosure/own-data.ts'
import { addressLookUp } from '../storage/address-book.ts'
import { consentLookUp } from '../storage/consents.ts'
import { customAttributeStore } from '../storage/custom-attributes.ts'
import { dataRequestLookUp } from '../storage/data-requests.ts'
import { emailChangeLookUp } from '../storage/email-changes.ts'
import { ownDataLookUp } from '../storage/own-data.ts'
import { plannedDeletionLookUp } from '../storage/planned-deletions.ts'
import { profileImageLookUp } from '../storage/profile-images.ts'
import type { Asking } from '../storage/transaction.ts'

/** Where everything stands that is kept of a tenant's customers. */
export const joinOwnData = (asking: Asking, tenantId: string): GatherOwnDataDeps => ({
  own: ownDataLookUp(asking, tenantId),
  customAttributes: customAttributeStore(asking, tenantId),
  images: profileImageLookUp(asking, tenantId),
  addresses: addressLookUp(asking, tenantId),
  consents: consentLookUp(asking, tenantId),
  dataRequests: dataRequestLookUp(asking, tenantId),
  emailChanges: emailChangeLookUp(asking, tenantId),
  plannedDeletions: plannedDeletionLookUp(asking, tenantId),
})
