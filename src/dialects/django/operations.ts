import { type TSchema, Type } from 'typebox'
import type { Operation, OperationAnswer, OperationParameter } from '../dialect.ts'
import { idempotencyKeyParameter } from '../repeating.ts'
import { djangoProfile } from './policy.ts'

const tag = 'Django REST customers API'
const mediaTypes = ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data']
const { maximumCharacters: maximum, address } = djangoProfile
const { maximumCharacters: longest } = address

const nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()])
const date = Type.String({ format: 'date', examples: ['1990-05-15'] })

const Address = Type.Object(
  {
    street_address: Type.String({ maxLength: longest.streetAddress }),
    postal_code: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
    city: Type.String({ maxLength: longest.city }),
    state: Type.String({ maxLength: longest.state }),
    country: Type.String({ minLength: address.shortestCountryName, maxLength: longest.country }),
  },
  { title: 'DjangoAddress' },
)

const profile = {
  email: Type.String({ format: 'email', maxLength: maximum.email }),
  first_name: Type.String({ maxLength: maximum.name }),
  last_name: Type.String({ maxLength: maximum.name }),
  slug: Type.String(),
  date_of_birth: nullable(date),
  address: nullable(Address),
}

export const Customer = Type.Object(
  { ...profile, last_purchase_date: nullable(Type.String({ format: 'date-time' })) },
  { title: 'DjangoCustomer' },
)

export const Registration = Type.Object(
  {
    email: profile.email,
    first_name: profile.first_name,
    last_name: profile.last_name,
    date_of_birth: Type.Optional(nullable(date)),
    password: Type.String({ minLength: 8, description: 'Not common, not all digits, not like a name.' }),
    password2: Type.String({ description: 'The same again.' }),
  },
  { title: 'DjangoRegistration' },
)

export const ProfileUpdate = Type.Object(
  {
    email: profile.email,
    first_name: Type.Optional(profile.first_name),
    last_name: Type.Optional(profile.last_name),
    date_of_birth: Type.Optional(nullable(date)),
    address: Type.Optional(Address),
  },
  { title: 'DjangoProfileUpdate', description: 'What is left out keeps its value.' },
)

const UpdatedProfile = Type.Object(profile, { title: 'DjangoProfile' })
const Tokens = Type.Object({ refresh: Type.String(), access: Type.String() }, { title: 'DjangoTokens' })
const Refreshed = Type.Object(
  { access: Type.String(), refresh: Type.Optional(Type.String({ description: 'With rotation on.' })) },
  { title: 'DjangoRefreshedTokens' },
)
const FieldErrors = Type.Object(
  {},
  { title: 'DjangoFieldErrors', description: 'A list of sentences for each field that is wrong.' },
)
const Detail = Type.Object({ detail: Type.String(), code: Type.Optional(Type.String()) }, { title: 'DjangoDetail' })

const json = (description: string, schema: TSchema): OperationAnswer => ({
  description,
  content: { mediaType: 'application/json', schema },
})
const invalid = json('Something in the body is wrong.', FieldErrors)
const notThem = json('The token, or login and password, are not good.', Detail)
const later = {
  429: json('Too many tries; `Retry-After` says when to come back.', Detail),
  503: json('Busy or without database; `Retry-After` says when to come back.', Detail),
}
const idParameter: OperationParameter = { name: 'id', in: 'path', required: true, schema: Type.Integer({ minimum: 1 }) }

export const register: Operation = {
  id: 'djangoRegister',
  method: 'POST',
  path: '/api/v1/customers/',
  tag,
  credential: 'none',
  summary: 'Register a customer',
  description: 'Repeat it with an `Idempotency-Key` header until it is answered: it is done once, and answered the same.',
  parameters: [idempotencyKeyParameter],
  body: { mediaTypes, schema: Registration },
  answers: {
    201: json('The customer.', Customer),
    400: invalid,
    409: json('A request with this `Idempotency-Key` is under way; `Retry-After` says when to come back.', Detail),
    422: json('The `Idempotency-Key` was used with another body.', Detail),
    ...later,
  },
}

const own = { path: '/api/v1/customers/{id}/', tag, credential: 'access_token', parameters: [idParameter] } as const
const ownAnswers = { 401: notThem, 403: json('Another customer.', Detail), 404: json('Nobody has this id.', Detail) }

export const ownCustomer: readonly Operation[] = [
  {
    ...own,
    id: 'djangoCustomer',
    method: 'GET',
    summary: 'Read one’s own profile',
    answers: { 200: json('The customer.', Customer), ...ownAnswers },
  },
  {
    ...own,
    id: 'djangoUpdate',
    method: 'PUT',
    summary: 'Change one’s own profile',
    description: 'Another address of a mailbox takes effect at once and ends all other sessions.',
    body: { mediaTypes, schema: ProfileUpdate },
    answers: { 200: json('The profile as it is now.', UpdatedProfile), 400: invalid, ...ownAnswers },
  },
  {
    ...own,
    id: 'djangoDeactivate',
    method: 'DELETE',
    summary: 'Deactivate one’s own account',
    answers: { 204: { description: 'Done; no token works any more.' }, ...ownAnswers },
  },
]

/** A path that takes one token and is answered with 200. */
const tokenCall = (call: Pick<Operation, 'id' | 'path' | 'summary'>, field: string, answer: OperationAnswer): Operation => ({
  ...call,
  method: 'POST',
  tag,
  credential: 'none',
  parameters: [],
  body: { mediaTypes, schema: Type.Object({ [field]: Type.String() }) },
  answers: { 200: answer, 400: invalid, 401: notThem },
})

const nothing = json('An empty object.', Type.Object({}))

export const tokenOperations = {
  obtain: {
    id: 'djangoSignIn',
    method: 'POST',
    path: '/auth/token/',
    tag,
    credential: 'none',
    summary: 'Sign in',
    parameters: [],
    body: { mediaTypes, schema: Type.Object({ email: Type.String(), password: Type.String() }, { title: 'DjangoSignIn' }) },
    answers: { 200: json('Both tokens.', Tokens), 400: invalid, 401: notThem, ...later },
  } satisfies Operation,
  refresh: tokenCall(
    { id: 'djangoRefresh', path: '/auth/token/refresh/', summary: 'Get another access token' },
    'refresh',
    json('The access token.', Refreshed),
  ),
  verify: tokenCall(
    { id: 'djangoVerify', path: '/auth/token/verify/', summary: 'Ask whether a token is good' },
    'token',
    nothing,
  ),
  blacklist: tokenCall({ id: 'djangoSignOut', path: '/auth/token/blacklist/', summary: 'Sign out' }, 'refresh', nothing),
} as const
