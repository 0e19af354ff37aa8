/** Requests about one's own data. Source: docs/contracts/bagisto.md#811-gdpr-requests. */
export const gdprSdl = /* GraphQL */ `
  extend type Query {
    "By the id \`/api/shop/gdpr-requests/<number>\` or the number alone."
    gdprRequest(id: ID!): GdprRequest
    "The newest first."
    gdprRequests(
      first: Int
      last: Int
      before: String
      after: String
      sort: String
      order: String
    ): GdprRequestCursorConnection
  }

  extend type Mutation {
    "Takes an \`Idempotency-Key\`."
    createGdprRequest(input: createGdprRequestInput!): createGdprRequestPayload
    "Takes back a request that is pending or processing."
    revokeGdprRequest(input: revokeGdprRequestInput!): revokeGdprRequestPayload
    deleteGdprRequest(input: deleteGdprRequestInput!): deleteGdprRequestPayload
  }

  input createGdprRequestInput {
    "\`delete\` or \`update\`"
    type: String
    message: String
    clientMutationId: String
  }

  type createGdprRequestPayload {
    gdprRequest: createGdprRequestPayloadData
    clientMutationId: String
  }

  type createGdprRequestPayloadData implements Node {
    "\`/api/shop/gdpr-requests/<number>\`"
    id: ID!
    _id: Int!
    email: String!
    "\`pending\`, \`processing\`, \`approved\`, \`declined\` or \`revoked\`"
    status: String!
    "\`delete\` or \`update\`"
    type: String!
    message: String!
    revokedAt: String
    createdAt: String
    updatedAt: String
    successMessage: String
    customer: Customer
  }

  input revokeGdprRequestInput {
    id: ID!
    _id: String
    clientMutationId: String
  }

  type revokeGdprRequestPayload {
    gdprRequest: revokeGdprRequestPayloadData
    clientMutationId: String
  }

  type revokeGdprRequestPayloadData implements Node {
    id: ID!
    _id: Int!
    email: String!
    status: String!
    type: String!
    message: String!
    revokedAt: String
    createdAt: String
    updatedAt: String
    successMessage: String
    customer: Customer
  }

  input deleteGdprRequestInput {
    id: ID!
    clientMutationId: String
  }

  type deleteGdprRequestPayload {
    gdprRequest: GdprRequest
    clientMutationId: String
  }

  type GdprRequest implements Node {
    "\`/api/shop/gdpr-requests/<number>\`"
    id: ID!
    _id: Int!
    email: String!
    "\`pending\`, \`processing\`, \`approved\`, \`declined\` or \`revoked\`"
    status: String!
    "\`delete\` or \`update\`"
    type: String!
    message: String!
    revokedAt: String
    createdAt: String
    updatedAt: String
    successMessage: String
    customer: Customer
  }

  type GdprRequestCursorConnection {
    edges: [GdprRequestEdge]
    pageInfo: GdprRequestPageInfo!
    totalCount: Int!
  }

  type GdprRequestEdge {
    node: GdprRequest
    cursor: String!
  }

  type GdprRequestPageInfo {
    endCursor: String
    startCursor: String
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
  }
`
