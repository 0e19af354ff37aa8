import type { Violation } from '../../violations/violation.ts'
import type { CredentialStore } from '../credentials/credential.ts'
import type { PasswordHashing } from '../credentials/hashing.ts'
import { type Claim, type ClaimStore, loginClaim } from '../customers/claim.ts'
import { claimFreeSlug, slugClaim } from '../customers/claim-slug.ts'
import type { Customer, CustomerStore } from '../customers/customer.ts'
import { emailKeyVersion } from '../customers/email-key.ts'
import { type OwnNewsletterStores, setNewsletter } from '../customers/own-newsletter.ts'
import { slugStem } from '../customers/slug.ts'
import { storedEmail } from '../customers/stored-email.ts'
import type { KeptAnswerStore } from '../idempotency/run-once.ts'
import type { CustomerEvent, EventStore } from '../outbox/event.ts'
import { newRecovery, type Recovery, type RecoveryStore } from '../recovery/recovery.ts'
import type { Locale } from '../tenants/locale.ts'
import type { StorefrontStores } from './begin-storefront.ts'
import type { Draft } from './draft.ts'
import type { RegistrationPolicy } from './policy.ts'
import { type RegistrationDetails, reviewDraft } from './review.ts'

/** What a registration writes to, all in one transaction. */
export interface RegistrationStores extends StorefrontStores, OwnNewsletterStores {
  readonly claims: ClaimStore
  readonly customers: CustomerStore
  readonly credentials: Pick<CredentialStore, 'insert'>
  readonly recoveries: RecoveryStore
  readonly events: EventStore
  readonly keptAnswers: KeptAnswerStore
}

export type RegistrationOutcome =
  | { readonly ok: true; readonly customer: Customer }
  | { readonly ok: false; readonly violations: readonly Violation[] }

export interface RegistrationDeps {
  /** Looks before the hash, outside the transaction that decides. */
  readonly claims: Pick<ClaimStore, 'held'>
  readonly hashing: PasswordHashing
  /** Commits when the work's outcome is ok, rolls back when it is not or when it throws; may run the work again. */
  transaction(work: (stores: RegistrationStores) => Promise<RegistrationOutcome>): Promise<RegistrationOutcome>
  /** Counts one try for this mailbox, `null` when the address is none. @throws Trouble `too_many_requests` */
  countTry(emailKey: string | null): Promise<void>
  /** Whether who has not proven the mailbox may sign in; if not, they are sent a link by which to do so. */
  readonly unverified: 'accepted' | 'refused'
  /** What the customer is written to in; `undefined` when the surface cannot tell. */
  readonly locale: Locale | undefined
  newId(): string
  now(): Date
  /** IDNA: a domain in ASCII, empty when it has no such form. */
  toAscii(domain: string): string
  /** What else commits with the customer: a session, the answer kept for an Idempotency-Key. */
  alongside?: ((stores: RegistrationStores, customer: Customer) => Promise<void>) | undefined
}

/**
 * Registers one customer: reports everything wrong at once, or stores customer, credential and event together.
 *
 * Of any number of calls for one mailbox, in any spelling and on any node, one stores a customer and the
 * others get `already_taken`.
 *
 * @param draft   what the caller sent, in core names; any field may be absent
 * @param policy  the contract's rules; lengths count Unicode code points
 * @returns the stored customer, or at least one violation, those of fields in field order
 * @throws Trouble `too_many_requests` from the limits, `busy` when the hash cannot be made in time, `unavailable`
 *   when the database cannot be reached
 * @source docs/contracts/django.md#4-post-apiv1customers
 */
export async function registerCustomer(
  draft: Draft,
  policy: RegistrationPolicy,
  deps: RegistrationDeps,
): Promise<RegistrationOutcome> {
  const { details, violations } = reviewDraft(draft, policy, deps.toAscii)
  await deps.countTry(details.emailKey)
  const login = details.emailKey === null ? undefined : loginClaim(details.emailKey)
  const looks = login !== undefined && (policy.takenNames === 'always' || violations.length === 0)
  if (looks && (await deps.claims.held('login', [login.value])).length > 0) return refuse([...violations, alreadyTaken])
  if (violations.length > 0 || login === undefined) return refuse(violations)

  // Slow by design, so before the transaction opens: no connection is held while it runs.
  const passwordHash = await deps.hashing.hash(details.password, 'registration')
  const id = deps.newId()
  const eventId = deps.newId()
  const verificationId = deps.unverified === 'refused' ? deps.newId() : undefined
  return deps.transaction(async (stores) => {
    const names = await takeNames(id, login, details, stores.claims)
    if (!names) return refuse([alreadyTaken])
    const customer = newCustomer(id, details, names, deps.now())
    const verification = verificationId === undefined ? undefined : verificationOf(customer, verificationId)
    await Promise.all([
      stores.customers.insert(customer),
      stores.credentials.insert({ customerId: id, hash: passwordHash, changedAt: customer.createdAt }),
      verification && stores.recoveries.insert(verification),
      stores.events.append(registered(eventId, customer, mailFacts(policy, deps.locale, verification))),
    ])
    await subscribe(customer, stores)
    await deps.alongside?.(stores, customer)
    return { ok: true, customer }
  })
}

const alreadyTaken: Violation = { code: 'already_taken', field: 'email' }
const refuse = (violations: readonly Violation[]): RegistrationOutcome => ({ ok: false, violations })

interface CustomerNames {
  readonly emailKey: string
  readonly slug: string
  readonly number: number
}

/** Takes login, slug and number. A lost login ends the registration; a lost slug moves on to the next free one. */
async function takeNames(
  customerId: string,
  login: Claim,
  details: RegistrationDetails,
  claims: ClaimStore,
): Promise<CustomerNames | undefined> {
  const stem = slugStem(`${details.firstName} ${details.lastName}`)
  const { lost, number } = await claims.takeWithNumber(customerId, [login, slugClaim(stem)])
  if (lost?.kind === 'login') return undefined
  const slug = lost ? await claimFreeSlug(customerId, stem, claims) : stem
  return { emailKey: login.value, slug, number }
}

function newCustomer(id: string, details: RegistrationDetails, names: CustomerNames, createdAt: Date): Customer {
  return {
    ...names,
    id,
    state: 'active',
    email: storedEmail(details.email),
    emailKeyVersion,
    firstName: details.firstName,
    lastName: details.lastName,
    dateOfBirth: details.dateOfBirth,
    phone: details.phone,
    gender: details.gender,
    subscribedToNewsletter: details.subscribesToNewsletter,
    imageName: null,
    username: null,
    usernameKey: null,
    emailIsShared: false,
    externalId: null,
    title: null,
    displayName: null,
    customerType: null,
    currency: null,
    nationality: null,
    mobile: null,
    referralCode: null,
    createdBy: null,
    modifiedBy: null,
    modifiedAt: null,
    address: null,
    isVendor: false,
    lastPurchaseAt: null,
    productsBoughtCount: 0,
    totalUnitsBought: 0,
    productsBought: [],
    redeemedVouchers: [],
    emailVerifiedAt: null,
    lastSignInAt: null,
    createdAt,
  }
}

/** The mailbox may be subscribed already, by somebody who was not its owner: then the mark alone is set. */
const subscribe = async (customer: Customer, stores: OwnNewsletterStores): Promise<void> => {
  if (customer.subscribedToNewsletter) await setNewsletter(customer, true, stores)
}

const verificationOf = ({ id: customerId, email }: Customer, id: string): Recovery =>
  newRecovery({ customerId, id, kind: 'email_verification', email })

/** What the event says about the messages that follow from it: a welcome, a link to prove the mailbox by, or none. */
const mailFacts = ({ welcomes }: RegistrationPolicy, locale: Locale | undefined, verification: Recovery | undefined) => ({
  ...(locale !== undefined && { locale }),
  ...(welcomes && { welcome: true }),
  ...(verification && { verification: verification.id }),
})

const registered = (id: string, customer: Customer, facts: CustomerEvent['facts']): CustomerEvent => ({
  id,
  customerId: customer.id,
  type: 'customer.registered',
  occurredAt: customer.createdAt,
  facts: { number: customer.number, ...facts },
  personal: { email: customer.email, firstName: customer.firstName, lastName: customer.lastName },
})
