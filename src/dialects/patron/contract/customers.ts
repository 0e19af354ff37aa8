import { Type } from 'typebox'
import { longestAttribute, mostAttributes } from '../../../core/customers/custom-attributes.ts'
import { describe } from '../operation.ts'
import { closed, Instant, json, nullable, refusals, Uuid } from './common.ts'

const Address = Type.Object(
  {
    streetAddress: Type.String(),
    postcode: Type.String(),
    city: Type.String(),
    state: Type.String(),
    country: Type.String({ description: 'An ISO 3166 code of two letters, or as the customer typed it.' }),
    kind: nullable(Type.String({ description: 'What it is for, `HOME` for instance.' })),
  },
  { title: 'Address' },
)

const LivingCustomer = Type.Object(
  {
    id: Uuid,
    number: Type.Integer({ description: 'What the contracts show as `user_id` or `_id`.' }),
    state: Type.Enum(['active', 'suspended', 'deactivated']),
    email: Type.String(),
    emailVerifiedAt: nullable(Instant),
    username: nullable(Type.String({ description: 'Null: they sign in with their e-mail address.' })),
    externalId: nullable(Type.String({ description: 'What another system of yours calls the customer.' })),
    title: nullable(Type.String()),
    firstName: Type.String(),
    lastName: Type.String(),
    displayName: nullable(Type.String()),
    slug: Type.String(),
    dateOfBirth: nullable(Type.String({ format: 'date' })),
    gender: nullable(Type.String()),
    nationality: nullable(Type.String({ description: 'An ISO 3166 code of two letters.' })),
    phone: nullable(Type.String()),
    mobile: nullable(Type.String()),
    address: nullable(Address),
    customerType: nullable(Type.String({ description: 'One of those the tenant has, `VIP` for instance.' })),
    currency: nullable(Type.String({ description: 'An ISO 4217 code.' })),
    referralCode: nullable(Type.String({ description: 'What others can be told to name when they register.' })),
    subscribedToNewsletter: Type.Boolean(),
    isVendor: Type.Boolean(),
    lastPurchaseAt: nullable(Instant),
    productsBoughtCount: Type.Integer({ description: 'Distinct products.' }),
    totalUnitsBought: Type.Integer(),
    productsBought: Type.Array(Type.String()),
    redeemedVouchers: Type.Array(Type.String()),
    lastSignInAt: nullable(Instant),
    createdAt: Instant,
    createdBy: nullable(
      Type.String({ description: 'A key, a member of the staff or a customer, by their ids; null: not noted.' }),
    ),
    modifiedAt: nullable(Instant),
    modifiedBy: nullable(Type.String({ description: 'As `createdBy`.' })),
  },
  { title: 'LivingCustomer' },
)

/** Nothing personal is left of a deleted one. */
const DeletedCustomer = Type.Object(
  { id: Uuid, number: Type.Integer(), state: Type.Literal('deleted') },
  { title: 'DeletedCustomer' },
)

export const Customer = Type.Union([LivingCustomer, DeletedCustomer], { title: 'Customer' })

const tag = 'Customers'
const pathParameters = Type.Object({ id: Uuid }, closed)
const one = { tag, credential: 'service_key', pathParameters, path: '/patron/v1/customers/{id}' } as const

export const Names = Type.Object(
  {
    number: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
    email: Type.Optional(Type.String({ minLength: 1, maxLength: 1000, pattern: '^[^\\p{Cc}\\p{Cs}]*$' })),
    externalId: Type.Optional(Type.String({ minLength: 1, maxLength: 1000, pattern: '^[^\\0\\p{Cs}]*$' })),
    username: Type.Optional(Type.String({ minLength: 1, maxLength: 1000, pattern: '^[^\\p{Cc}\\p{Cs}]*$' })),
  },
  { ...closed, minProperties: 1, maxProperties: 1 },
)

export const findCustomer = describe({
  id: 'findCustomer',
  method: 'GET',
  path: '/patron/v1/customers',
  tag,
  credential: 'service_key',
  summary: 'Find a customer by what they are called',
  description:
    'By exactly one of the parameters. An address finds its mailbox in whatever spelling, a username its customer in whatever case, and an external id is compared exactly. Where several customers share an address or an external id, the oldest active one is answered.',
  query: Names,
  answers: { 200: json('The customer.', Customer), ...refusals(404) },
})

export const getCustomer = describe({
  ...one,
  id: 'getCustomer',
  method: 'GET',
  summary: 'Get a customer',
  answers: { 200: json('The customer; of a deleted one id, number and state.', Customer), ...refusals(404) },
})

export const changeCustomer = describe({
  ...one,
  id: 'changeCustomer',
  method: 'PATCH',
  summary: 'Say whether a customer is a vendor',
  body: Type.Object({ isVendor: Type.Boolean() }, closed),
  answers: { 200: json('The customer as they are now.', Customer), ...refusals(404, 415) },
})

const attributeName = `^(?!\\s)[^\\0\\p{Cs}]{1,${longestAttribute.name}}(?<!\\s)$`

/** One schema and no choice of two, so that what is wrong with a value is told once. */
const AttributeValue = Type.Unsafe<string | null>({
  type: ['string', 'null'],
  maxLength: longestAttribute.value,
  pattern: '^[^\\0\\p{Cs}]*$',
})

export const CustomAttributes = Type.Object(
  { attributes: Type.Record(Type.String(), Type.String(), { examples: [{ no_ads: 'true' }] }) },
  { title: 'CustomAttributes' },
)

export const readAttributes = describe({
  ...one,
  id: 'readCustomAttributes',
  method: 'GET',
  path: '/patron/v1/customers/{id}/attributes',
  summary: 'What the shop keeps of a customer under names of its own',
  answers: { 200: json('Every attribute by its name; none of a deleted customer.', CustomAttributes), ...refusals(404) },
})

export const changeAttributes = describe({
  ...one,
  id: 'changeCustomAttributes',
  method: 'PATCH',
  path: '/patron/v1/customers/{id}/attributes',
  summary: 'Set and take away custom attributes',
  description: `Null takes an attribute away, and what is not named stays. A customer has ${mostAttributes} at most. A tenant that declares its attributes takes no others, and each as it is declared. Suspended and deactivated customers are taken, too.`,
  body: Type.Object(
    {
      attributes: Type.Record(Type.String({ pattern: attributeName }), AttributeValue, {
        ...closed,
        maxProperties: 2 * mostAttributes,
        examples: [{ no_ads: 'true', beta: null }],
      }),
    },
    closed,
  ),
  answers: { 200: json('Every attribute the customer has now.', CustomAttributes), ...refusals(404, 415, 422) },
})

export const suspendCustomer = describe({
  ...one,
  id: 'suspendCustomer',
  method: 'POST',
  path: '/patron/v1/customers/{id}/suspend',
  summary: 'Suspend a customer',
  description: 'Every session ends, no token of the customer works any more, and nobody signs in. Asking twice changes nothing.',
  answers: { 200: json('The suspended customer.', Customer), ...refusals(404) },
})

export const reinstateCustomer = describe({
  ...one,
  id: 'reinstateCustomer',
  method: 'POST',
  path: '/patron/v1/customers/{id}/reinstate',
  summary: 'Reinstate a suspended or deactivated customer',
  description: 'They sign in anew; sessions do not come back. Asking twice changes nothing.',
  answers: { 200: json('The active customer.', Customer), ...refusals(404) },
})

export const eraseCustomer = describe({
  ...one,
  id: 'eraseCustomer',
  method: 'DELETE',
  summary: 'Erase a customer',
  description:
    'For good: everything personal goes, the names become free, id and number stay. It is entered in the erasure ledger before it is answered, so that a restored backup does not bring the customer back. Asking twice changes nothing.',
  answers: { 204: { description: 'Erased, now or before.' }, ...refusals(404) },
})
