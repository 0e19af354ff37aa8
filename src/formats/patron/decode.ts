import { Pointer } from 'typebox/schema'
import type { IncomingCustomer, Place, Rejected } from '../../core/migration/incoming.ts'
import type { PortableCustomer } from '../../core/migration/portable-customer.ts'
import { schemaCheck } from '../../schemas/schema-check.ts'
import { formatMark, Line } from './schema.ts'
import { fromWire } from './wire.ts'

const line = schemaCheck(Line)

/**
 * Reads what `encodeCustomer` writes: a customer, or why it is none. A member that the format does not have is a fault, since it
 * would be lost.
 *
 * @param wire  the line, as JSON has it
 * @source docs/export-format.md
 */
export function decodeCustomer(wire: object, place: Place): IncomingCustomer | Rejected {
  const rejected = (field: string | null, reason: string): Rejected => ({ kind: 'rejected', place, field, reason })
  const mark: unknown = Reflect.get(wire, 'format')
  if (mark !== formatMark) return rejected('format', `Only ${formatMark} is read here.`)
  const fault = faultIn(wire)
  return fault ? rejected(...fault) : { kind: 'customer', place, ...customerOf(wire) }
}

function customerOf(wire: object): Omit<IncomingCustomer, 'kind' | 'place'> {
  const {
    profile,
    passwordHash,
    addresses = [],
    ...rest
  } = fromWire(Line, wire) as Partial<PortableCustomer> &
    Pick<IncomingCustomer, 'profile' | 'addresses'> & { format: string; disclosed?: unknown }
  const { format: _format, disclosed: _disclosed, ...beside } = rest
  const key = String(profile.id ?? profile.number ?? profile.email)
  return { key, profile, ...(passwordHash !== undefined && { passwordHash }), beside, addresses }
}

/** The first fault: which member has it, and what is accepted there. The value is not told: it may be a secret. */
function faultIn(wire: object): readonly [field: string | null, reason: string] | undefined {
  if (line.accepts(wire)) return isBase64(wire.image) ? undefined : ['image', 'Accepted is bytes in Base64.']
  const [error] = line.errors(wire, 1)
  if (!error) return [null, `This is no ${formatMark}.`]
  const { keyword, instancePath, params } = error
  const field = instancePath === '' ? null : instancePath.slice(1).replaceAll('/', '.')
  if (keyword === 'boolean') return [field, 'The format has no such member.']
  if (keyword === 'required') return [field, `Missing: ${params.requiredProperties.join(', ')}.`]
  const meant: unknown = Pointer.Get(Line, `${error.schemaPath.slice(1)}/title`)
  return [field, typeof meant === 'string' ? `Accepted is ${meant}.` : `It ${error.message}.`]
}

const isBase64 = (image: unknown): boolean =>
  typeof image !== 'string' || Buffer.from(image, 'base64').toString('base64') === image
