import type { GraphQLResolveInfo } from 'graphql'
import type { BookAddress } from '../../../core/addresses/address-book.ts'
import { Trouble } from '../../../violations/trouble.ts'
import { bearerWords } from '../bearer.ts'
import { deleteAddress, listAddresses, readAddress, saveAddress } from '../calls/addresses.ts'
import {
  deleteRequest,
  listRequests,
  type OwnRequest,
  type RequestInput,
  raiseRequest,
  readRequest,
  revokeRequest,
} from '../calls/data-requests.ts'
import { type SubscriptionInput, subscribe } from '../calls/newsletter.ts'
import { changeProfile, deleteProfile, readProfile, requireOwn } from '../calls/profile.ts'
import { register } from '../calls/registration.ts'
import { forgotPassword, logIn, logOut, opaqueId, type Told, verifyToken } from '../calls/session.ts'
import type { ShopContext } from '../context.ts'
import type { AddressInput, LoginInput, ProfileInput, RegistrationInput, SentText } from '../contract/input.ts'
import { countryResolvers } from '../countries/resolvers.ts'
import { wireCustomer, wireProfile, wireUpdatedProfile } from '../encode.ts'
import { wireAddress, wireChangedAddress } from '../encode-address.ts'
import { deleted, raised, wireDataRequest } from '../encode-data-request.ts'
import { iri, numberIn } from '../iri.ts'
import { ordered, type Sorting } from '../list-order.ts'
import { troubleWordsOf } from '../refusals.ts'
import { type ConnectionArguments, connection } from './connection.ts'
import type { Resolvers } from './execute.ts'
import { nodeOf } from './node.ts'
import { Refusal } from './refusal.ts'
import { selectsBelow } from './selected-fields.ts'

/** What every mutation takes. */
interface Sent<Input> {
  readonly input: Input & { readonly clientMutationId?: SentText }
}

/** The payload of a mutation: what it made, and the caller's own mark on it. */
const payload = <Name extends string, Value>(name: Name, value: Value, { input }: Sent<object>) => ({
  [name]: value,
  clientMutationId: input.clientMutationId ?? null,
})

/**
 * The root fields of the shop API.
 *
 * @source docs/contracts/bagisto.md#8-operations
 */
export const resolvers = {
  ...countryResolvers,
  node: ({ id }: { id: string }, context: ShopContext) => nodeOf(id, context),

  createCustomer: async (sent: Sent<RegistrationInput>, context: ShopContext) => {
    const call = context.numbered('createCustomer') // before it may be refused, so that the next one has its own
    context.admit('registration')
    return payload('customer', await register(sent.input, call, context), sent)
  },

  createCustomerLogin: async (sent: Sent<LoginInput>, context: ShopContext) => {
    context.admit('sign_in')
    return payload('customerLogin', { ...typed('createCustomerLoginPayloadData'), ...(await logIn(sent.input, context)) }, sent)
  },

  createVerifyToken: async (sent: Sent<object>, context: ShopContext) =>
    payload('verifyToken', { ...typed('createVerifyTokenPayloadData'), ...(await verifyToken(context)) }, sent),

  createLogout: async (sent: Sent<{ readonly deviceToken?: SentText }>, context: ShopContext) =>
    payload('logout', { ...typed('createLogoutPayloadData'), ...(await logOut(sent.input.deviceToken, context)) }, sent),

  createForgotPassword: async (sent: Sent<{ readonly email: string }>, context: ShopContext) => {
    const told = await forgotPassword(sent.input.email, context)
    return payload('forgotPassword', { ...typed('createForgotPasswordPayloadData'), ...told }, sent)
  },

  readCustomerProfile: async (_sent: object, context: ShopContext) => {
    const customer = await readProfile(context, bearerWords.readProfile)
    return wireProfile(customer, context.imageUrl(customer))
  },

  createCustomerProfileUpdate: async (sent: Sent<ProfileInput>, context: ShopContext) => {
    const customer = await changeProfile(sent.input, context)
    return payload('customerProfileUpdate', wireUpdatedProfile(customer, context.imageUrl(customer)), sent)
  },

  createCustomerProfileDelete: async (sent: Sent<ProfileInput>, context: ShopContext, info: GraphQLResolveInfo) => {
    const { number } = await deleteProfile(sent.input, context)
    // Null, as published, for whoever asks only for what was published; the mobile app asks for more.
    const asksForMore = selectsBelow(info, 'customerProfileDelete', ['success', 'message'])
    return payload('customerProfileDelete', asksForMore ? deletedProfile(number) : null, sent)
  },

  customer: async ({ id }: { id: string }, context: ShopContext) => {
    const customer = await readProfile(context, bearerWords.readProfile)
    return numberIn('customers', id) === customer.number ? wireCustomer(customer) : null
  },

  updateCustomer: async (sent: Sent<ProfileInput>, context: ShopContext) =>
    payload('customer', wireCustomer(await changeProfile(sent.input, context)), sent),

  deleteCustomer: async (sent: Sent<{ readonly id: string }>, context: ShopContext) => {
    requireOwn(await readProfile(context, bearerWords.changeProfile), sent.input)
    return payload('customer', wireCustomer(await deleteProfile({}, context)), sent)
  },

  getCustomerAddresses: async (sent: ConnectionArguments & Sorting, context: ShopContext) => {
    const list = ordered(await listAddresses(context), sent, 'asc')
    return connection(
      list.map((address) => wireAddress(address, 'GetCustomerAddresses')),
      sent,
    )
  },

  customerAddress: async ({ id }: { id: string }, context: ShopContext) =>
    wireAddress(await item(readAddress(numberIn('customer-addresses', id), context)), 'CustomerAddress'),

  createAddUpdateCustomerAddress: async (
    sent: Sent<AddressInput & { readonly addressId?: number | null }>,
    context: ShopContext,
  ) => {
    const tell = (address: BookAddress) => wireChangedAddress(address, 'createAddUpdateCustomerAddressPayloadData')
    const creating = { call: context.numbered('createAddUpdateCustomerAddress'), tell }
    const address = await saveAddress(sent.input, sent.input.addressId ?? null, creating, context)
    return payload('addUpdateCustomerAddress', address, sent)
  },

  createDeleteCustomerAddress: async (sent: Sent<{ readonly addressId?: number | null }>, context: ShopContext) => {
    const address = await deleteAddress(sent.input.addressId, context)
    return payload('deleteCustomerAddress', wireChangedAddress(address, 'createDeleteCustomerAddressPayloadData'), sent)
  },

  createNewsletter: async (sent: Sent<SubscriptionInput>, context: ShopContext) => {
    const creating = { call: context.numbered('createNewsletter'), tell: wireSubscription }
    return payload('newsletter', await subscribe(sent.input, creating, context), sent)
  },

  createNewsletterSubscription: async (sent: Sent<SubscriptionInput>, context: ShopContext) => {
    const creating = { call: context.numbered('createNewsletterSubscription'), tell: wireSubscription }
    return payload('newsletterSubscription', await subscribe(sent.input, creating, context), sent)
  },

  gdprRequests: async (sent: ConnectionArguments & Sorting, context: ShopContext) => {
    const list = ordered(await listRequests(context), sent, 'desc')
    return connection(
      list.map((request) => wireDataRequest(request, 'GdprRequest')),
      sent,
    )
  },

  gdprRequest: async ({ id }: { id: string }, context: ShopContext) =>
    wireDataRequest(await item(readRequest(numberIn('gdpr-requests', id), context)), 'GdprRequest'),

  createGdprRequest: async (sent: Sent<RequestInput>, context: ShopContext) => {
    const tell = (request: OwnRequest) => wireDataRequest(request, 'createGdprRequestPayloadData', raised)
    const creating = { call: context.numbered('createGdprRequest'), tell }
    return payload('gdprRequest', await raiseRequest(sent.input, creating, context), sent)
  },

  revokeGdprRequest: async (sent: Sent<{ readonly id: string }>, context: ShopContext) => {
    const request = await revokeRequest(numberIn('gdpr-requests', sent.input.id), context)
    return payload('gdprRequest', wireDataRequest(request, 'revokeGdprRequestPayloadData'), sent)
  },

  deleteGdprRequest: async (sent: Sent<{ readonly id: string }>, context: ShopContext) => {
    const request = await deleteRequest(numberIn('gdpr-requests', sent.input.id), context)
    return payload('gdprRequest', wireDataRequest(request, 'GdprRequest', deleted), sent)
  },
} satisfies Resolvers<ShopContext>

/** What a query of one thing says where there is none: as of a malformed request, with a status. */
const item = <Value>(value: Promise<Value>): Promise<Value> =>
  value.catch((error: unknown) => {
    const isMissing = error instanceof Trouble && isNotFound.has(error.value.code)
    throw isMissing ? new Refusal(troubleWordsOf(error.value).message, { status: 400 }) : error
  })
const isNotFound: ReadonlySet<string> = new Set(['no_such_address', 'no_such_data_request'])

/** What has no id of its own. */
const typed = <Name extends string>(typeName: Name) => ({ __typename: typeName, id: opaqueId() })

const wireSubscription = (told: Told) => ({ ...typed('createNewsletterPayloadData'), ...told })

const deletedProfile = (number: number) => ({
  __typename: 'CustomerProfileDelete',
  id: iri('customer_profile_deletes', number),
  _id: String(number),
  success: true,
  message: 'Customer account deleted successfully',
})
