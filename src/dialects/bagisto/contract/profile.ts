/** The caller's own profile: read, changed, deleted. Source: docs/contracts/bagisto.md#86-readcustomerprofile to #88-createcustomerprofiledelete. */
export const profileSdl = /* GraphQL */ `
  extend type Query {
    "The profile of whoever the token belongs to; \`id\` is not looked at."
    readCustomerProfile(id: ID): CustomerProfile
  }

  extend type Mutation {
    "Changes what is sent and leaves the rest, the password included."
    createCustomerProfileUpdate(input: createCustomerProfileUpdateInput!): createCustomerProfileUpdatePayload
    "Deletes the account, for good."
    createCustomerProfileDelete(input: createCustomerProfileDeleteInput!): createCustomerProfileDeletePayload
  }

  type CustomerProfile implements Node {
    "\`/api/shop/customer_profiles/<number>\`"
    id: ID!
    _id: String
    firstName: String
    lastName: String
    email: String
    "Empty when there is none, as are \`gender\` and \`dateOfBirth\`."
    phone: String
    gender: String
    "YYYY-MM-DD"
    dateOfBirth: String
    status: String
    subscribedToNewsLetter: Boolean
    "\`1\` or \`0\`"
    isVerified: String
    "\`1\` or \`0\`"
    isSuspended: String
    "Its address."
    image: String
    success: Boolean
    message: String
  }

  input createCustomerProfileUpdateInput {
    "The caller's own number, if sent at all."
    _id: String
    id: ID
    firstName: String
    lastName: String
    "Another address is used at once and has to be verified again."
    email: String
    phone: String
    gender: String
    "MM/DD/YYYY or YYYY-MM-DD."
    dateOfBirth: String
    "Needed to change the password."
    currentPassword: String
    "The new password."
    password: String
    "As \`password\`."
    newPassword: String
    "The new password once more."
    confirmPassword: String
    subscribedToNewsLetter: Boolean
    "\`data:image/<type>;base64,…\`: PNG, JPEG or WebP, 5 MiB at most."
    image: String
    "Removes the image."
    deleteImage: Boolean
    "Without effect, as are the four below."
    status: String
    isVerified: String
    isSuspended: String
    success: Boolean
    message: String
    clientMutationId: String
  }

  type createCustomerProfileUpdatePayload {
    customerProfileUpdate: createCustomerProfileUpdatePayloadData
    clientMutationId: String
  }

  type createCustomerProfileUpdatePayloadData implements Node {
    "\`/api/shop/customer_profile_updates/<number>\`"
    id: ID!
    _id: String
    firstName: String
    lastName: String
    email: String
    phone: String
    gender: String
    dateOfBirth: String
    "\`1\` or \`0\`"
    status: String
    subscribedToNewsLetter: Boolean
    "\`true\` or \`false\`, as text."
    isVerified: String
    "\`true\` or \`false\`, as text."
    isSuspended: String
    image: String
    success: Boolean
    message: String
  }

  "Nothing in it is needed."
  input createCustomerProfileDeleteInput {
    _id: String
    password: String
    firstName: String
    lastName: String
    email: String
    phone: String
    gender: String
    dateOfBirth: String
    currentPassword: String
    confirmPassword: String
    status: String
    subscribedToNewsLetter: Boolean
    isVerified: String
    isSuspended: String
    image: String
    deleteImage: Boolean
    success: Boolean
    message: String
    clientMutationId: String
  }

  type createCustomerProfileDeletePayload {
    customerProfileDelete: CustomerProfileDelete
    clientMutationId: String
  }

  type CustomerProfileDelete implements Node {
    id: ID!
    _id: String
    success: Boolean
    message: String
    token: String
    firstName: String
    lastName: String
    email: String
    phone: String
    gender: String
    dateOfBirth: String
    "Always null."
    password: String
    "Always null."
    confirmPassword: String
    status: String
    subscribedToNewsLetter: Boolean
    isVerified: String
    isSuspended: String
  }
`
