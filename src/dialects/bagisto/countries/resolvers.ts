import { type ConnectionArguments, connection } from '../graphql/connection.ts'
import type { Resolvers } from '../graphql/execute.ts'
import { iri, numberIn } from '../iri.ts'
import { type Country, type CountryPart, countriesIn, findPart, partsOf } from './country-list.ts'

/** What these resolvers ask of their context. */
export interface Locality {
  /** `X-LOCALE` as sent. */
  readonly locale: string | undefined
}

// Address forms ask for all of them at once.
const bounds = { usual: 10, most: 300 }

/**
 * Countries and their parts; null for one there is not, and no parts.
 *
 * @source docs/contracts/bagisto.md#10-what-the-shipped-clients-send
 */
export const countryResolvers = {
  country: ({ id }: { id: string }, context: Locality) => countryNode(id, context),
  countries: async (sent: ConnectionArguments, { locale }: Locality) =>
    connection((await countriesIn(locale)).map(wireCountry), sent, bounds),
  countryStates: async ({ countryId, ...sent }: ConnectionArguments & { countryId: number }) => {
    const country = (await countriesIn(undefined)).find(({ number }) => number === countryId)
    return country ? statesOf(country, sent) : connection([], sent, bounds)
  },
} satisfies Resolvers<Locality>

/** The country of this id, or null. */
export async function countryNode(id: string, { locale }: Locality) {
  const asked = numberIn('countries', id)
  const country = (await countriesIn(locale)).find(({ number }) => number === asked)
  return country ? wireCountry(country) : null
}

/** The part of a country of this id, or null. */
export async function countryStateNode(id: string) {
  const part = await findPart(numberIn('country-states', id) ?? 0)
  const country = part && (await countriesIn(undefined)).find(({ code }) => code === part.countryCode)
  return country ? wireState(part, country) : null
}

const wireCountry = (country: Country) => ({
  __typename: 'Country',
  id: iri('countries', country.number),
  _id: country.number,
  code: country.code,
  name: country.name,
  states: (sent: ConnectionArguments) => statesOf(country, sent),
})

const statesOf = async (country: Country, sent: ConnectionArguments) =>
  connection(
    (await partsOf(country.code)).map((part) => wireState(part, country)),
    sent,
    bounds,
  )

const wireState = (part: CountryPart, country: Country) => ({
  __typename: 'CountryState',
  id: iri('country-states', part.number),
  _id: part.number,
  countryId: String(country.number),
  countryCode: part.countryCode,
  code: part.code,
  defaultName: part.name,
})
