import { Trouble } from '../../violations/trouble.ts'
import type { Violation } from '../../violations/violation.ts'
import type { Evidence } from '../consents/consent.ts'
import { findConsentsNeeded } from '../consents/consents-needed.ts'
import type { Customer } from '../customers/customer.ts'
import { type Answered, type Keep, type KeyedRequest, type OnceDeps, runOnce } from '../idempotency/run-once.ts'
import { enforceLimits, type Limit, type LimitStore, type Try } from '../limits/limit.ts'
import type { Locale } from '../tenants/locale.ts'
import { beginStorefront, type StorefrontBeginning, type StorefrontDeps } from './begin-storefront.ts'
import type { Draft } from './draft.ts'
import type { RegistrationPolicy } from './policy.ts'
import { type RegistrationDeps, type RegistrationStores, registerCustomer } from './register.ts'

/** A registration as a surface hands it in. `Answer` is whatever that surface sends out. */
export interface RegistrationRequest<Answer> {
  readonly draft: Draft
  readonly policy: RegistrationPolicy
  /** What counts as one client for the limits; `null`: a program of the shop, behind which there are many. */
  readonly clientNetwork: string | null
  /** Present when the caller sent an Idempotency-Key. */
  readonly keyed: KeyedRequest | undefined
  /** What the customer is written to in. */
  readonly locale?: Locale | undefined
  /** Who registers the customer in the shop's name; absent: the customer. */
  readonly registeredBy?: string | undefined
  /** Of what the customer says to consents. */
  readonly evidence: Evidence
  /** Present where who registers is signed in at once. */
  readonly storefront?: StorefrontBeginning
  readonly answers: {
    registered(customer: Customer, begun: Begun): Answer
    refused(violations: readonly Violation[]): Answer
  }
}

/** What began with a registration. */
export interface Begun {
  /** Of the session, empty where none does. */
  readonly token: string
  /** Mandatory consents that whoever is signed in has yet to give. */
  readonly consentsNeeded: readonly string[]
}

export interface RegistrationLimits {
  readonly perClient: Limit
  readonly perAccount: Limit
}

export interface TakeRegistrationDeps
  extends Omit<RegistrationDeps, 'countTry' | 'alongside' | 'locale' | 'evidence' | 'registeredBy'> {
  readonly once: OnceDeps
  readonly limitStore: LimitStore
  /** Absent: registrations are not limited. */
  readonly limits: RegistrationLimits | undefined
  readonly storefront: StorefrontDeps
  /** Whether the tenant takes new customers. */
  readonly isOpen: boolean
}

/**
 * Takes in one registration for any surface: done once per Idempotency-Key, counted against the limits, answered in
 * the surface's own words. A repeated answer is not counted.
 *
 * @throws Trouble `registration_closed`, before anything is counted or kept; as `registerCustomer` and `runOnce`
 */
export async function takeRegistration<Answer>(
  request: RegistrationRequest<Answer>,
  deps: TakeRegistrationDeps,
): Promise<Answered<Answer>> {
  if (!deps.isOpen) throw new Trouble({ code: 'registration_closed' })
  const { keyed } = request
  const register = (keep?: Keep<Answer>) => registerAndAnswer(request, keep, deps)
  return keyed ? runOnce(keyed, deps.once, register) : { answer: await register(), replayed: false }
}

async function registerAndAnswer<Answer>(
  request: RegistrationRequest<Answer>,
  keep: Keep<Answer> | undefined,
  deps: TakeRegistrationDeps,
): Promise<Answer> {
  const { answers, draft, policy, clientNetwork, locale, evidence, storefront, registeredBy } = request
  const countTry = (emailKey: string | null) => enforceLimits(triesOf(clientNetwork, emailKey, deps.limits), deps.limitStore)
  // Of the try that commits: a transaction may be run again.
  let begun: Begun = { token: '', consentsNeeded: [] }
  const alongside = async (stores: RegistrationStores, customer: Customer) => {
    if (storefront) {
      const token = await beginStorefront(customer, storefront, stores, deps.storefront)
      begun = { token, consentsNeeded: await findConsentsNeeded(customer.id, { ...deps, consents: stores.consents }) }
    }
    await keep?.(stores, customer.id, answers.registered(customer, begun))
  }
  const outcome = await registerCustomer(draft, policy, { ...deps, countTry, locale, evidence, registeredBy, alongside })
  return outcome.ok ? answers.registered(outcome.customer, begun) : answers.refused(outcome.violations)
}

function triesOf(clientNetwork: string | null, emailKey: string | null, limits: RegistrationLimits | undefined): Try[] {
  if (!limits) return []
  return [
    ...(clientNetwork === null ? [] : [{ limit: limits.perClient, subject: clientNetwork }]),
    ...(emailKey === null ? [] : [{ limit: limits.perAccount, subject: emailKey }]),
  ]
}
