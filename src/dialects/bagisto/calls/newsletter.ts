import { Trouble } from '../../../violations/trouble.ts'
import type { Violation } from '../../../violations/violation.ts'
import { requireVerified, type ShopContext } from '../context.ts'
import { type SentText, unlessBlank } from '../contract/input.ts'
import { Refusal } from '../graphql/refusal.ts'
import { type Created, type Creating, once } from './creating.ts'
import { pleaseLogIn, type Told } from './session.ts'

const required = 'The customer email field is required.'
const malformed = 'The customer email field must be a valid email address.'
const taken = 'The customer email has already been taken.'

export interface SubscriptionInput {
  readonly customerEmail?: SentText
}

/**
 * Subscribes a mailbox for the caller. What is wrong with the address is said before who asks is looked at.
 *
 * @throws Refusal, Trouble
 * @source docs/contracts/bagisto.md#810-newsletter
 */
export async function subscribe<Wire>(
  input: SubscriptionInput,
  { call, tell }: Creating<Told, Wire>,
  context: ShopContext,
): Promise<Wire> {
  const { services, policies, caller, evidence, locale } = context
  const email = unlessBlank(input.customerEmail)
  const faults = services.reviewSubscription(email, policies.profile)
  if (faults.length > 0) throw refusalOf(faults)
  const bearer = await caller.bearer().catch(nobody)
  if (!bearer) return tell({ success: false, message: pleaseLogIn })
  requireVerified(bearer.customer, context)
  const { id: customerId } = bearer.customer
  const asked = { customerId, email, policy: policies.profile, evidence, locale }
  const answer = await once<Created<Wire>>(context, { scope: `customer ${customerId} ${call}`, input }, (keyed) =>
    services.subscribeNewsletter(asked, {
      keyed,
      answer: (outcome) => (outcome.ok ? { ok: true, wire: tell(subscribed) } : outcome),
    }),
  )
  if (!answer.ok) throw refusalOf(answer.violations)
  return answer.wire
}

const subscribed: Told = { success: true, message: 'You have successfully subscribed to our newsletter.' }

/** @throws whatever is not about the token */
function nobody(error: unknown): undefined {
  const code = error instanceof Trouble ? error.value.code : undefined
  if (code !== 'unauthenticated' && code !== 'token_refused' && code !== 'account_inactive') throw error
}

function refusalOf(violations: readonly Violation[]): Refusal {
  const codes = violations.map(({ code }) => code)
  const isEmpty = codes.includes('missing') || codes.includes('null_given') || codes.includes('blank')
  const message = isEmpty ? required : codes.includes('already_taken') ? taken : malformed
  return new Refusal(message, { validation: { customerEmail: [message] } })
}
