import { v7 as newId } from 'uuid'
import { todayIn } from '../adapters/clock/today.ts'
import { countryCodes } from '../adapters/reference/countries.ts'
import { endOtherSessions, endSession, forgetDevice } from '../core/account/end-sessions.ts'
import type { PasswordProof } from '../core/account/prove-password.ts'
import { tellOwnData } from '../core/disclosure/own-data.ts'
import { cancelDeletion, type PlannedWish, planDeletion } from '../core/erasure/planned-deletion.ts'
import type { Tenant } from '../core/tenants/tenant.ts'
import { ownDataLookUp } from '../storage/own-data.ts'
import { plannedDeletionLookUp } from '../storage/planned-deletions.ts'
import { lookingUp } from '../storage/transaction.ts'
import { joinOwnData } from './own-data.ts'
import { joinProving } from './proving.ts'
import type { CoreParts } from './registration.ts'
import { transactionsOf } from './stores.ts'

/** What customers see and do in their own account on our pages, beside what storefronts know of. */
export function joinOwnAccount(parts: CoreParts, tenant: Tenant) {
  const { id: tenantId, settings } = tenant
  const asking = lookingUp(parts.engine, tenantId)
  const own = ownDataLookUp(asking, tenantId)
  const ending = { transaction: transactionsOf(parts.engine, tenantId, parts.keyring) }
  const proving = joinProving(parts, tenant)
  const planning = {
    ...proving,
    ...ending,
    now: parts.now,
    newId: () => newId(),
    afterDays: settings.deletionDelayDays,
    dayOf: (at: Date) => todayIn(settings.timeZone, at),
  }
  const plans = plannedDeletionLookUp(asking, tenantId)
  const telling = { ...proving, ...joinOwnData(asking, tenantId) }
  return {
    countryCodes,
    sessionsOf: (customerId: string) => own.sessionsOf(customerId),
    devicesOf: (customerId: string) => own.devicesOf(customerId),
    endSession: (customerId: string, sessionId: string) => endSession(customerId, sessionId, ending),
    endOtherSessions: (customerId: string, sessionId: string) => endOtherSessions(customerId, sessionId, ending),
    forgetDevice: (customerId: string, deviceId: string) => forgetDevice(customerId, deviceId, ending),
    plannedDeletion: (customerId: string) => plans.find(customerId),
    planDeletion: (wish: PlannedWish) => planDeletion(wish, planning),
    cancelDeletion: (customerId: string) => cancelDeletion(customerId, planning),
    tellOwnData: (proof: PasswordProof) => tellOwnData(proof, telling),
  }
}
