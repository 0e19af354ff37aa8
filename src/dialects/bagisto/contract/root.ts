/** What the parts below extend. Source: docs/contracts/bagisto.md#8-operations. */
export const rootSdl = /* GraphQL */ `
  "Whatever has an id of its own."
  interface Node {
    id: ID!
  }

  type Query {
    "One of the caller's own things, or a country, by its id."
    node(id: ID!): Node
  }

  type Mutation
`
