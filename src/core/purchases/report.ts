import { Trouble } from '../../violations/trouble.ts'
import type { Violation } from '../../violations/violation.ts'
import type { Customer, CustomerStore } from '../customers/customer.ts'
import type { EventStore } from '../outbox/event.ts'
import type { Recorded } from './purchase.ts'

/** How it went: `isNew` is false for what was recorded before. */
export type ReportOutcome<Report> =
  | { readonly ok: true; readonly isNew: boolean; readonly recorded: Recorded<Report> }
  | { readonly ok: false; readonly violations: readonly Violation[] }

export interface ReportStores {
  readonly customers: Pick<CustomerStore, 'lock'>
  readonly events: EventStore
}

export interface ReportDeps<Stores extends ReportStores, Report> {
  transaction(work: (stores: Stores) => Promise<ReportOutcome<Report>>): Promise<ReportOutcome<Report>>
  newId(): string
  now(): Date
}

const aDayInMilliseconds = 86_400_000

/** Refuses times further ahead than a day, which no mistaken time zone explains. */
export const notAhead = (field: 'purchasedAt' | 'redeemedAt', instant: Date, now: Date): readonly Violation[] =>
  instant.getTime() > now.getTime() + aDayInMilliseconds ? [{ code: 'in_the_future', field }] : []

/**
 * The customer something is reported of; nobody else changes them until the transaction ends. Suspended and deactivated
 * ones are taken, since what they bought before is reported later.
 *
 * @throws Trouble `no_such_customer`, also for a deleted one
 */
export async function lockReported(customerId: string, customers: ReportStores['customers']): Promise<Customer> {
  const customer = await customers.lock(customerId)
  if (!customer || customer.state === 'deleted') throw new Trouble({ code: 'no_such_customer' })
  return customer
}

/**
 * What stands under a used reference, if it is the same report.
 *
 * @throws Trouble `reference_reused` when it is another
 */
export function sameAgain<Report extends object>(
  report: Report,
  recorded: Recorded<Report> | undefined,
): ReportOutcome<Report> & { ok: true } {
  const isSame =
    recorded !== undefined && Object.entries(report).every(([name, value]) => isEqual(value, recorded[name as keyof Report]))
  if (!isSame) throw new Trouble({ code: 'reference_reused' })
  return { ok: true, isNew: false, recorded }
}

const isEqual = (one: unknown, other: unknown): boolean =>
  one instanceof Date && other instanceof Date ? one.getTime() === other.getTime() : one === other
