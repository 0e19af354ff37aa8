import type { RecordDetails } from '../account/record.ts'
import type { ConsentAnswer, Evidence } from '../consents/consent.ts'
import type { RecordConsentsDeps } from '../consents/record-answers.ts'
import type { CredentialStore } from '../credentials/credential.ts'
import type { Customer, CustomerStore } from '../customers/customer.ts'
import { type ConsentStores, newsletterAnswer, newsletterIn, recordConsents } from '../customers/record-consents.ts'
import type { CustomerEvent, EventStore } from '../outbox/event.ts'
import { newRecovery, type Recovery, type RecoveryStore } from '../recovery/recovery.ts'
import type { Locale } from '../tenants/locale.ts'
import { keepRecord, type RecordStores } from './keep-record.ts'

/** A registration that nothing is wrong with, ready to be stored. What the customer is called and whose mailbox it is, is decided beside it. */
export interface Registration {
  readonly customer: Customer
  /** `undefined` for customers without a password. */
  readonly passwordHash: string | undefined
  readonly record: RecordDetails | undefined
  /** Absent where none were asked. */
  readonly consents?: readonly ConsentAnswer[] | undefined
  readonly evidence: Evidence
  /** What the customer is written to in; `undefined` when the surface cannot tell. */
  readonly locale: Locale | undefined
  readonly welcomes: boolean
  readonly ids: RegistrationIds
}

/** What else is called something in the same transaction. */
export interface RegistrationIds {
  readonly event: string
  readonly address: string
  /** Of the link by which the mailbox is proven; `undefined` where it need not be. */
  readonly verification: string | undefined
}

/** What a registration is stored to. */
export interface NewCustomerStores extends ConsentStores, RecordStores {
  readonly customers: Pick<CustomerStore, 'insert'>
  readonly credentials: Pick<CredentialStore, 'insert'>
  readonly recoveries: Pick<RecoveryStore, 'insert'>
  readonly events: EventStore
}

/** Stores the customer and what belongs to them, with the event from which the first mail follows. Their names are taken already. */
export async function storeRegistration(
  registration: Registration,
  stores: NewCustomerStores,
  deps: RecordConsentsDeps,
): Promise<void> {
  const { customer, passwordHash, record, ids } = registration
  const verification = ids.verification === undefined ? undefined : verificationOf(customer, ids.verification)
  await Promise.all([
    stores.customers.insert(customer),
    passwordHash !== undefined &&
      stores.credentials.insert({ customerId: customer.id, hash: passwordHash, changedAt: customer.createdAt }),
    verification && stores.recoveries.insert(verification),
    stores.events.append(registered(registration, deps)),
    keepRecord(customer, record, ids.address, stores),
  ])
  await keepConsents(registration, stores, deps)
}

/** What the customer says as they register: to consents, and by the newsletter's mark, which is one. */
async function keepConsents({ customer, consents = [], ...said }: Registration, stores: ConsentStores, deps: RecordConsentsDeps) {
  const ofMark = customer.subscribedToNewsletter ? [newsletterAnswer(true, deps.settings)] : []
  const answers = [...ofMark, ...consents]
  if (answers.length > 0) await recordConsents(customer, { ...said, answers }, stores, deps)
}

const verificationOf = ({ id: customerId, email }: Customer, id: string): Recovery =>
  newRecovery({ customerId, id, kind: 'email_verification', email })

const registered = (registration: Registration, { settings }: RecordConsentsDeps): CustomerEvent => {
  const { customer, ids } = registration
  return {
    id: ids.event,
    customerId: customer.id,
    type: 'customer.registered',
    occurredAt: customer.createdAt,
    facts: { number: customer.number, ...mailFacts(registration, settings) },
    personal: { email: customer.email, firstName: customer.firstName, lastName: customer.lastName },
  }
}

/** What the event says about the messages that follow from it: a welcome, a link to prove the mailbox by, or none. */
const mailFacts = (
  { customer, consents = [], locale, welcomes, ids: { verification } }: Registration,
  settings: RecordConsentsDeps['settings'],
): CustomerEvent['facts'] => ({
  ...(locale !== undefined && { locale }),
  ...(welcomes && { welcome: true }),
  ...(welcomes && (newsletterIn(consents, settings) ?? customer.subscribedToNewsletter) && { newsletter: true }),
  ...(verification !== undefined && { verification }),
})
