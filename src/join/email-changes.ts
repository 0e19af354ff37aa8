import { v7 as newId } from 'uuid'
import { createLinkTokens } from '../adapters/secrets/link-tokens.ts'
import { type Agreement, agreeToEmailChange, peekEmailChange } from '../core/account/agree-to-email-change.ts'
import { askEmailChange, cancelEmailChange, type EmailChangeWish } from '../core/account/ask-email-change.ts'
import type { MailboxSide } from '../core/account/email-change.ts'
import type { Tenant } from '../core/tenants/tenant.ts'
import { customerLookUp } from '../storage/customer-look-up.ts'
import { emailChangeLookUp } from '../storage/email-changes.ts'
import { lookingUp } from '../storage/transaction.ts'
import { joinProving } from './proving.ts'
import type { CoreParts } from './registration.ts'
import { transactionsOf } from './stores.ts'

/** Changes of address that both mailboxes of one tenant's customers agree to first, with real storage, clock and keys behind them. */
export function joinEmailChanges(parts: CoreParts, tenant: Tenant) {
  const { engine, keyring, config, now } = parts
  const { id: tenantId, settings } = tenant
  const asking = lookingUp(engine, tenantId)
  const deps = {
    ...joinProving(parts, tenant),
    tenantId,
    settings,
    links: createLinkTokens(keyring),
    customers: customerLookUp(asking, tenantId),
    emailChanges: emailChangeLookUp(asking, tenantId),
    transaction: transactionsOf(engine, tenantId, keyring),
    mailboxLimit: config.rateLimits ? { name: 'reset request by account', ...config.recoveriesPerAccount } : undefined,
    limit: config.rateLimits ? { name: 'link by client', ...config.recoveriesPerClient } : undefined,
    newId: () => newId(),
    now,
  }
  return {
    emailChangeOf: (customerId: string) => deps.emailChanges.find(customerId),
    askEmailChange: (wish: EmailChangeWish) => askEmailChange(wish, deps),
    cancelEmailChange: (customerId: string) => cancelEmailChange(customerId, deps),
    peekEmailChange: (side: MailboxSide, token: string) => peekEmailChange(side, token, deps),
    agreeToEmailChange: (agreement: Agreement) => agreeToEmailChange(agreement, deps),
  }
}
