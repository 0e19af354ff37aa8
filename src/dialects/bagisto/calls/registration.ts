import { readDeviceToken } from '../../../core/devices/device.ts'
import type { Violation } from '../../../violations/violation.ts'
import type { ShopContext } from '../context.ts'
import type { RegistrationInput } from '../contract/input.ts'
import { decodeRegistration } from '../decode.ts'
import { type WireCustomer, wireCustomer } from '../encode.ts'
import { refusalOf } from '../refusals.ts'
import { once } from './creating.ts'

type Outcome =
  | { readonly ok: true; readonly customer: WireCustomer; readonly consentsNeeded: readonly string[] }
  | { readonly ok: false; readonly violations: readonly Violation[] }

/**
 * Registers a customer and signs them in.
 *
 * @param call  what an Idempotency-Key of the caller counts for
 * @throws Refusal, Trouble
 * @source docs/contracts/bagisto.md#81-createcustomer-registration
 */
export async function register(input: RegistrationInput, call: string, context: ShopContext): Promise<WireCustomer> {
  const { services, policies, clientNetwork, evidence, locale, consentsNeeded } = context
  const deviceToken = readDeviceToken(input.deviceToken) ?? null
  const answer = await once(context, { scope: `anonymous ${call}`, input }, (keyed) =>
    services.takeRegistration<Outcome>({
      draft: decodeRegistration(input),
      policy: policies.registration,
      clientNetwork,
      keyed,
      locale,
      evidence,
      storefront: { deviceToken, userAgent: evidence.userAgent },
      answers: {
        registered: (customer, { token, consentsNeeded: needed }) => ({
          ok: true,
          customer: wireCustomer(customer, { token, apiToken: services.apiTokenOf(customer.id), deviceToken }),
          consentsNeeded: needed,
        }),
        refused: (violations) => ({ ok: false, violations }),
      },
    }),
  )
  if (!answer.ok) throw refusalOf(answer.violations)
  for (const consentId of answer.consentsNeeded) consentsNeeded.add(consentId)
  return answer.customer
}
