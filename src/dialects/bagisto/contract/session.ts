/** Signing in and out, and what a forgotten password needs. Source: docs/contracts/bagisto.md#82-createcustomerlogin to #85-createforgotpassword. */
export const sessionSdl = /* GraphQL */ `
  extend type Mutation {
    "Signs in. Whether it worked is in \`success\`."
    createCustomerLogin(input: createCustomerLoginInput!): createCustomerLoginPayload
    "Whether the token of the \`Authorization\` header is good, and whose it is."
    createVerifyToken(input: createVerifyTokenInput!): createVerifyTokenPayload
    "Ends the token of the \`Authorization\` header."
    createLogout(input: createLogoutInput!): createLogoutPayload
    "Mails a link to set another password, if the address is known; the answer is the same if not."
    createForgotPassword(input: createForgotPasswordInput!): createForgotPasswordPayload
  }

  input createCustomerLoginInput {
    email: String!
    password: String!
    deviceToken: String
    clientMutationId: String
  }

  type createCustomerLoginPayload {
    customerLogin: createCustomerLoginPayloadData
    clientMutationId: String
  }

  type createCustomerLoginPayloadData implements Node {
    id: ID!
    "The customer's number; 0 when refused."
    _id: Int
    apiToken: String
    "The bearer token; empty when refused."
    token: String
    message: String
    success: Boolean
  }

  input createVerifyTokenInput {
    "Instead of the one in the header."
    token: String
    clientMutationId: String
  }

  type createVerifyTokenPayload {
    verifyToken: createVerifyTokenPayloadData
    clientMutationId: String
  }

  type createVerifyTokenPayloadData implements Node {
    id: ID!
    _id: Int
    firstName: String
    lastName: String
    email: String
    isValid: Boolean
    message: String
  }

  input createLogoutInput {
    "Gets no more push messages."
    deviceToken: String
    clientMutationId: String
  }

  type createLogoutPayload {
    logout: createLogoutPayloadData
    clientMutationId: String
  }

  type createLogoutPayloadData implements Node {
    id: ID!
    success: Boolean
    message: String
  }

  input createForgotPasswordInput {
    email: String!
    clientMutationId: String
  }

  type createForgotPasswordPayload {
    forgotPassword: createForgotPasswordPayloadData
    clientMutationId: String
  }

  type createForgotPasswordPayloadData implements Node {
    id: ID!
    success: Boolean
    message: String
  }
`
