import type { Keyring } from '../adapters/secrets/keyring.ts'
import type { Try } from '../core/limits/limit.ts'
import { addressBook } from '../storage/address-book.ts'
import { claimTransaction } from '../storage/claims.ts'
import { consentStore } from '../storage/consents.ts'
import { credentialStore } from '../storage/credentials.ts'
import { customAttributeStore } from '../storage/custom-attributes.ts'
import { customerStore } from '../storage/customers.ts'
import { dataRequestStore } from '../storage/data-requests.ts'
import { deviceStore } from '../storage/devices.ts'
import { emailChangeStore } from '../storage/email-changes.ts'
import type { Engine } from '../storage/engine.ts'
import { erasureStore } from '../storage/erasures.ts'
import { eventStore } from '../storage/events.ts'
import { keptAnswerStore } from '../storage/idempotency.ts'
import { forgivingStore, limitStore } from '../storage/limits.ts'
import { loginStore } from '../storage/logins.ts'
import { movingInStore } from '../storage/moving-in.ts'
import { newsletterStore } from '../storage/newsletter.ts'
import { plannedDeletionStore } from '../storage/planned-deletions.ts'
import { profileImageStore } from '../storage/profile-images.ts'
import { purchaseStore, redemptionStore } from '../storage/purchases.ts'
import { recoveryStore } from '../storage/recoveries.ts'
import { resetRequestStore } from '../storage/recovery-requests.ts'
import { sessionStore } from '../storage/sessions.ts'
import { inTenant, type Session, sharingInTenant, statementByStatement } from '../storage/transaction.ts'
import { unclaimedAccounts } from '../storage/unclaimed-accounts.ts'
import { waitingRegistrationStore } from '../storage/waiting-registrations.ts'

export type Stores = ReturnType<typeof storesOn>

/** Everything a tenant's transaction writes to. */
const storesOn = (session: Session, tenantId: string, keyring: Keyring) => ({
  claims: claimTransaction(session, tenantId),
  customers: customerStore(session, tenantId),
  addresses: addressBook(session, tenantId),
  customAttributes: customAttributeStore(session, tenantId),
  newsletter: newsletterStore(session, tenantId),
  consents: consentStore(session, tenantId),
  profileImages: profileImageStore(session, tenantId),
  devices: deviceStore(session, tenantId),
  dataRequests: dataRequestStore(session, tenantId),
  credentials: credentialStore(session, tenantId),
  logins: loginStore(session, tenantId),
  moving: movingInStore(session, tenantId),
  sessions: sessionStore(session, tenantId),
  recoveries: recoveryStore(session, tenantId),
  requests: resetRequestStore(session, tenantId),
  waitingRegistrations: waitingRegistrationStore(session, tenantId),
  purchases: purchaseStore(session, tenantId),
  redemptions: redemptionStore(session, tenantId),
  emailChanges: emailChangeStore(session, tenantId),
  plannedDeletions: plannedDeletionStore(session, tenantId),
  erasures: erasureStore(session, tenantId),
  unclaimed: unclaimedAccounts(session, tenantId),
  events: eventStore(session, tenantId),
  keptAnswers: keptAnswerStore(session, tenantId),
  tries: forgivingStore(session, tenantId, bucketUnder(keyring)),
  counts: limitStore(session, tenantId, bucketUnder(keyring)),
})

/** Runs the core's work in one transaction of the tenant, with the stores it writes to. */
export const transactionsOf =
  (engine: Engine, tenantId: string, keyring: Keyring) =>
  <Result>(work: (stores: Stores) => Promise<Result>): Promise<Result> =>
    inTenant(engine, tenantId, (session) => work(storesOn(session, tenantId, keyring)))

/** As `transactionsOf`, for work that adds rows and of which much comes at once; see `sharingInTenant`. */
export function sharedTransactionsOf(engine: Engine, tenantId: string, keyring: Keyring) {
  const transact = sharingInTenant(engine, tenantId)
  return <Result>(work: (stores: Stores) => Promise<Result>): Promise<Result> =>
    transact((session) => work(storesOn(session, tenantId, keyring)))
}

/** Counts tries; a crash may forget some of them. */
export const joinLimits = (engine: Engine, tenantId: string, keyring: Keyring) =>
  limitStore(statementByStatement(engine, tenantId, 'relaxed'), tenantId, bucketUnder(keyring))

const bucketUnder =
  (keyring: Keyring) =>
  ({ limit, subject }: Try): Uint8Array =>
    keyring.mac('limit-bucket', `${limit.name} ${subject}`)
