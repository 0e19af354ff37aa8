import { readDeviceToken } from '../../../core/devices/device.ts'
import type { KeyedRequest } from '../../../core/idempotency/run-once.ts'
import type { Violation } from '../../../violations/violation.ts'
import type { ShopContext } from '../context.ts'
import type { RegistrationInput } from '../contract/input.ts'
import { decodeRegistration } from '../decode.ts'
import { type WireCustomer, wireCustomer } from '../encode.ts'
import { refusalOf } from '../refusals.ts'

type Outcome =
  | { readonly ok: true; readonly customer: WireCustomer; readonly consentsNeeded: readonly string[] }
  | { readonly ok: false; readonly violations: readonly Violation[] }

/**
 * Registers a customer and signs them in.
 *
 * @param scope  what an Idempotency-Key of the caller stands for here
 * @throws Refusal, Trouble
 * @source docs/contracts/bagisto.md#81-createcustomer-registration
 */
export async function register(
  input: RegistrationInput,
  scope: string,
  { services, policies, clientNetwork, evidence, locale, idempotencyKey, consentsNeeded }: ShopContext,
): Promise<WireCustomer> {
  const deviceToken = readDeviceToken(input.deviceToken) ?? null
  const { answer } = await services.takeRegistration<Outcome>({
    draft: decodeRegistration(input),
    policy: policies.registration,
    clientNetwork,
    keyed: keyedBy(idempotencyKey, scope, input),
    locale,
    evidence,
    storefront: { deviceToken },
    answers: {
      registered: (customer, { token, consentsNeeded: needed }) => ({
        ok: true,
        customer: wireCustomer(customer, { token, apiToken: services.apiTokenOf(customer.id), deviceToken }),
        consentsNeeded: needed,
      }),
      refused: (violations) => ({ ok: false, violations }),
    },
  })
  if (!answer.ok) throw refusalOf(answer.violations)
  for (const consentId of answer.consentsNeeded) consentsNeeded.add(consentId)
  return answer.customer
}

const keyedBy = (key: string | undefined, scope: string, input: RegistrationInput): KeyedRequest | undefined =>
  key === undefined ? undefined : { key, scope, body: new TextEncoder().encode(JSON.stringify(input)) }
