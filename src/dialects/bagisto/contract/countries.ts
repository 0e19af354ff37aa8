/** Countries and their parts, for address forms. Source: docs/contracts/bagisto.md#10-what-the-shipped-clients-send. */
export const countriesSdl = /* GraphQL */ `
  extend type Query {
    "By the id \`/api/shop/countries/<number>\` or the number alone."
    country(id: ID!): Country
    "In the order of their names; at most 300 at a time."
    countries(first: Int, last: Int, before: String, after: String): CountryCursorConnection
    "The parts of a country, by the country's number; at most 300 at a time."
    countryStates(countryId: Int!, first: Int, last: Int, after: String, before: String): CountryStateCursorConnection
  }

  type Country implements Node {
    "\`/api/shop/countries/<number>\`"
    id: ID!
    "The number of ISO 3166-1."
    _id: Int!
    "The two letters of ISO 3166-1."
    code: String!
    "In the language of \`X-LOCALE\` where it is German, else in English."
    name: String!
    states(first: Int, last: Int, before: String, after: String): CountryStateCursorConnection
  }

  type CountryCursorConnection {
    edges: [CountryEdge]
    pageInfo: CountryPageInfo!
    totalCount: Int!
  }

  type CountryEdge {
    node: Country
    cursor: String!
  }

  type CountryPageInfo {
    endCursor: String
    startCursor: String
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
  }

  "A state, province or whatever else a country is divided into first."
  type CountryState implements Node {
    "\`/api/shop/country-states/<number>\`"
    id: ID!
    _id: Int!
    countryId: String
    countryCode: String
    "The code of ISO 3166-2 without the country's."
    code: String
    defaultName: String
  }

  type CountryStateCursorConnection {
    edges: [CountryStateEdge]
    pageInfo: CountryStatePageInfo!
    totalCount: Int!
  }

  type CountryStateEdge {
    node: CountryState
    cursor: String!
  }

  type CountryStatePageInfo {
    endCursor: String
    startCursor: String
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
  }
`
