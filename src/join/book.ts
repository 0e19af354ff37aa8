import { v7 as newId } from 'uuid'
import { textDigest } from '../adapters/digests/text-digest.ts'
import { toAscii } from '../adapters/network/idna.ts'
import type { Keyring } from '../adapters/secrets/keyring.ts'
import { readImage } from '../core/account/profile-image.ts'
import { type AddressChange, type AddressOutcome, removeAddress, saveAddress } from '../core/account/save-address.ts'
import {
  reviewSubscription,
  type SubscriptionOutcome,
  type SubscriptionPolicy,
  type SubscriptionRequest,
  subscribeNewsletter,
} from '../core/account/subscribe-newsletter.ts'
import { requireAddress } from '../core/addresses/address-book.ts'
import type { Sent } from '../core/customers/sent.ts'
import { requireDataRequest } from '../core/data-requests/data-request.ts'
import { type DataRequestDraft, type DataRequestOutcome, raiseDataRequest } from '../core/data-requests/raise.ts'
import { removeDataRequest, revokeDataRequest } from '../core/data-requests/revoke.ts'
import type { Telling } from '../core/idempotency/create-once.ts'
import type { Tenant } from '../core/tenants/tenant.ts'
import { addressLookUp } from '../storage/address-book.ts'
import { dataRequestLookUp } from '../storage/data-requests.ts'
import type { Engine } from '../storage/engine.ts'
import { profileImageLookUp } from '../storage/profile-images.ts'
import { lookingUp } from '../storage/transaction.ts'
import { joinCreations } from './creations.ts'
import { transactionsOf } from './stores.ts'

export interface BookParts {
  readonly engine: Engine
  readonly keyring: Keyring
  now(): Date
}

/** What customers of a tenant keep here beside their profile, with real storage and clock behind it. */
export function joinBook({ engine, keyring, now }: BookParts, { id: tenantId, settings }: Tenant) {
  const asking = lookingUp(engine, tenantId)
  const addresses = addressLookUp(asking, tenantId)
  const requests = dataRequestLookUp(asking, tenantId)
  const images = profileImageLookUp(asking, tenantId)
  const deps = { transaction: transactionsOf(engine, tenantId, keyring), newId: () => newId(), now }
  const creating = joinCreations(engine, tenantId, keyring)
  return {
    addresses: (customerId: string) => addresses.list(customerId),
    address: (customerId: string, number: number) => requireAddress(customerId, number, addresses),
    saveAddress: <Answer>(change: AddressChange, telling: Telling<AddressOutcome, Answer>) =>
      creating(change.customerId, telling, (transaction) => saveAddress(change, { ...deps, transaction })),
    removeAddress: (customerId: string, number: number) => removeAddress(customerId, number, deps),
    reviewSubscription: (email: Sent, policy: SubscriptionPolicy) => reviewSubscription(email, policy, toAscii).violations,
    subscribeNewsletter: <Answer>(request: SubscriptionRequest, telling: Telling<SubscriptionOutcome, Answer>) =>
      creating(request.customerId, telling, (transaction) =>
        subscribeNewsletter(request, { ...deps, transaction, toAscii, settings, digestOf: textDigest }),
      ),
    dataRequests: (customerId: string) => requests.list(customerId),
    dataRequest: (customerId: string, number: number) => requireDataRequest(customerId, number, requests),
    raiseDataRequest: <Answer>(customerId: string, draft: DataRequestDraft, telling: Telling<DataRequestOutcome, Answer>) =>
      creating(customerId, telling, (transaction) => raiseDataRequest(customerId, draft, { ...deps, transaction })),
    revokeDataRequest: (customerId: string, number: number) => revokeDataRequest(customerId, number, deps),
    removeDataRequest: (customerId: string, number: number) => removeDataRequest(customerId, number, deps),
    readImage: (customerId: string, name: string) => readImage(customerId, name, images),
  }
}
