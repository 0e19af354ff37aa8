import type { Violation } from '../../violations/violation.ts'
import type { Customer } from '../customers/customer.ts'
import { type Keep, type KeyedRequest, type OnceDeps, runOnce } from '../idempotency/run-once.ts'
import { enforceLimits, type Limit, type LimitStore, type Try } from '../limits/limit.ts'
import type { Draft } from './draft.ts'
import type { RegistrationPolicy } from './policy.ts'
import { type RegistrationDeps, registerCustomer } from './register.ts'

/** A registration as a surface hands it in. `Answer` is whatever that surface sends out. */
export interface RegistrationRequest<Answer> {
  readonly draft: Draft
  readonly policy: RegistrationPolicy
  /** What counts as one client for the limits. */
  readonly clientNetwork: string
  /** Present when the caller sent an Idempotency-Key. */
  readonly keyed: KeyedRequest | undefined
  readonly answers: {
    registered(customer: Customer): Answer
    refused(violations: readonly Violation[]): Answer
  }
}

export interface RegistrationLimits {
  readonly perClient: Limit
  readonly perAccount: Limit
}

export interface TakeRegistrationDeps extends Omit<RegistrationDeps, 'countTry' | 'alongside'> {
  readonly once: OnceDeps
  readonly limitStore: LimitStore
  /** Absent: registrations are not limited. */
  readonly limits: RegistrationLimits | undefined
}

/**
 * Takes in one registration for any surface: done once per Idempotency-Key, counted against the limits, answered in
 * the surface's own words. A repeated answer is not counted.
 *
 * @throws Trouble as `registerCustomer` and `runOnce`
 */
export async function takeRegistration<Answer>(
  request: RegistrationRequest<Answer>,
  deps: TakeRegistrationDeps,
): Promise<{ answer: Answer; replayed: boolean }> {
  const { answers, keyed } = request
  const countTry = (emailKey: string | null) =>
    enforceLimits(triesOf(request.clientNetwork, emailKey, deps.limits), deps.limitStore)
  const register = async (keep?: Keep<Answer>) => {
    const alongside: RegistrationDeps['alongside'] =
      keep && ((stores, customer) => keep(stores, customer.id, answers.registered(customer)))
    const outcome = await registerCustomer(request.draft, request.policy, { ...deps, countTry, alongside })
    return outcome.ok ? answers.registered(outcome.customer) : answers.refused(outcome.violations)
  }
  return keyed ? runOnce(keyed, deps.once, register) : { answer: await register(), replayed: false }
}

function triesOf(clientNetwork: string, emailKey: string | null, limits: RegistrationLimits | undefined): Try[] {
  if (!limits) return []
  const ofClient: Try = { limit: limits.perClient, subject: clientNetwork }
  return emailKey === null ? [ofClient] : [ofClient, { limit: limits.perAccount, subject: emailKey }]
}
