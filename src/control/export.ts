import type { Customer } from '../core/customers/customer.ts'
import type { OwnData } from '../core/disclosure/own-data.ts'
import type { PortableCustomer } from '../core/migration/portable-customer.ts'
import { encodeCustomer } from '../formats/patron/encode.ts'
import { propertiesOf } from './given.ts'
import { readTenantName } from './key-arguments.ts'
import { unknownTenant } from './keys.ts'
import type { StreamedCommands } from './socket-server.ts'
import { soleCustomer, unknownCustomer } from './sole-customer.ts'

export interface ExportOptions {
  readonly withHashes: boolean
}

/** Customers of one tenant. */
export interface ExportServices {
  findNamed(text: string): Promise<readonly Customer[]>
  /** Those who are not deleted, by ascending number. */
  everybody(options: ExportOptions): AsyncIterable<PortableCustomer>
  /** `undefined` when they are gone meanwhile. */
  one(id: string, options: ExportOptions): Promise<PortableCustomer | undefined>
  /** What is theirs to know beside that. */
  ownData(customer: Customer): Promise<OwnData>
}

export interface ExportDeps {
  /** @returns nothing where there is no tenant of this name; the installation's own where none is named */
  servicesOf(tenant: string | undefined): Promise<ExportServices | undefined>
}

/** Customers as lines, as docs/export-format.md has them, here or by a server that runs. */
export const exportCommands = (deps: ExportDeps) =>
  ({ export: (given) => inPieces(linesOf(given, deps)) }) satisfies Pick<StreamedCommands, 'export'>

async function* linesOf(given: unknown, { servicesOf }: ExportDeps): AsyncGenerator<string> {
  const tenant = readTenantName(given)
  const services = await servicesOf(tenant)
  if (!services) throw new Error(unknownTenant(tenant ?? ''))
  const { withHashes, customer: name } = propertiesOf(given)
  const options = { withHashes: withHashes === true }
  if (typeof name === 'string') yield await lineOf(name, options, services)
  else for await (const customer of services.everybody(options)) yield encodeCustomer(customer)
}

async function lineOf(name: string, options: ExportOptions, services: ExportServices): Promise<string> {
  // Of who was deleted nothing is left to be written.
  const named = (await services.findNamed(name)).filter(({ state }) => state !== 'deleted')
  const customer = soleCustomer(name, named)
  const own = await services.ownData(customer) // first: addresses that have no number get one as they are looked at
  const portable = await services.one(customer.id, options)
  if (!portable) throw new Error(unknownCustomer(name))
  const { sessions, devices, messages, events, emailChange } = own
  return encodeCustomer(portable, { sessions, devices, messages, events, emailChange })
}

// A line each would cost more to hand on than to make.
const leastPiece = 65_536

async function* inPieces(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = ''
  for await (const line of lines) {
    piece += line
    if (piece.length < leastPiece) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}
