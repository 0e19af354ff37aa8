import { v7 as newId } from 'uuid'
import { toAscii } from '../adapters/network/idna.ts'
import { createLinkTokens } from '../adapters/secrets/link-tokens.ts'
import type { Config } from '../config/config.ts'
import type { NewPasswordPolicy } from '../core/customers/new-password.ts'
import { type AskedReset, askReset } from '../core/recovery/ask-reset.ts'
import { peekLink } from '../core/recovery/follow-link.ts'
import type { RecoveryKind } from '../core/recovery/recovery.ts'
import { type PasswordReset, resetPassword } from '../core/recovery/reset-password.ts'
import { undoEmailChange } from '../core/recovery/undo-email-change.ts'
import { verifyEmail } from '../core/recovery/verify-email.ts'
import type { Tenant } from '../core/tenants/tenant.ts'
import { claimStore } from '../storage/claims.ts'
import { recoveryLookUp } from '../storage/recoveries.ts'
import { resetRequestStore } from '../storage/recovery-requests.ts'
import { lookingUp, statementByStatement } from '../storage/transaction.ts'
import type { CoreParts } from './registration.ts'
import { joinLimits, transactionsOf } from './stores.ts'

/**
 * Password resets, verification and undone changes of address of one tenant's customers, with real storage, hashing, clock and
 * keys behind them.
 */
export function joinRecovery({ hashedCalls, hashing, keyring, config, now }: CoreParts, { id: tenantId }: Tenant) {
  const asking = lookingUp(hashedCalls, tenantId)
  const deps = {
    ...limitsOf(config),
    tenantId,
    limitStore: joinLimits(hashedCalls, tenantId, keyring),
    links: createLinkTokens(keyring),
    recoveries: recoveryLookUp(asking, tenantId),
    claims: claimStore(asking, tenantId),
    requests: resetRequestStore(statementByStatement(hashedCalls, tenantId), tenantId),
    transaction: transactionsOf(hashedCalls, tenantId, keyring),
    hashing,
    toAscii,
    newId: () => newId(),
    now,
  }
  return {
    askReset: (asked: AskedReset) => askReset(asked, deps),
    peekLink: (kind: RecoveryKind, token: string) => peekLink(kind, token, deps),
    resetPassword: (reset: PasswordReset, policy: NewPasswordPolicy) => resetPassword(reset, policy, deps),
    verifyEmail: (request: { token: string; clientNetwork: string }) => verifyEmail(request, deps),
    undoEmailChange: (request: { token: string; clientNetwork: string }) => undoEmailChange(request, deps),
  }
}

function limitsOf({ rateLimits, recoveriesPerClient, recoveriesPerAccount }: Config) {
  if (!rateLimits) return { limits: undefined, limit: undefined }
  return {
    limits: {
      perClient: { name: 'reset request by client', ...recoveriesPerClient },
      perAccount: { name: 'reset request by account', ...recoveriesPerAccount },
    },
    limit: { name: 'link by client', ...recoveriesPerClient },
  }
}
