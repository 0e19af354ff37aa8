import { Trouble } from '../../violations/trouble.ts'
import type { Violation } from '../../violations/violation.ts'
import type { ConsentLookUp } from '../consents/consent.ts'
import { reviewConsents } from '../consents/review-consents.ts'
import type { PasswordScoring } from '../credentials/password-score.ts'
import type { Customer } from '../customers/customer.ts'
import { type NewPasswordPolicy, reviewNewPassword } from '../customers/new-password.ts'
import { reviewScore } from '../customers/scored-password.ts'
import { type Sent, textOf } from '../customers/sent.ts'
import { type ProvePasswordDeps, provePassword } from './prove-password.ts'
import { type ProfileChanges, reviewProfile } from './review-profile.ts'
import { type ProfileChange, type ProfileOutcome, type UpdateProfileDeps, updateProfile } from './update-profile.ts'

/** A change of whatever a shop's own system knows of a customer. */
export interface RecordChange extends Omit<ProfileChange, 'passwordHash'> {
  /** Empty or absent keeps the one there is. */
  readonly password: Sent
  readonly currentPassword: Sent
  /** Whether the present password is asked for also where none was sent. */
  readonly provesPassword: boolean
  readonly passwordPolicy: NewPasswordPolicy & { readonly minimumPasswordScore: number }
  /** What counts as one client for the limits; `null`: a program of the shop, behind which there are many. */
  readonly clientNetwork: string | null
}

export interface ChangeRecordDeps extends UpdateProfileDeps, ProvePasswordDeps {
  readonly scoring: PasswordScoring
  readonly customers: { withId(id: string): Promise<Customer | undefined> }
  readonly consents: Pick<ConsentLookUp, 'states'>
}

/**
 * Changes a customer's profile and password in one go: reports everything wrong at once, or stores the whole change with its
 * events. What others are called is looked for only when nothing else is wrong.
 *
 * @throws Trouble `no_such_customer`, also of a deleted one; `too_many_requests`, `busy`; as `updateProfile`
 * @source docs/contracts/singula.md
 */
export async function changeRecord(change: RecordChange, deps: ChangeRecordDeps): Promise<ProfileOutcome> {
  const customer = await deps.customers.withId(change.customerId)
  if (!customer || customer.state === 'deleted') throw new Trouble({ code: 'no_such_customer' })
  const { changes, violations: ofProfile } = reviewProfile(change.draft, change.policy, deps)
  const ofPassword = await reviewPassword(customer, change, changes, deps)
  const said = change.draft.record?.consents
  const ofConsents = said ? reviewConsents(said, await deps.consents.states(customer.id), deps.settings, deps.now()) : []
  const violations = [...ofProfile, ...ofPassword, ...ofConsents]
  if (violations.length > 0) return { ok: false, violations }
  const password = textOf(change.password)
  const passwordHash = password === '' ? undefined : await deps.hashing.hash(password, 'sign_in')
  return updateProfile({ ...change, passwordHash }, deps)
}

async function reviewPassword(
  customer: Customer,
  change: RecordChange,
  changes: ProfileChanges,
  deps: ChangeRecordDeps,
): Promise<readonly Violation[]> {
  const sent = change.password
  // The present password alone changes nothing, and tells whoever signs for customers elsewhere whether it is right.
  if (sent === undefined || sent === null || sent === '')
    return isGiven(change.currentPassword) ? reviewCurrent(customer, change, deps) : []
  if (typeof sent !== 'string') return [{ code: 'not_text', field: 'password' }]
  const unfit = reviewNewPassword(sent, change.passwordPolicy)
  if (unfit.length > 0) return unfit
  const { record, email = customer.email, firstName = customer.firstName, lastName = customer.lastName } = changes
  const words = { username: record?.particulars.username ?? customer.username ?? '', email, firstName, lastName }
  const { minimumPasswordScore } = change.passwordPolicy
  return [
    ...(await reviewCurrent(customer, change, deps)),
    ...(await reviewScore(sent, words, minimumPasswordScore, deps.scoring)),
  ]
}

const isGiven = (sent: Sent): boolean => sent !== undefined && sent !== null && sent !== ''

/** The present password is asked for where it was sent, and of whoever acts for themselves. */
async function reviewCurrent(
  customer: Customer,
  { currentPassword, provesPassword, clientNetwork }: RecordChange,
  deps: ChangeRecordDeps,
): Promise<readonly Violation[]> {
  if (!isGiven(currentPassword) && !provesPassword) return []
  const password = textOf(currentPassword)
  if (password === '') return [{ code: 'password_wrong', field: 'currentPassword' }]
  return provePassword({ customer, password, clientNetwork }, deps)
}
