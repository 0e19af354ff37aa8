import { Trouble } from '../../violations/trouble.ts'
import type { Customer } from '../customers/customer.ts'

/** Whose preferences a link opens. */
export interface PreferenceLink {
  readonly tenantId: string
  readonly customerId: string
}

/** A link that was followed, whose customer is yet to be looked up. */
export interface ReadPreferenceLink extends PreferenceLink {
  /** Whether the link was made while the customer had this mailbox. */
  isFor(emailKey: string): boolean
}

/**
 * How a link to a customer's preferences is written. It is kept nowhere and does not run out: whoever wants no more mails finds
 * it at the end of an old one. It is over once the customer is gone or has another mailbox.
 *
 * @source docs/decisions/0043-preference-links.md
 */
export interface PreferenceTokens {
  /** The same customer and mailbox give the same text. */
  make(link: PreferenceLink & { readonly emailKey: string }): string
  /** @returns `undefined` unless we made the text, exactly as it stands */
  read(text: string): ReadPreferenceLink | undefined
}

/**
 * The last part of the link of a customer, as they are now.
 *
 * @throws Trouble `no_such_customer`, also for a deleted one
 */
export function preferenceTokenOf(
  customer: Customer | undefined,
  { tenantId, links }: { readonly tenantId: string; readonly links: Pick<PreferenceTokens, 'make'> },
): string {
  if (!customer || customer.state === 'deleted') throw new Trouble({ code: 'no_such_customer' })
  return links.make({ tenantId, customerId: customer.id, emailKey: customer.emailKey })
}
