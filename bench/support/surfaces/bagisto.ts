import { mutation } from '../../../test/support/graphql-over-wire.ts'
import { graphqlRequest } from '../graphql-request.ts'
import { storefrontKey } from './shop-tenant.ts'
import { bearer, bodyOf, type Call, type Json, keyed, type Person, type Reading, type Session, type Surface } from './surface.ts'

const head = (...further: readonly string[]) => ({ further: [`x-storefront-key: ${storefrontKey}`, ...further] })

const registration = ({ email, firstName, lastName, password }: Person) => ({
  ...{ email, firstName, lastName, password, confirmPassword: password },
  subscribedToNewsLetter: true,
  deviceToken: `device-of-${email}`,
})

interface GraphqlError {
  readonly message: string
  readonly extensions?: { readonly code?: string; readonly retryAfter?: number }
}

const comeBack = new Set(['SERVICE_UNAVAILABLE', 'IDEMPOTENCY_KEY_IN_USE'])
const taken = 'The email has already been taken.'
const notSignedIn = new Set(['Unauthenticated. Please login to perform this action', 'Invalid or expired token'])

/** Every result is 200; of an error its message and code say what it is. */
const byResult =
  <Value>(value: (data: Json) => Value | undefined): Call<Value>['read'] =>
  (answer): Reading<Value> => {
    if (answer.status !== 200) return { kind: 'other' }
    const { data, errors } = bodyOf(answer) as { data?: Json; errors?: readonly GraphqlError[] }
    const [error] = errors ?? []
    const found = error ? undefined : value(data ?? {})
    if (found !== undefined) return { kind: 'done', value: found }
    if (!error || notSignedIn.has(error.message)) return { kind: 'refused' }
    if (error.message === taken) return { kind: 'taken' }
    const { code = '', retryAfter } = error.extensions ?? {}
    return comeBack.has(code) && retryAfter !== undefined ? { kind: 'later', seconds: retryAfter } : { kind: 'other' }
  }

/** The payload of a mutation. */
const payloadIn = (data: Json, name: string, type: string): Json => ((data[name] as Json)[type] ?? {}) as Json

const sessionIn = ({ _id, token }: Json): Session => ({ id: String(_id), token: String(token) })

/** Over GraphQL. @source docs/contracts/bagisto.md */
export const bagisto: Surface = {
  name: 'Bagisto GraphQL',
  addresses: { quotes: true, blanks: false },
  consentsGiven: 1,
  welcomes: true,
  register: (person, idempotencyKey) => ({
    request: graphqlRequest(
      { query: mutation('createCustomer', 'customer { _id email token }'), variables: { input: registration(person) } },
      head(...keyed(idempotencyKey)),
    ),
    read: byResult((data) => sessionIn(payloadIn(data, 'createCustomer', 'customer'))),
  }),
  signIn: ({ email, password }) => ({
    request: graphqlRequest(
      {
        query: mutation('createCustomerLogin', 'customerLogin { _id token success }'),
        variables: { input: { email, password } },
      },
      head(),
    ),
    read: byResult((data) => {
      const login = payloadIn(data, 'createCustomerLogin', 'customerLogin')
      return login['success'] === true ? sessionIn(login) : undefined
    }),
  }),
  readLastName: ({ token }) => ({
    request: graphqlRequest({ query: '{ readCustomerProfile { lastName } }' }, head(bearer(token))),
    read: byResult(({ readCustomerProfile }) => String((readCustomerProfile as Json)['lastName'])),
  }),
  changeLastName: ({ token }, _person, lastName) => ({
    request: graphqlRequest(
      {
        query: mutation('createCustomerProfileUpdate', 'customerProfileUpdate { lastName }'),
        variables: { input: { lastName } },
      },
      head(bearer(token)),
    ),
    read: byResult((data) => String(payloadIn(data, 'createCustomerProfileUpdate', 'customerProfileUpdate')['lastName'])),
  }),
  askReset: (email) => ({
    request: graphqlRequest(
      { query: mutation('createForgotPassword', 'forgotPassword { success }'), variables: { input: { email } } },
      head(),
    ),
    read: byResult((data) => payloadIn(data, 'createForgotPassword', 'forgotPassword')['success'] === true || undefined),
  }),
}
