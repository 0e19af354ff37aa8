import { Trouble } from '../../violations/trouble.ts'
import type { CustomerStore } from '../customers/customer.ts'
import type { Locale } from '../tenants/locale.ts'
import { type BeginResetDeps, type BeginResetStores, beginReset } from './begin-reset.ts'

export interface SendResetDeps extends BeginResetDeps {
  transaction<Result>(
    work: (stores: BeginResetStores & { readonly customers: Pick<CustomerStore, 'lock'> }) => Promise<Result>,
  ): Promise<Result>
}

/**
 * Has an active customer sent the mail that a wish for a new password leads to, for somebody of the shop whom they asked. The
 * password stays as it is until the customer follows the link.
 *
 * @returns false where such a mail was asked for within the last minute, and no other is sent
 * @throws Trouble `no_such_customer`, also for a deleted one; `account_inactive`; `unavailable`
 */
export const sendReset = (customerId: string, locale: Locale, deps: SendResetDeps): Promise<boolean> =>
  deps.transaction(async (stores) => {
    const customer = await stores.customers.lock(customerId)
    if (!customer || customer.state === 'deleted') throw new Trouble({ code: 'no_such_customer' })
    const { state } = customer
    if (state !== 'active') throw new Trouble({ code: 'account_inactive', carriedIn: 'body', state })
    return beginReset(customer, locale, stores, deps)
  })
