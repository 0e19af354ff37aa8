import type { Violation } from '../../violations/violation.ts'
import type { Evidence } from '../consents/consent.ts'
import type { RecordConsentsDeps } from '../consents/record-answers.ts'
import { reviewConsents } from '../consents/review-consents.ts'
import type { PasswordHashing } from '../credentials/hashing.ts'
import type { PasswordScoring } from '../credentials/password-score.ts'
import type { ClaimStore, ClaimTransaction } from '../customers/claim.ts'
import { alreadyTaken, heldNames } from '../customers/claimed-names.ts'
import type { Customer } from '../customers/customer.ts'
import { reviewScore } from '../customers/scored-password.ts'
import type { KeptAnswerStores } from '../idempotency/run-once.ts'
import type { Unverified } from '../sessions/unverified.ts'
import type { Locale } from '../tenants/locale.ts'
import type { TenantSettings } from '../tenants/settings.ts'
import type { StorefrontStores } from './begin-storefront.ts'
import type { Draft } from './draft.ts'
import { lookForNames, type NamingDeps, namesOf, takeNames } from './names.ts'
import { type Beginning, newCustomer } from './new-customer.ts'
import type { RegistrationPolicy } from './policy.ts'
import { type NewCustomerStores, type RegistrationIds, storeRegistration } from './registration.ts'
import { type DraftReader, type RegistrationDetails, reviewDraft } from './review.ts'
import type { WaitingRegistrationStore } from './waiting-registration.ts'

/** What a registration writes to, all in one transaction. */
export interface RegistrationStores extends StorefrontStores, NewCustomerStores, KeptAnswerStores {
  readonly claims: ClaimTransaction
  readonly waitingRegistrations: Pick<WaitingRegistrationStore, 'insert'>
}

export type RegistrationOutcome =
  | { readonly ok: true; readonly customer: Customer }
  | { readonly ok: false; readonly violations: readonly Violation[] }

export interface RegistrationDeps extends DraftReader, NamingDeps, Beginning, RecordConsentsDeps {
  readonly settings: TenantSettings
  /** Looks before the hash, outside the transaction that decides. */
  readonly claims: Pick<ClaimStore, 'held' | 'heldOrNumber'>
  readonly hashing: PasswordHashing
  readonly scoring: PasswordScoring
  /** Commits when the work's outcome is ok, rolls back when it is not or when it throws; may run the work again. */
  transaction(work: (stores: RegistrationStores) => Promise<RegistrationOutcome>): Promise<RegistrationOutcome>
  /** Whether a transaction failed because a name was taken by another one meanwhile. */
  isNameTaken(error: unknown): boolean
  /** Counts one try for this mailbox, `null` when the address is none. @throws Trouble `too_many_requests` */
  countTry(emailKey: string | null): Promise<void>
  /** Who may not sign in before the mailbox is proven is sent a link by which to do so. */
  readonly unverified: Unverified
  /** What the customer is written to in; `undefined` when the surface cannot tell. */
  readonly locale: Locale | undefined
  /** Of what the customer says to consents. */
  readonly evidence: Evidence
  /** What else commits with the customer: a session, the answer kept for an Idempotency-Key. */
  alongside?: ((stores: RegistrationStores, customer: Customer) => Promise<void>) | undefined
}

/**
 * Registers one customer: reports everything wrong at once, or stores customer, credential and event together.
 *
 * Of any number of calls for one mailbox, in any spelling and on any node, one stores a customer and the
 * others get `already_taken`. Where registrations are private and the contract can be silent, nothing here looks whose the
 * mailbox is: all get a customer, whom `resolveRegistration` stores beside the requests if the mailbox is nobody's. Of the
 * others only slug and number stay taken, so that what is answered next is what would be answered next to them.
 *
 * @param draft   what the caller sent, in core names; any field may be absent
 * @param policy  the contract's rules; lengths count Unicode code points
 * @returns the stored customer, or one who waits to be stored, or at least one violation, those of fields in field order
 * @throws Trouble `too_many_requests` from the limits, `busy` when the hash cannot be made in time, `unavailable`
 *   when the database cannot be reached
 * @source docs/contracts/django.md#4-post-apiv1customers
 */
export async function registerCustomer(
  draft: Draft,
  policy: RegistrationPolicy,
  deps: RegistrationDeps,
): Promise<RegistrationOutcome> {
  const { details, violations: ofDraft } = reviewDraft(draft, policy, deps)
  await deps.countTry(details.emailKey)
  const named = namesOf(details, deps)
  const isNameless = named === undefined && details.emailKey !== null && !ofDraft.some(({ field }) => field === 'username')
  const asksConsents = policy.record !== undefined || policy.consents === 'asked'
  const violations: readonly Violation[] = [
    ...ofDraft,
    ...(await reviewGuessing(details, ofDraft, policy, deps)),
    ...(isNameless ? [{ code: 'username_malformed', field: 'username' } as const] : []),
    ...(asksConsents ? reviewConsents(details.consents ?? [], [], deps.settings, deps.now()) : []),
  ]
  if (named === undefined) return refuse(violations)
  const isSilent = deps.settings.privateRegistration && policy.canBeSilent
  const names = isSilent ? { ...named, claimed: [] } : named
  if (violations.length > 0) {
    const taken = policy.takenNames === 'always' ? await heldNames(names.claimed, deps.claims) : []
    return refuse([...violations, ...taken.map(alreadyTaken)])
  }
  const { taken, free } = await lookForNames(names, details, deps.claims, deps)
  if (taken.length > 0) return refuse(taken.map(alreadyTaken))

  // Slow by design, so before the transaction opens: no connection is held while it runs.
  const passwordHash = details.password === '' ? undefined : await deps.hashing.hash(details.password, 'registration')
  const id = deps.newId()
  const ids = registrationIds(deps)
  const { record, consents } = details
  const said = { record, consents, evidence: deps.evidence, locale: deps.locale, welcomes: policy.welcomes }
  const storeWith = (take: NameTaking) =>
    deps.transaction(async (stores) => {
      const taking = await take(stores.claims)
      if ('lost' in taking) return refuse([taking.lost])
      const customer = newCustomer(id, details, { ...names, ...taking }, deps)
      const registration = { ...said, customer, passwordHash, ids }
      await (isSilent ? stores.waitingRegistrations.insert(registration) : storeRegistration(registration, stores, deps))
      await deps.alongside?.(stores, customer)
      return { ok: true, customer }
    })
  const oneByOne: NameTaking = (claims) => takeNames(id, names, details, claims, deps)
  if (!free) return storeWith(oneByOne)
  const together: NameTaking = async (claims) => {
    await claims.takeAll(id, free.claims)
    return free
  }
  return storeWith(together).catch((error: unknown) => {
    if (deps.isNameTaken(error)) return storeWith(oneByOne)
    throw error
  })
}

/** How the names are taken: together, in one go with all that is stored, or one by one where somebody has one of them. */
type NameTaking = (claims: ClaimTransaction) => ReturnType<typeof takeNames>

const registrationIds = ({ newId, unverified }: RegistrationDeps): RegistrationIds => ({
  event: newId(),
  address: newId(),
  verification: unverified === 'accepted' ? undefined : newId(),
})

const refuse = (violations: readonly Violation[]): RegistrationOutcome => ({ ok: false, violations })

/** Of a password nothing else is wrong with. */
async function reviewGuessing(
  { email, firstName, lastName, password, record }: RegistrationDetails,
  found: readonly Violation[],
  { minimumPasswordScore }: RegistrationPolicy,
  { scoring }: RegistrationDeps,
): Promise<readonly Violation[]> {
  const isWrong = found.some(({ field }) => field === 'password')
  if (minimumPasswordScore === undefined || password === '' || isWrong) return []
  const words = { username: record?.particulars.username ?? '', email, firstName, lastName }
  return reviewScore(password, words, minimumPasswordScore, scoring)
}
