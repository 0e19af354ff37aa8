import type { Customer } from '../core/customers/customer.ts'
import { emailKey } from '../core/customers/email-key.ts'
import type { CustomerSearch } from '../core/customers/locate-customer.ts'
import type { OwnData } from '../core/disclosure/own-data.ts'
import type { PortableCustomer } from '../core/migration/portable-customer.ts'
import { canBeNumber } from '../core/tenants/numbered.ts'
import { isUuid } from '../core/tenants/uuid.ts'
import { encodeCustomer } from '../formats/patron/encode.ts'
import { readTenantName } from './key-arguments.ts'
import { unknownTenant } from './keys.ts'
import type { StreamedCommands } from './socket-server.ts'

export interface ExportOptions {
  readonly withHashes: boolean
}

/** Customers of one tenant, and how they are found. */
export interface ExportServices {
  readonly search: CustomerSearch
  toAscii(domain: string): string
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
  const options = { withHashes: property(given, 'withHashes') === true }
  const name = property(given, 'customer')
  if (typeof name === 'string') yield await lineOf(name, options, services)
  else for await (const customer of services.everybody(options)) yield encodeCustomer(customer)
}

async function lineOf(name: string, options: ExportOptions, services: ExportServices): Promise<string> {
  const customer = await customerNamed(name, services)
  const own = await services.ownData(customer) // first: addresses that have no number get one as they are looked at
  const portable = await services.one(customer.id, options)
  if (!portable) throw new Error(unknownCustomer(name))
  const { sessions, devices, messages, events, emailChange } = own
  return encodeCustomer(portable, { sessions, devices, messages, events, emailChange })
}

/** @throws an error where nobody is called so, or several are: nobody is told what is somebody else's */
async function customerNamed(name: string, services: ExportServices): Promise<Customer> {
  const found = (await candidates(name.trim(), services)).filter(({ state }) => state !== 'deleted')
  const [customer, ...others] = found
  if (!customer) throw new Error(unknownCustomer(name))
  if (others.length === 0) return customer
  throw new Error(`${found.length} customers have the address ${name}. Name one by id: ${found.map(({ id }) => id).join(', ')}`)
}

async function candidates(name: string, { search, toAscii }: ExportServices): Promise<readonly Customer[]> {
  if (isUuid(name.toLowerCase())) return listed(await search.withId(name.toLowerCase()))
  if (/^\d+$/.test(name)) {
    const number = Number(name)
    return canBeNumber(number) ? listed(await search.holding({ kind: 'number', value: String(number) })) : []
  }
  const key = emailKey(name, toAscii)
  return key === null ? [] : search.withMailbox(key)
}

const listed = (customer: Customer | undefined): readonly Customer[] => (customer ? [customer] : [])

const unknownCustomer = (name: string): string =>
  `There is no customer ${name}. A customer is named by id, number or e-mail address.`

const property = (given: unknown, name: string): unknown =>
  typeof given === 'object' && given !== null ? Reflect.get(given, name) : undefined

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
