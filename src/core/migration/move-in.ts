import { Trouble } from '../../violations/trouble.ts'
import type { PasswordHashing } from '../credentials/hashing.ts'
import { type Claim, type ClaimStore, numberClaim } from '../customers/claim.ts'
import { claimFreeSlug } from '../customers/claim-slug.ts'
import { type ClaimedName, claimedNames } from '../customers/claimed-names.ts'
import type { Customer, CustomerStore } from '../customers/customer.ts'
import { referralClaim } from '../customers/referral-code.ts'
import { usernameKey } from '../customers/username.ts'
import type { CustomerEvent, EventStore } from '../outbox/event.ts'
import type { LoginHolder, LoginStore } from '../sessions/login.ts'
import type { UnknownLogin } from '../sessions/previous-logins.ts'
import type { TenantSettings } from '../tenants/settings.ts'
import type { Gate } from './gate.ts'
import type { AskPreviousSystem, MovingInStore, Origin, OriginLookUp } from './previous-system.ts'
import { reviewIncoming } from './review-incoming.ts'
import type { ReviewedCustomer, ReviewRules, System } from './reviewed.ts'

/** What moving in writes to, all in one transaction. */
export interface MoveInStores {
  readonly claims: Pick<ClaimStore, 'held' | 'take' | 'takeWithNumber'>
  readonly customers: Pick<CustomerStore, 'insert' | 'lock'>
  readonly events: EventStore
  readonly moving: MovingInStore
}

export interface MoveInDeps {
  readonly system: System
  readonly settings: TenantSettings
  readonly ask: AskPreviousSystem
  /** How many may be asked about at once. */
  readonly gate: Gate
  readonly logins: Pick<LoginStore, 'find'>
  readonly origins: OriginLookUp
  readonly hashing: PasswordHashing
  /** Commits when the work's outcome is ok. */
  transaction(work: (stores: MoveInStores) => Promise<Outcome>): Promise<Outcome>
  toAscii(domain: string): string
  newId(): string
  now(): Date
}

type Outcome = { readonly ok: true } | { readonly ok: false; readonly lost: Lost }

/** The login, or somebody else's name; or they came before. */
type Lost = ClaimedName['field'] | 'referralCode' | 'login' | 'origin' | 'password'

/** Somebody who is proven, and ready to be stored. */
interface Mover {
  readonly login: string
  readonly reviewed: ReviewedCustomer
  readonly origin: Origin
  readonly password: string
}

/**
 * Has the system that customers come from prove a login that is unknown here, or known without a password, and stores them with all
 * they have there and a hash of our own. Of any number who sign in as the same customer at the same moment, one customer comes.
 *
 * @returns false when login and password are refused there; for who is suspended there, or was erased here; and where whoever has
 *   the login here is not known to be the same
 * @throws Trouble `busy`, `unavailable`, `internal` as `PreviousLogins`; the cause says what was wrong, and quotes nothing personal
 */
export async function moveIn({ login, password, known }: UnknownLogin, deps: MoveInDeps): Promise<boolean> {
  const there = await deps.gate(() => deps.ask(login, password))
  if (!there) return false
  const mover = { ...review(there.incoming, login, deps), password: there.password }
  if (mover.reviewed.customer.state !== 'active') return false
  const came = await deps.origins.customerFrom(mover.origin)
  const holder = came === undefined || came === known?.customerId ? known : await deps.logins.find(mover.login)
  // They came in this moment; or before, and are erased by now, or called something else.
  if (came !== undefined && came !== holder?.customerId) return false
  if (holder && holder.hash !== null) return hasPassword(mover, deps)
  // Slow by design, so before the transaction opens: no connection is held while it runs.
  const hash = await deps.hashing.hash(there.password, 'sign_in')
  if (holder) return givePassword(holder, mover, hash, deps)
  const outcome = await storeMover(mover, hash, deps)
  return outcome.ok || isOneOfTwo(outcome.lost, mover, hash, deps)
}

function review(incoming: Parameters<typeof reviewIncoming>[0], login: string, deps: MoveInDeps): Omit<Mover, 'password'> {
  const { system, settings, toAscii, newId, now } = deps
  const rules: ReviewRules = { system, settings, toAscii, newId, now: now(), tokenSeconds: 0 }
  // What else it may show of a password is not needed: it is hashed anew.
  const reviewed = reviewIncoming({ ...incoming, passwordHash: null }, rules)
  if (!reviewed.ok) throw notStorable(reviewed.refused.field, reviewed.refused.reason)
  const key = usernameKey(login, toAscii)
  const { customer } = reviewed.value
  const ownLogins = claimedNames(customer, settings).filter(({ field }) => field !== 'externalId')
  const own = ownLogins.find(({ claim }) => claim.value === key)
  if (!own) throw outage('it answered with another customer than the one who signed in')
  return { login: own.claim.value, reviewed: reviewed.value, origin: { system, key: reviewed.value.key } }
}

const outage = (text: string): Trouble => new Trouble({ code: 'unavailable', retryAfterSeconds: 5 }, { cause: new Error(text) })

/** It will not be better the next time: somebody has to mend it there. */
const notStorable = (field: string | null, reason: string): Trouble =>
  new Trouble(
    { code: 'internal' },
    {
      cause: new Error(
        `a customer whom the previous system proves cannot come: ${field === null ? reason : `${field} ${reason}`}`,
      ),
    },
  )

/** Who has no password here gets this one; who they are is known by the key they came under, or by a mailbox that was proven there. */
async function givePassword({ customerId }: LoginHolder, mover: Mover, hash: string, deps: MoveInDeps): Promise<boolean> {
  const { origin, reviewed } = mover
  const event = movedIn(customerId, { hasPassword: true }, mover, deps)
  const outcome = await deps.transaction(async ({ customers, events, moving }) => {
    const customer = await customers.lock(customerId)
    const isProven = reviewed.customer.emailVerifiedAt !== null || (await moving.customerFrom(origin)) === customerId
    if (customer?.state !== 'active' || !isProven) return { ok: false, lost: 'origin' }
    if (!(await moving.note(origin, customerId, event.occurredAt))) return { ok: false, lost: 'origin' }
    const changedAt = event.occurredAt
    if (!(await moving.setFirstPassword({ customerId, hash, changedAt }))) return { ok: false, lost: 'password' }
    await events.append(event)
    return { ok: true }
  })
  return outcome.ok || (outcome.lost === 'password' && hasPassword(mover, deps))
}

function storeMover(mover: Mover, hash: string, deps: MoveInDeps): Promise<Outcome> {
  const { reviewed, origin } = mover
  const { names, beside, customer: coming } = reviewed
  const id = names.id ?? deps.newId()
  const now = deps.now()
  return deps.transaction(async ({ claims, customers, events, moving }) => {
    if (!(await moving.note(origin, id, now))) return { ok: false, lost: 'origin' }
    const sole = [...claimedNames(coming, deps.settings), ...referralOf(names.referralCode)]
    const { lost, number } = await takeNames(
      id,
      sole.map(({ claim }) => claim),
      names.number,
      { claims, moving },
    )
    if (lost) return { ok: false, lost: lost.value === mover.login ? 'login' : fieldOf(lost, sole) }
    const slug = await claimFreeSlug(id, names.slug, claims)
    const customer: Customer = { ...coming, id, number, slug, address: null, referralCode: names.referralCode }
    await customers.insert(customer)
    await moving.setFirstPassword({ customerId: id, hash, changedAt: now })
    moving.storeBeside(id, beside, customer)
    const { email, firstName, lastName } = customer
    await events.append({ ...movedIn(id, { number }, mover, deps), personal: { email, firstName, lastName } })
    return { ok: true }
  })
}

const referralOf = (code: string | null) =>
  code === null ? [] : [{ claim: referralClaim(code), field: 'referralCode' as const }]

const fieldOf = (lost: Claim, names: readonly { readonly claim: Claim; readonly field: Lost }[]): Lost =>
  names.find(({ claim }) => claim === lost)?.field ?? 'login'

/** A number that comes along stays where nobody has it, as with imports. */
async function takeNames(
  id: string,
  names: readonly Claim[],
  wanted: number | null,
  { claims, moving }: Pick<MoveInStores, 'claims' | 'moving'>,
): Promise<{ readonly lost: Claim | undefined; readonly number: number }> {
  if (wanted === null) return claims.takeWithNumber(id, names)
  await moving.keepNumber(wanted) // first, so that nobody draws it while it is being taken
  const isTheirs = (await claims.take(id, [numberClaim(wanted)])) === undefined
  return isTheirs ? { lost: await claims.take(id, names), number: wanted } : claims.takeWithNumber(id, names)
}

/** Somebody came in the same moment: themselves, with another browser, or somebody else, who chose another password. */
async function isOneOfTwo(lost: Lost, mover: Mover, hash: string, deps: MoveInDeps): Promise<boolean> {
  if (lost !== 'login' && lost !== 'origin') throw notStorable(lost, 'belongs to another customer of the tenant')
  const holder = await deps.logins.find(mover.login)
  if (!holder) return false
  return holder.hash === null ? givePassword(holder, mover, hash, deps) : hasPassword(mover, deps)
}

/** Whether what was proven there is the password here, too. */
async function hasPassword({ login, password }: Mover, { logins, hashing }: MoveInDeps): Promise<boolean> {
  const holder = await logins.find(login)
  return holder !== undefined && holder.hash !== null && hashing.verify(password, holder.hash)
}

const movedIn = (
  customerId: string,
  facts: CustomerEvent['facts'],
  { origin: { system } }: Mover,
  { newId, now }: MoveInDeps,
): CustomerEvent => ({
  id: newId(),
  customerId,
  type: 'customer.imported',
  occurredAt: now(),
  facts: { ...facts, system, by: 'sign_in' },
  personal: null,
})
