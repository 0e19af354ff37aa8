/** The newsletter, under both of its names. Source: docs/contracts/bagisto.md#810-newsletter. */
export const newsletterSdl = /* GraphQL */ `
  extend type Mutation {
    "Takes an \`Idempotency-Key\`."
    createNewsletter(input: createNewsletterInput!): createNewsletterPayload
    "\`createNewsletter\` by another name."
    createNewsletterSubscription(input: createNewsletterSubscriptionInput!): createNewsletterSubscriptionPayload
  }

  input createNewsletterInput {
    _id: String
    customerEmail: String
    clientMutationId: String
  }

  type createNewsletterPayload {
    newsletter: createNewsletterPayloadData
    clientMutationId: String
  }

  type createNewsletterPayloadData implements Node {
    id: ID!
    success: Boolean!
    message: String!
  }

  input createNewsletterSubscriptionInput {
    _id: String
    customerEmail: String
    clientMutationId: String
  }

  type createNewsletterSubscriptionPayload {
    newsletterSubscription: createNewsletterPayloadData
    clientMutationId: String
  }
`
