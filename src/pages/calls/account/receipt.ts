import { isUuid } from '../../../core/tenants/uuid.ts'
import type { Route } from '../../../dialects/dialect.ts'
import { Trouble } from '../../../violations/trouble.ts'
import { downloadJson } from '../../download.ts'
import { accountPage, type Hosting, type SessionServices } from '../../hosted-page.ts'
import { tokenIn } from '../../view.ts'

/** What this page asks of the core. */
export interface ReceiptServices extends SessionServices {
  /** @throws Trouble `not_found`, also for somebody else's */
  consentReceipt(customerId: string, recordId: string): Promise<string>
}

/**
 * `/customer/account/consents/receipts/:id`: proof of one answer, and what it says in plain view.
 *
 * @source docs/consents.md#receipts
 */
export const receiptRoute = (hosting: Hosting<ReceiptServices>): Route => ({
  path: '/customer/account/consents/receipts/:id',
  ...accountPage(hosting, {
    async GET({ request, services, customer }) {
      const id = tokenIn(request)
      if (!isUuid(id)) throw new Trouble({ code: 'not_found' })
      const receipt = await services.consentReceipt(customer.id, id)
      const [, said = ''] = receipt.split('.')
      const says: unknown = JSON.parse(Buffer.from(said, 'base64url').toString())
      return downloadJson(`consent-${id}.json`, { says, receipt })
    },
  }),
})
