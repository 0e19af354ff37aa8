import { sql } from 'kysely'
import type { Customer } from '../core/customers/customer.ts'
import type { Registration } from '../core/registration/registration.ts'
import type { WaitingRegistrationStore } from '../core/registration/waiting-registration.ts'
import { statement } from './statement.ts'
import type { Session } from './transaction.ts'

interface OfTenant {
  readonly tenantId: string
}

/** As JSON has it: of a customer who is not stored yet there is one instant. */
interface StoredRegistration extends Omit<Registration, 'customer'> {
  readonly customer: Omit<Customer, 'createdAt'> & { readonly createdAt: string }
}

const insertRegistration = statement(
  ({ tenantId, id, registration }: OfTenant & { id: string; registration: string }) => sql`
    insert into waiting_registration (tenant_id, id, registration) values (${tenantId}, ${id}, ${registration}::jsonb)`,
)

// By id, which grows with time.
const takeRegistration = statement(
  ({ tenantId }: OfTenant) => sql<{ registration: StoredRegistration }>`
    delete from waiting_registration where tenant_id = ${tenantId} and id = (
      select id from waiting_registration where tenant_id = ${tenantId} order by id limit 1 for update skip locked
    ) returning registration`,
)

/** Registrations of one tenant that were answered and are not resolved yet. */
export const waitingRegistrationStore = (session: Session, tenantId: string): WaitingRegistrationStore => ({
  async insert(registration) {
    session.send(insertRegistration({ tenantId, id: registration.customer.id, registration: JSON.stringify(registration) }))
  },
  async take() {
    const [row] = await session.run(takeRegistration({ tenantId }))
    if (!row) return undefined
    const { customer, ...rest } = row.registration
    return { ...rest, customer: { ...customer, createdAt: new Date(customer.createdAt) } }
  },
})
