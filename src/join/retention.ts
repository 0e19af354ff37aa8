import { v7 as newId } from 'uuid'
import type { Keyring } from '../adapters/secrets/keyring.ts'
import type { Config } from '../config/config.ts'
import type { ErasureLedger } from '../core/erasure/erasure.ts'
import { forgetUnverified } from '../core/retention/forget-unverified.ts'
import type { Outlived, Removed, RetentionTerms } from '../core/retention/term.ts'
import type { Tenant } from '../core/tenants/tenant.ts'
import type { Engine } from '../storage/engine.ts'
import { unledgeredStore } from '../storage/erasures.ts'
import { outlivedRows } from '../storage/expiry.ts'
import { tenantsThatForget } from '../storage/tenants.ts'
import { databaseTime } from '../storage/time.ts'
import { statementByStatement } from '../storage/transaction.ts'
import { unclaimedAccounts } from '../storage/unclaimed-accounts.ts'
import { transactionsOf } from './stores.ts'

export interface RetentionParts {
  readonly engine: Engine
  readonly config: Pick<Config, 'keepSessionsDays' | 'keepMessagesDays' | 'keepEventDetailsDays'>
  keyring(): Promise<Keyring>
  ledger(): Promise<ErasureLedger>
}

// A run is over within seconds, so that a server that stops does not wait for it.
const accountsAtOnce = 50

export const termsOf = (config: RetentionParts['config']): RetentionTerms => ({
  sessionDays: config.keepSessionsDays,
  messageDays: config.keepMessagesDays,
  eventDetailsDays: config.keepEventDetailsDays,
})

/** What has outlived its time on this database: told, and removed. */
export function joinRetention({ engine, config, keyring, ledger }: RetentionParts) {
  const rows = outlivedRows(engine)
  const terms = termsOf(config)
  const accountsOf = (tenantId: string) => unclaimedAccounts(statementByStatement(engine, tenantId), tenantId)

  /** Erases some accounts of the tenant, one after the other. */
  const forgetSomeOf = async ({ id: tenantId, settings }: Tenant): Promise<Removed> => {
    const days = settings.unverifiedAccountDays
    const now = await databaseTime(engine)
    const deps = {
      ...{ tenantId, days, ledger: await ledger(), transaction: transactionsOf(engine, tenantId, await keyring()) },
      ...{ newId: () => newId(), now: () => now },
      unledgered: unledgeredStore(statementByStatement(engine, tenantId), tenantId),
    }
    const some = await accountsOf(tenantId).some(days, accountsAtOnce)
    let count = 0
    for (const customerId of some) if (await forgetUnverified(customerId, deps)) count += 1
    return { removed: listed(tenantId, count), isMore: count > 0 && some.length === accountsAtOnce }
  }
  const removing = {
    removeSome: () => rows.removeSome(terms),
    /** Some of each tenant that wants it, so that none waits for the others. */
    async forgetSome(): Promise<Removed> {
      const removed: Outlived[] = []
      let isMore = false
      for (const tenant of await tenantsThatForget(engine)) {
        const some = await forgetSomeOf(tenant)
        removed.push(...some.removed)
        isMore ||= some.isMore
      }
      return { removed, isMore }
    },
  }
  return {
    /** What would go now. */
    async count(): Promise<readonly Outlived[]> {
      const found: Outlived[] = []
      for (const { id, settings } of await tenantsThatForget(engine))
        found.push(...listed(id, await accountsOf(id).count(settings.unverifiedAccountDays)))
      return [...found, ...(await rows.count(terms))]
    },
    ...removing,
    /** Removes all of it, some at a time. */
    removeAll: async (): Promise<readonly Outlived[]> => [
      ...(await untilNothingIsLeft(removing.forgetSome)),
      ...(await untilNothingIsLeft(removing.removeSome)),
    ],
  }
}

const listed = (tenantId: string, count: number): readonly Outlived[] =>
  count === 0 ? [] : [{ tenantId, kind: 'unverified_accounts', count }]

async function untilNothingIsLeft(removeSome: () => Promise<Removed>): Promise<readonly Outlived[]> {
  const gone: Outlived[] = []
  for (let isMore = true; isMore; ) {
    const some = await removeSome()
    gone.push(...some.removed)
    isMore = some.isMore
  }
  return gone
}
