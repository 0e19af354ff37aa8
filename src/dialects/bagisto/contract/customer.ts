/** Registration, and the customer it makes. Source: docs/contracts/bagisto.md#81-createcustomer-registration. */
export const customerSdl = /* GraphQL */ `
  extend type Query {
    "The caller, by the id \`/api/shop/customers/<number>\` or the number alone."
    customer(id: ID!): Customer
  }

  extend type Mutation {
    "Registers a customer. The answer holds the token that further requests send as \`Authorization: Bearer <token>\`. Takes an \`Idempotency-Key\`."
    createCustomer(input: createCustomerInput!): createCustomerPayload
    "Changes the caller's own account; \`createCustomerProfileUpdate\` is the usual way."
    updateCustomer(input: updateCustomerInput!): updateCustomerPayload
    "Deletes the caller's own account; \`createCustomerProfileDelete\` is the usual way."
    deleteCustomer(input: deleteCustomerInput!): deleteCustomerPayload
  }

  input createCustomerInput {
    firstName: String!
    lastName: String!
    "Required, and nobody else's."
    email: String
    "Required; at least 8 characters."
    password: String
    "The password once more."
    confirmPassword: String
    "Digits only."
    phone: String
    "Male, Female or Other."
    gender: String
    "MM/DD/YYYY or YYYY-MM-DD."
    dateOfBirth: String
    subscribedToNewsLetter: Boolean
    "What a push message to this device is sent to."
    deviceToken: String
    "Accepted from everyone, and without effect."
    status: String
    "Accepted from everyone, and without effect."
    isVerified: String
    "Accepted from everyone, and without effect."
    isSuspended: String
    "Comes back in the payload."
    clientMutationId: String
  }

  type createCustomerPayload {
    customer: Customer
    clientMutationId: String
  }

  type Customer implements Node {
    "\`/api/shop/customers/<number>\`"
    id: ID!
    _id: Int!
    firstName: String!
    lastName: String!
    "Both names, each with its first letter in upper case."
    name: String
    email: String
    phone: String
    gender: String
    "YYYY-MM-DD"
    dateOfBirth: String
    "\`1\` active, \`0\` not."
    status: String!
    "\`1\` or \`0\`"
    isVerified: String!
    "\`1\` or \`0\`"
    isSuspended: String!
    subscribedToNewsLetter: Boolean!
    "The bearer token; only in the answer to the registration."
    token: String
    "Opens nothing."
    apiToken: String
    deviceToken: String
    customerGroupId: String
    channelId: String
    rememberToken: String
  }

  input updateCustomerInput {
    "The caller's own."
    id: ID!
    firstName: String
    lastName: String
    gender: String
    dateOfBirth: String
    email: String
    phone: String
    status: String
    password: String
    confirmPassword: String
    subscribedToNewsLetter: Boolean
    isVerified: String
    isSuspended: String
    deviceToken: String
    clientMutationId: String
  }

  type updateCustomerPayload {
    customer: Customer
    clientMutationId: String
  }

  input deleteCustomerInput {
    "The caller's own."
    id: ID!
    clientMutationId: String
  }

  type deleteCustomerPayload {
    customer: Customer
    clientMutationId: String
  }
`
