import { isUuid } from '../../core/tenants/uuid.ts'

const uuidBytes = 16

/** The 16 bytes of a UUID. @throws TypeError for what is none */
export function bytesOf(uuid: string): Buffer {
  if (!isUuid(uuid)) throw new TypeError('a link names what it stands for by UUIDs')
  return Buffer.from(uuid.replaceAll('-', ''), 'hex')
}

/** The UUID at this place among several that stand one after the other. */
export const uuidAt = (place: number, ids: Buffer): string =>
  ids.toString('hex', place * uuidBytes, (place + 1) * uuidBytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
