import { sql } from 'kysely'
import type { DeviceLookUp, DeviceStore } from '../core/devices/device.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import type { Asking, Session } from './transaction.ts'

interface OfCustomer {
  readonly customerId: string
  readonly tenantId: string
}

interface Device extends OfCustomer {
  readonly token: string
}

const digestOf = (token: string) => sql<Uint8Array>`sha256(convert_to(${token}, 'UTF8'))`

const putDevice = statement(
  ({ customerId, tenantId, token }: Device) => sql`
    insert into device (customer_id, digest, tenant_id, token, added_at)
    values (${customerId}, ${digestOf(token)}, ${tenantId}, ${token}, now())
    on conflict (customer_id, digest) do update set added_at = excluded.added_at`,
)

// 20 with the one that was just put, which stays whatever the others' times are.
const removeOldest = statement(
  ({ customerId, tenantId, token }: Device) => sql`
    delete from device where customer_id = ${customerId} and tenant_id = ${tenantId} and digest in (
      select d.digest from device d
      where d.customer_id = ${customerId} and d.tenant_id = ${tenantId} and d.digest <> ${digestOf(token)}
      order by d.added_at desc, d.digest offset 19)`,
)

const removeDevice = statement(
  ({ customerId, tenantId, token }: Device) => sql`
    delete from device where customer_id = ${customerId} and digest = ${digestOf(token)} and tenant_id = ${tenantId}`,
)

const forgetDevice = statement(
  ({ customerId, tenantId, id }: OfCustomer & { id: string }) => sql`
    delete from device where customer_id = ${customerId} and digest = decode(${id}, 'hex') and tenant_id = ${tenantId}`,
)

const tokensOf = statement(({ customerId, tenantId }: OfCustomer) =>
  database
    .selectFrom('device')
    .select('token')
    .where('customer_id', '=', customerId)
    .where('tenant_id', '=', tenantId)
    .orderBy('added_at', 'desc')
    .orderBy('digest'),
)

/** Devices of customers of one tenant, written. */
export const deviceStore = (session: Session, tenantId: string): DeviceStore => ({
  async put(customerId, token) {
    session.send(putDevice({ customerId, tenantId, token }))
    session.send(removeOldest({ customerId, tenantId, token }))
  },
  async remove(customerId, token) {
    session.send(removeDevice({ customerId, tenantId, token }))
  },
  async forget(customerId, id) {
    session.send(forgetDevice({ customerId, tenantId, id }))
  },
})

/** As `deviceStore`, read. */
export const deviceLookUp = (session: Asking, tenantId: string): DeviceLookUp => ({
  async of(customerId) {
    const rows = await session.run(tokensOf({ customerId, tenantId }))
    return rows.map(({ token }) => token)
  },
})
