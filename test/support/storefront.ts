import assert from 'node:assert/strict'
import type { Reply, TestPatron } from './patron.ts'
import type { SentError, SentResult } from './shop-graphql.ts'

/** The password everybody here registers with. */
export const password = 'SecurePass@123'

/** What can be selected of a customer, but for what a registration gives. */
export const customerFields = `id _id firstName lastName name email phone gender dateOfBirth status isVerified isSuspended
  subscribedToNewsLetter customerGroupId channelId rememberToken`

export interface Shopper {
  readonly number: number
  readonly email: string
  readonly token: string
  readonly apiToken: string
}

type Fields = Readonly<Record<string, unknown>>
type Headers = Readonly<Record<string, string>>

export type Storefront = ReturnType<typeof storefrontOf>

let shoppers = 0

/** What registers somebody new; `fields` replaces and adds. */
export const aRegistration = (fields: Fields = {}): Fields => ({
  firstName: 'John',
  lastName: 'Doe',
  email: `shopper-${++shoppers}@example.com`,
  password,
  confirmPassword: password,
  ...fields,
})

export const withToken = (token: string | undefined): Headers => (token === undefined ? {} : { authorization: `Bearer ${token}` })

/** A storefront of the shop API of a running server: both surfaces, as pages and apps use them. */
export function storefrontOf(patron: Pick<TestPatron, 'post' | 'send'>, key?: string) {
  const keyed: Headers = key === undefined ? {} : { 'x-storefront-key': key }

  const post = (body: unknown, headers: Headers = {}): Promise<Reply> =>
    patron.post('/api/graphql', body, { ...keyed, ...headers })

  /** The result of a document, which GraphQL always tells with 200. */
  const ask = async (query: string, variables?: Fields, token?: string): Promise<SentResult> => {
    const reply = await post({ query, variables }, withToken(token))
    assert.equal(reply.status, 200, reply.text)
    return reply.json() as SentResult
  }

  /** Calls one mutation; `selection` is that of its payload. */
  const mutate = (name: string, selection: string, input: Fields = {}, token?: string): Promise<SentResult> =>
    ask(`mutation m($input: ${name}Input!) { ${name}(input: $input) { ${selection} } }`, { input }, token)

  return {
    post,
    ask,
    mutate,

    /** The payload of a mutation that has to work. */
    async done(name: string, selection: string, input: Fields = {}, token?: string): Promise<Record<string, unknown>> {
      return dataOf(await mutate(name, selection, input, token))[name] as Record<string, unknown>
    },

    /** The one error of a mutation that has to fail, and nothing of it done. */
    async refused(name: string, input: Fields = {}, token?: string): Promise<SentError> {
      const { errors, data } = await mutate(name, 'clientMutationId', input, token)
      assert.deepEqual(data, { [name]: null })
      return onlyError(errors, name)
    },

    async register(fields: Fields = {}): Promise<Shopper> {
      const selection = 'customer { _id email token apiToken }'
      const registered = dataOf(await mutate('createCustomer', selection, aRegistration(fields)))
      const { customer } = registered['createCustomer'] as { customer: { _id: number } & Omit<Shopper, 'number'> }
      const { _id: number, email, token, apiToken } = customer
      return { number, email, token, apiToken }
    },

    async logIn(email: string, typed: string = password): Promise<Record<string, unknown>> {
      const selection = 'customerLogin { id _id apiToken token message success }'
      const answer = dataOf(await mutate('createCustomerLogin', selection, { email, password: typed }))
      return (answer['createCustomerLogin'] as { customerLogin: Record<string, unknown> }).customerLogin
    },

    /** A call of the REST twin; `path` is what comes after `/api/shop`. */
    rest(method: string, path: string, body?: unknown, token?: string): Promise<Reply> {
      const json = body === undefined ? {} : { 'content-type': 'application/json' }
      return patron.send(method, `/api/shop${path}`, {
        headers: { ...keyed, ...json, ...withToken(token) },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
    },
  }
}

/** The data of a result without errors. */
export function dataOf({ errors, data }: SentResult): Record<string, unknown> {
  assert.equal(errors, undefined, JSON.stringify(errors))
  return data as Record<string, unknown>
}

/** The one error of a root field, with its place in the document. */
export function onlyError(errors: SentResult['errors'], name: string): SentError {
  assert.equal(errors?.length, 1, JSON.stringify(errors))
  const [error] = errors
  assert.ok(error)
  assert.deepEqual(error.path, [name])
  assert.equal(error.locations?.length, 1)
  return error
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
}

/** Whole: the error body of the REST twin, and `errors` where fields are meant. */
export function assertProblem(
  reply: Reply,
  status: number,
  detail: string,
  errors?: Readonly<Record<string, readonly string[]>>,
) {
  assert.equal(reply.status, status, reply.text)
  assert.equal(reply.headers.get('content-type'), 'application/json')
  const body = { type: `/errors/${status}`, title: titles[status], status, detail, ...(errors && { errors }) }
  assert.deepEqual(reply.json(), body)
}
