import { aCustomer } from '../../test/support/a-customer.ts'
import { jsonRequest } from './json-request.ts'

/** The answer to everyone who comes second, whole. Source: docs/contracts/django.md#errors. */
export const duplicateAnswer = '{"email":["customer with this email address already exists."]}'

const letters = 'abcdefghijklmnopqrstuvwxyz'

/** A word that no other number has: 0 is "a", 27 is "bb". */
export function wordOf(number: number): string {
  const rest = Math.floor(number / letters.length)
  return (rest > 0 ? wordOf(rest) : '') + (letters[number % letters.length] ?? '')
}

/**
 * The nth customer of a run. Nobody shares a name with another, so that each first slug is free, as it is for most people.
 *
 * @param run  a word of its own for each run on one database
 */
export const nthCustomer = (run: string, n: number): Record<string, unknown> =>
  aCustomer({ email: `${run}.${n}@example.com`, first_name: `Ada ${wordOf(n)}`, last_name: `Lovelace ${run}` })

export interface RegistrationHead {
  readonly idempotencyKey?: string
  /** The name of the host it is sent to, which tells the tenant. */
  readonly host?: string | undefined
}

/** A registration as it goes over the wire, head and body. */
export function registrationRequest(
  customer: Readonly<Record<string, unknown>>,
  { idempotencyKey, host }: RegistrationHead = {},
): Buffer {
  const further = idempotencyKey === undefined ? [] : [`idempotency-key: ${idempotencyKey}`]
  return jsonRequest('/api/v1/customers/', JSON.stringify(customer), { host, further })
}
