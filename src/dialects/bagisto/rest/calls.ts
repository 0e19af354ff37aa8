import type { BookAddress } from '../../../core/addresses/address-book.ts'
import type { WireAnswer, WireRequest } from '../../dialect.ts'
import { bearerWords, requireBearer } from '../bearer.ts'
import { deleteAddress, listAddresses, readAddress, saveAddress } from '../calls/addresses.ts'
import { deleteRequest, listRequests, type OwnRequest, raiseRequest, readRequest, revokeRequest } from '../calls/data-requests.ts'
import { subscribe } from '../calls/newsletter.ts'
import { changeProfile, readProfile } from '../calls/profile.ts'
import { register } from '../calls/registration.ts'
import { forgotPassword, logIn, logOut, verifyToken } from '../calls/session.ts'
import type { ShopContext } from '../context.ts'
import { wireProfile, wireUpdatedProfile } from '../encode.ts'
import { raised } from '../encode-data-request.ts'
import { iri, numberIn } from '../iri.ts'
import { ordered, type Sorting } from '../list-order.ts'
import { jsonAnswer, nothing } from './answers.ts'
import { restAddress, restChangedAddress, restCustomer, restDataRequest, restProfile, restUpdatedProfile } from './encode.ts'
import { page } from './page.ts'
import { readBody, readInput } from './read-body.ts'

/** One call of the REST twin. Source: docs/contracts/bagisto.md#9-rest-twin. */
export type RestCall = (request: WireRequest, context: ShopContext) => Promise<WireAnswer>

const registrationTexts = [
  ...(['firstName', 'lastName', 'email', 'password', 'confirmPassword', 'phone', 'gender', 'dateOfBirth'] as const),
  ...(['deviceToken', 'status', 'isVerified', 'isSuspended'] as const),
] as const

const profileTexts = [
  ...(['firstName', 'lastName', 'email', 'phone', 'gender', 'dateOfBirth'] as const),
  ...(['currentPassword', 'password', 'newPassword', 'confirmPassword', 'image'] as const),
  ...(['status', 'isVerified', 'isSuspended'] as const),
] as const

const addressTexts = [
  ...(['firstName', 'lastName', 'companyName', 'vatId', 'email', 'phone'] as const),
  ...(['address1', 'address2', 'country', 'state', 'city', 'postcode'] as const),
] as const

export const registerOverRest: RestCall = async (request, context) => {
  const input = readInput(readBody(request), registrationTexts, ['subscribedToNewsLetter'])
  const customer = await register(input, 'POST /api/shop/customers', context)
  return jsonAnswer(201, restCustomer(customer), { location: customer.id })
}

export const logInOverRest: RestCall = async (request, context) => {
  const { _id, ...told } = await logIn(readInput(readBody(request), ['email', 'password', 'deviceToken']), context)
  return jsonAnswer(201, { id: _id, _id, ...told })
}

export const logOutOverRest: RestCall = async (request, context) => {
  const { deviceToken } = readInput(readBody(request), ['deviceToken'])
  return jsonAnswer(201, await logOut(deviceToken, context))
}

export const verifyTokenOverRest: RestCall = async (_request, context) => {
  const { _id: id, ...told } = await verifyToken(context)
  return jsonAnswer(201, { id, ...told })
}

export const forgotPasswordOverRest: RestCall = async (request, context) =>
  jsonAnswer(201, await forgotPassword(readInput(readBody(request), ['email']).email, context))

export const readProfileOverRest: RestCall = async (_request, context) => {
  const customer = await readProfile(context, bearerWords.readProfileOverRest)
  return jsonAnswer(200, [restProfile(wireProfile(customer, context.imageUrl(customer)))])
}

/** Whatever number stands in the path, it is the caller's own profile. */
export const changeProfileOverRest: RestCall = async (request, context) => {
  const input = readInput(readBody(request), profileTexts, ['subscribedToNewsLetter', 'deleteImage'])
  const customer = await changeProfile(input, context)
  return jsonAnswer(200, restUpdatedProfile(wireUpdatedProfile(customer, context.imageUrl(customer))))
}

/** Answers and deletes nothing, as published; the account is deleted over GraphQL (docs/decisions/0025). */
export const deleteProfileOverRest: RestCall = async (_request, { caller }) => {
  await requireBearer(caller, bearerWords.changeProfile)
  return jsonAnswer(201, [])
}

export const listAddressesOverRest: RestCall = async (request, context) =>
  page(ordered(await listAddresses(context), sortingIn(request), 'asc').map(restAddress), request)

export const createAddressOverRest: RestCall = async (request, context) => {
  const tell = (address: BookAddress) =>
    jsonAnswer(201, restChangedAddress(address), { location: iri('customer-addresses', address.number) })
  return saveAddress(addressIn(request), null, { call: 'POST /api/shop/customer-addresses', tell }, context)
}

export const readAddressOverRest: RestCall = async (request, context) =>
  jsonAnswer(200, restAddress(await readAddress(numberAt('customer-addresses', request), context)))

export const changeAddressOverRest: RestCall = async (request, context) => {
  const number = numberAt('customer-addresses', request) ?? 0
  const tell = (address: BookAddress) => jsonAnswer(200, restChangedAddress(address))
  return saveAddress(addressIn(request), number, { call: `PUT /api/shop/customer-addresses/${number}`, tell }, context)
}

export const deleteAddressOverRest: RestCall = async (request, context) => {
  await deleteAddress(numberAt('customer-addresses', request) ?? 0, context)
  return nothing
}

export const subscribeOverRest: RestCall = async (request, context) =>
  subscribe(
    readInput(readBody(request), ['customerEmail']),
    { call: 'POST /api/shop/newsletters', tell: (told) => jsonAnswer(201, told) },
    context,
  )

/** Newest first. */
export const listRequestsOverRest: RestCall = async (request, context) =>
  page(
    ordered(await listRequests(context), sortingIn(request), 'desc').map((own) => restDataRequest(own)),
    request,
  )

export const raiseRequestOverRest: RestCall = async (request, context) => {
  const tell = (own: OwnRequest) =>
    jsonAnswer(201, restDataRequest(own, raised), { location: iri('gdpr-requests', own.request.number) })
  const input = readInput(readBody(request), ['type', 'message'])
  return raiseRequest(input, { call: 'POST /api/shop/gdpr-requests', tell }, context)
}

export const readRequestOverRest: RestCall = async (request, context) =>
  jsonAnswer(200, restDataRequest(await readRequest(numberAt('gdpr-requests', request), context)))

export const revokeRequestOverRest: RestCall = async (request, context) =>
  jsonAnswer(200, restDataRequest(await revokeRequest(numberAt('gdpr-requests', request), context)))

export const deleteRequestOverRest: RestCall = async (request, context) => {
  await deleteRequest(numberAt('gdpr-requests', request), context)
  return nothing
}

const sortingIn = ({ query }: WireRequest): Sorting => ({ sort: query.get('sort'), order: query.get('order') })

const addressIn = (request: WireRequest) => readInput(readBody(request), addressTexts, ['defaultAddress', 'useForShipping'])

/** The number behind the name of the collection. */
const numberAt = (collection: string, { path }: WireRequest): number | undefined =>
  numberIn(collection, new RegExp(`/${collection}/([^/]*)`).exec(path)?.[1] ?? '')
