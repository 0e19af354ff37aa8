import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { DeviceStore } from '../core/devices/device.ts'
import { statement } from './statement.ts'
import type { Session } from './transaction.ts'

const putDevice = statement(
  (device: { customerId: string; digest: Uint8Array; token: string; tenantId: string }) => sql`
    insert into device (customer_id, digest, tenant_id, token, added_at)
    values (${device.customerId}, ${device.digest}, ${device.tenantId}, ${device.token}, now())
    on conflict (customer_id, digest) do update set added_at = now()`,
)
const removeDevice = statement(
  (device: { customerId: string; digest: Uint8Array; tenantId: string }) => sql`
    delete from device where customer_id = ${device.customerId} and digest = ${device.digest} and tenant_id = ${device.tenantId}`,
)
const digestOf = (token: string): Uint8Array => createHash('sha256').update(token).digest()

export const deviceStore = (session: Session, tenantId: string): DeviceStore => ({
  async put(customerId, token) {
    session.send(putDevice({ customerId, token, tenantId, digest: digestOf(token) }))
  },
  async remove(customerId, token) {
    session.send(removeDevice({ customerId, tenantId, digest: digestOf(token) }))
  },
})
