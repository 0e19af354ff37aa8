import { bearerWords } from '../bearer.ts'
import { readAddress } from '../calls/addresses.ts'
import { readRequest } from '../calls/data-requests.ts'
import { readProfile } from '../calls/profile.ts'
import type { ShopContext } from '../context.ts'
import { countryNode, countryStateNode } from '../countries/resolvers.ts'
import { wireCustomer, wireProfile } from '../encode.ts'
import { wireAddress } from '../encode-address.ts'
import { wireDataRequest } from '../encode-data-request.ts'
import { numberIn } from '../iri.ts'

type Reader = (number: number, id: string, context: ShopContext) => Promise<object | null>

async function own<Wire>(number: number, context: ShopContext, wire: (context: Awaited<ReturnType<typeof readProfile>>) => Wire) {
  const customer = await readProfile(context, bearerWords.readProfile)
  return customer.number === number ? wire(customer) : null
}

/** By the part of the id that names what it is. */
const readers: Readonly<Record<string, Reader>> = {
  customers: (number, _id, context) => own(number, context, (customer) => wireCustomer(customer)),
  'customer-profiles': (number, _id, context) =>
    own(number, context, (customer) => wireProfile(customer, context.imageUrl(customer))),
  'customer-addresses': async (number, _id, context) => wireAddress(await readAddress(number, context), 'CustomerAddress'),
  'gdpr-requests': async (number, _id, context) => wireDataRequest(await readRequest(number, context), 'GdprRequest'),
  countries: (_number, id, context) => countryNode(id, context),
  'country-states': (_number, id) => countryStateNode(id),
}

/** One of the caller's own things, or a country or a part of one; `null` for everything else. */
export async function nodeOf(id: string, context: ShopContext): Promise<object | null> {
  for (const [collection, read] of Object.entries(readers)) {
    const number = id.startsWith('/') ? numberIn(collection, id) : undefined
    if (number !== undefined) return read(number, id, context)
  }
  return null
}
