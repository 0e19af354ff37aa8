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

  """
  What creates something takes an \`Idempotency-Key\` header: repeated with the same input it is done once and answered the same,
  for 24 hours. Each field of a document is looked at by itself.
  """
  type Mutation
`
