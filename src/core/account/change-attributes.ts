import { Trouble } from '../../violations/trouble.ts'
import {
  type AttributeChange,
  type AttributesOutcome,
  type CustomAttribute,
  type CustomAttributeStore,
  reviewAttributes,
  storeAttributes,
} from '../customers/custom-attributes.ts'
import type { CustomerStore } from '../customers/customer.ts'
import type { CustomerLookUp } from '../customers/find-customer.ts'
import type { EventStore } from '../outbox/event.ts'
import type { TenantSettings } from '../tenants/settings.ts'

export interface ChangeAttributesStores {
  readonly customers: Pick<CustomerStore, 'lock' | 'noteChange'>
  readonly customAttributes: CustomAttributeStore
  readonly events: EventStore
}

export interface ChangeAttributesDeps {
  readonly settings: Pick<TenantSettings, 'customAttributes'>
  transaction(work: (stores: ChangeAttributesStores) => Promise<AttributesOutcome>): Promise<AttributesOutcome>
  newId(): string
  now(): Date
}

export interface AttributesChange {
  readonly customerId: string
  readonly attributes: readonly AttributeChange[]
  /** The program that asks, by its key. */
  readonly changedBy: string
}

/**
 * Sets and takes away custom attributes, whatever state the customer is in; what is not named stays. One event tells of it,
 * unless everything was so already.
 *
 * @returns all attributes the customer has now, or at least one violation
 * @throws Trouble `no_such_customer`, also for a deleted one
 * @source docs/service-api.md#custom-attributes
 */
export async function changeAttributes(change: AttributesChange, deps: ChangeAttributesDeps): Promise<AttributesOutcome> {
  const { customerId, attributes, changedBy } = change
  return deps.transaction(async ({ customers, customAttributes, events }) => {
    const customer = await customers.lock(customerId)
    if (!customer || customer.state === 'deleted') throw new Trouble({ code: 'no_such_customer' })
    const violations = reviewAttributes(attributes, deps.settings)
    if (violations.length > 0) return { ok: false, violations }
    const stored = await storeAttributes(customerId, attributes, customAttributes)
    if (!stored.ok || !stored.isChange) return stored
    const occurredAt = deps.now()
    await customers.noteChange(customerId, { modifiedBy: changedBy, modifiedAt: occurredAt })
    const event = { id: deps.newId(), customerId, occurredAt, personal: null }
    await events.append({ ...event, type: 'customer.updated', facts: { changed: 'customAttributes' } })
    return stored
  })
}

export interface ReadAttributesDeps {
  readonly customers: Pick<CustomerLookUp, 'withId'>
  readonly customAttributes: Pick<CustomAttributeStore, 'of'>
}

/**
 * What the shop keeps of a customer; nothing of a deleted one.
 *
 * @throws Trouble `no_such_customer`
 */
export async function readAttributes(customerId: string, deps: ReadAttributesDeps): Promise<readonly CustomAttribute[]> {
  if (!(await deps.customers.withId(customerId))) throw new Trouble({ code: 'no_such_customer' })
  return deps.customAttributes.of(customerId)
}
