/** The caller's own addresses. Source: docs/contracts/bagisto.md#89-addresses. */
export const addressesSdl = /* GraphQL */ `
  extend type Query {
    getCustomerAddresses(
      first: Int
      last: Int
      before: String
      after: String
      sort: String
      order: String
    ): GetCustomerAddressesCursorConnection
    "By the id \`/api/shop/customer-addresses/<number>\` or the number alone."
    customerAddress(id: ID!): CustomerAddress
  }

  extend type Mutation {
    "Without \`addressId\` adds an address; with it changes what is sent of that one. Takes an \`Idempotency-Key\`."
    createAddUpdateCustomerAddress(input: createAddUpdateCustomerAddressInput!): createAddUpdateCustomerAddressPayload
    "The payload holds the address as it was."
    createDeleteCustomerAddress(input: createDeleteCustomerAddressInput!): createDeleteCustomerAddressPayload
  }

  input createAddUpdateCustomerAddressInput {
    _id: Int
    "Absent: a new address."
    addressId: Int
    firstName: String
    lastName: String
    companyName: String
    vatId: String
    email: String
    phone: String
    address1: String
    address2: String
    "By its two letters."
    country: String
    "By its code, without the country's."
    state: String
    city: String
    postcode: String
    "True takes the mark from the others."
    defaultAddress: Boolean
    useForShipping: Boolean
    clientMutationId: String
  }

  type createAddUpdateCustomerAddressPayload {
    addUpdateCustomerAddress: createAddUpdateCustomerAddressPayloadData
    clientMutationId: String
  }

  type createAddUpdateCustomerAddressPayloadData implements Node {
    "The number, as text."
    id: ID!
    _id: Int
    addressId: Int
    firstName: String
    lastName: String
    companyName: String
    vatId: String
    email: String
    phone: String
    address1: String
    address2: String
    country: String
    state: String
    city: String
    postcode: String
    defaultAddress: Boolean
    useForShipping: Boolean
  }

  "Only \`addressId\` is looked at."
  input createDeleteCustomerAddressInput {
    _id: Int
    addressId: Int
    firstName: String
    lastName: String
    companyName: String
    vatId: String
    email: String
    phone: String
    address1: String
    address2: String
    country: String
    state: String
    city: String
    postcode: String
    defaultAddress: Boolean
    clientMutationId: String
  }

  type createDeleteCustomerAddressPayload {
    deleteCustomerAddress: createDeleteCustomerAddressPayloadData
    clientMutationId: String
  }

  type createDeleteCustomerAddressPayloadData implements Node {
    "The number, as text."
    id: ID!
    _id: Int
    addressId: Int
    firstName: String
    lastName: String
    companyName: String
    vatId: String
    email: String
    phone: String
    address1: String
    address2: String
    country: String
    state: String
    city: String
    postcode: String
    defaultAddress: Boolean
  }

  type GetCustomerAddressesCursorConnection {
    edges: [GetCustomerAddressesEdge]
    pageInfo: GetCustomerAddressesPageInfo!
    totalCount: Int!
  }

  type GetCustomerAddressesEdge {
    node: GetCustomerAddresses
    cursor: String!
  }

  type GetCustomerAddressesPageInfo {
    endCursor: String
    startCursor: String
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
  }

  type GetCustomerAddresses implements Node {
    "\`/api/shop/customer-addresses/<number>\`"
    id: ID!
    _id: Int!
    "Always \`customer\`."
    addressType: String!
    parentAddressId: String
    cartId: String
    orderId: String
    firstName: String!
    lastName: String!
    name: String
    gender: String
    companyName: String
    "Both lines, with a line break between them."
    address: String!
    city: String!
    state: String
    country: String
    postcode: String
    email: String
    phone: String
    vatId: String
    defaultAddress: Boolean!
    useForShipping: Boolean!
    additional: String
    createdAt: String
    updatedAt: String
  }

  type CustomerAddress implements Node {
    "\`/api/shop/customer-addresses/<number>\`"
    id: ID!
    _id: Int!
    "Always \`customer\`."
    addressType: String!
    parentAddressId: String
    cartId: String
    orderId: String
    firstName: String!
    lastName: String!
    name: String
    gender: String
    companyName: String
    "Both lines, with a line break between them."
    address: String!
    address1: String
    address2: String
    city: String!
    state: String
    country: String
    postcode: String
    email: String
    phone: String
    vatId: String
    defaultAddress: Boolean!
    useForShipping: Boolean!
    additional: String
    createdAt: String
    updatedAt: String
  }
`
