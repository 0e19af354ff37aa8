import type { PasswordWish, PreparedPassword } from '../../core/account/prepare-password.ts'
import type { ProfileImage } from '../../core/account/profile-image.ts'
import type { PasswordProof } from '../../core/account/prove-password.ts'
import type { AddressChange, AddressOutcome } from '../../core/account/save-address.ts'
import type { SubscriptionOutcome, SubscriptionPolicy, SubscriptionRequest } from '../../core/account/subscribe-newsletter.ts'
import type { ProfileChange, ProfileOutcome } from '../../core/account/update-profile.ts'
import type { BookAddress } from '../../core/addresses/address-book.ts'
import type { Sent } from '../../core/customers/sent.ts'
import type { DataRequest } from '../../core/data-requests/data-request.ts'
import type { DataRequestDraft, DataRequestOutcome } from '../../core/data-requests/raise.ts'
import type { DeletionWish } from '../../core/erasure/delete-own-account.ts'
import type { Telling } from '../../core/idempotency/create-once.ts'
import type { Answered } from '../../core/idempotency/run-once.ts'
import type { AskedReset } from '../../core/recovery/ask-reset.ts'
import type { RegistrationRequest } from '../../core/registration/take-registration.ts'
import type { StorefrontBearer } from '../../core/sessions/authenticate-storefront.ts'
import type { StorefrontGrant, StorefrontSignIn } from '../../core/sessions/sign-in-storefront.ts'
import type { Locale } from '../../core/tenants/locale.ts'
import type { Violation } from '../../violations/violation.ts'

/** What this dialect asks of the core for the customers of one tenant. */
export interface TenantServices {
  takeRegistration<Answer>(request: RegistrationRequest<Answer>): Promise<Answered<Answer>>
  signIn(attempt: StorefrontSignIn): Promise<StorefrontGrant>
  /** @throws Trouble `token_refused`, `account_inactive` */
  authenticate(token: string): Promise<StorefrontBearer>
  /** Ends the bearer's session, and forgets the device if one is named. */
  signOut(bearer: StorefrontBearer, deviceToken: string | null): Promise<void>
  askReset(asked: Omit<AskedReset, 'locale'> & { readonly locale: Locale | undefined }): Promise<void>
  preparePassword(wish: PasswordWish): Promise<PreparedPassword>
  /** @returns what is wrong with a present password that is sent, or nothing */
  provePassword(proof: PasswordProof): Promise<readonly Violation[]>
  updateProfile(change: ProfileChange): Promise<ProfileOutcome>
  deleteOwnAccount(wish: DeletionWish): Promise<readonly Violation[]>
  /** By ascending number, as the requests below. */
  addresses(customerId: string): Promise<readonly BookAddress[]>
  address(customerId: string, number: number): Promise<BookAddress>
  saveAddress<Answer>(change: AddressChange, telling: Telling<AddressOutcome, Answer>): Promise<Answered<Answer>>
  removeAddress(customerId: string, number: number): Promise<BookAddress>
  /** What is wrong with the address, before anything is looked up. */
  reviewSubscription(email: Sent, policy: SubscriptionPolicy): readonly Violation[]
  subscribeNewsletter<Answer>(
    request: SubscriptionRequest,
    telling: Telling<SubscriptionOutcome, Answer>,
  ): Promise<Answered<Answer>>
  dataRequests(customerId: string): Promise<readonly DataRequest[]>
  dataRequest(customerId: string, number: number): Promise<DataRequest>
  raiseDataRequest<Answer>(
    customerId: string,
    draft: DataRequestDraft,
    telling: Telling<DataRequestOutcome, Answer>,
  ): Promise<Answered<Answer>>
  revokeDataRequest(customerId: string, number: number): Promise<DataRequest>
  removeDataRequest(customerId: string, number: number): Promise<DataRequest>
  readImage(customerId: string, name: string): Promise<ProfileImage | undefined>
  /** What the contract calls `apiToken`: 80 characters that are always the same for a customer and open nothing. */
  apiTokenOf(customerId: string): string
}
