import { sql } from 'kysely'
import type { DataRequest, DataRequestLookUp, DataRequestStore, NewDataRequest } from '../core/data-requests/data-request.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import { storedRow } from './stored-row.ts'
import type { Asking, Session } from './transaction.ts'

interface OfCustomer {
  readonly customerId: string
  readonly tenantId: string
}

interface Numbered extends OfCustomer {
  readonly number: number
}

export const dataRequestColumns = [
  'id',
  'number',
  'type',
  'status',
  'email',
  'message',
  'revoked_at as revokedAt',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const

const ownRequests = ({ customerId, tenantId }: OfCustomer) =>
  database.selectFrom('data_request').where('customer_id', '=', customerId).where('tenant_id', '=', tenantId)

const listRequests = statement((of: OfCustomer) =>
  ownRequests(of).select(dataRequestColumns).orderBy('number').$castTo<DataRequest>(),
)

const requestNumbered = statement((one: Numbered) =>
  ownRequests(one).select(dataRequestColumns).where('number', '=', one.number).$castTo<DataRequest>(),
)

const countRequests = statement((of: OfCustomer) => ownRequests(of).select(sql<number>`count(*)::integer`.as('total')))

const insertRequest = statement((request: NewDataRequest & OfCustomer) =>
  database
    .insertInto('data_request')
    .values({
      customer_id: request.customerId,
      id: request.id,
      tenant_id: request.tenantId,
      type: request.type,
      status: sql.lit('pending'),
      email: request.email,
      message: request.message,
      created_at: sql<Date>`now()`,
      updated_at: sql<Date>`now()`,
    })
    .returning(dataRequestColumns)
    .$castTo<DataRequest>(),
)

const revokeRequest = statement(({ customerId, tenantId, number }: Numbered) =>
  database
    .updateTable('data_request')
    .set({ status: sql.lit('revoked'), revoked_at: sql<Date>`now()`, updated_at: sql<Date>`now()` })
    .where('customer_id', '=', customerId)
    .where('tenant_id', '=', tenantId)
    .where('number', '=', number)
    .returning(dataRequestColumns)
    .$castTo<DataRequest>(),
)

const deleteRequest = statement(({ customerId, tenantId, number }: Numbered) =>
  database
    .deleteFrom('data_request')
    .where('customer_id', '=', customerId)
    .where('tenant_id', '=', tenantId)
    .where('number', '=', number),
)

/** What customers of one tenant wish about their data, read. */
export const dataRequestLookUp = (session: Asking, tenantId: string): DataRequestLookUp => ({
  list: (customerId) => session.run(listRequests({ customerId, tenantId })),
  async find(customerId, number) {
    const [request] = await session.run(requestNumbered({ customerId, tenantId, number }))
    return request
  },
})

/** As `dataRequestLookUp`, written. */
export const dataRequestStore = (session: Session, tenantId: string): DataRequestStore => ({
  ...dataRequestLookUp(session, tenantId),
  async count(customerId) {
    const [row] = await session.run(countRequests({ customerId, tenantId }))
    return row?.total ?? 0
  },
  async insert(customerId, request) {
    return storedRow(await session.run(insertRequest({ ...request, customerId, tenantId })))
  },
  async revoke(customerId, number) {
    return storedRow(await session.run(revokeRequest({ customerId, tenantId, number })))
  },
  async remove(customerId, number) {
    session.send(deleteRequest({ customerId, tenantId, number }))
  },
})
