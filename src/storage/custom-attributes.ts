import { sql } from 'kysely'
import type { CustomAttribute, CustomAttributeStore } from '../core/customers/custom-attributes.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import type { Asking } from './transaction.ts'

interface OfCustomer {
  readonly customerId: string
  readonly tenantId: string
}

const attributesOf = statement(({ customerId, tenantId }: OfCustomer) =>
  database
    .selectFrom('custom_attributes')
    .select('attributes')
    .where('customer_id', '=', customerId)
    .where('tenant_id', '=', tenantId)
    .$castTo<{ attributes: readonly CustomAttribute[] }>(),
)

const putAttributes = statement(
  ({ customerId, tenantId, attributes }: OfCustomer & { attributes: string }) => sql`
    insert into custom_attributes (customer_id, tenant_id, attributes)
    values (${customerId}, ${tenantId}, ${attributes}::jsonb)
    on conflict (customer_id) do update set attributes = excluded.attributes`,
)

/** What shops keep of customers under names of their own, of one tenant. */
export const customAttributeStore = (session: Asking, tenantId: string): CustomAttributeStore => ({
  async of(customerId) {
    const [row] = await session.run(attributesOf({ customerId, tenantId }))
    return row?.attributes ?? []
  },
  async replace(customerId, attributes) {
    await session.run(putAttributes({ customerId, tenantId, attributes: JSON.stringify(attributes) }))
  },
})
