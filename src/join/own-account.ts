import { countryCodes } from '../adapters/reference/countries.ts'
import type { PasswordProof } from '../core/account/prove-password.ts'
import { tellOwnData } from '../core/disclosure/own-data.ts'
import type { Tenant } from '../core/tenants/tenant.ts'
import { addressLookUp } from '../storage/address-book.ts'
import { consentLookUp } from '../storage/consents.ts'
import { customAttributeStore } from '../storage/custom-attributes.ts'
import { dataRequestLookUp } from '../storage/data-requests.ts'
import { ownDataLookUp } from '../storage/own-data.ts'
import { profileImageLookUp } from '../storage/profile-images.ts'
import { lookingUp } from '../storage/transaction.ts'
import { joinProving } from './proving.ts'
import type { CoreParts } from './registration.ts'

/** What customers see and do in their own account on our pages, beside what storefronts know of. */
export function joinOwnAccount(parts: CoreParts, tenant: Tenant) {
  const { id: tenantId } = tenant
  const asking = lookingUp(parts.engine, tenantId)
  const telling = {
    ...joinProving(parts, tenant),
    own: ownDataLookUp(asking, tenantId),
    customAttributes: customAttributeStore(asking, tenantId),
    images: profileImageLookUp(asking, tenantId),
    addresses: addressLookUp(asking, tenantId),
    consents: consentLookUp(asking, tenantId),
    dataRequests: dataRequestLookUp(asking, tenantId),
  }
  return {
    countryCodes,
    tellOwnData: (proof: PasswordProof) => tellOwnData(proof, telling),
  }
}
