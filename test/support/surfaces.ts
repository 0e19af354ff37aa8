import assert from 'node:assert/strict'
import { aCustomer } from './a-customer.ts'
import { askShop, at, messagesOf, mutation } from './graphql-over-wire.ts'
import type { Reply, TestPatron } from './patron.ts'
import { bearer, claimsOf } from './signed-in.ts'

/** Whoever a story is about. */
export interface Person {
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  readonly dateOfBirth: string
}

/** Somebody who is signed in. */
export interface SignedIn {
  readonly token: string
  readonly number: number
}

/** What a call came to: its value, or the words of the refusal. */
export type Told<Value> = { readonly value: Value } | { readonly refused: string }

/** That a contract has no such call: what is there in its place, and the proof that it does nothing of the kind. */
export interface Absence {
  readonly instead: string
  prove(session: SignedIn): Promise<void>
}

/** One published contract, as a customer meets it. */
export interface Surface {
  readonly name: string
  /** The contract's words for what the stories are refused with. */
  readonly words: { readonly taken: string; readonly wrongPair: string; readonly badToken: string }
  register(person: Person, password: string): Promise<Told<'registered'>>
  signIn(email: string, password: string): Promise<Told<SignedIn>>
  readProfile(session: SignedIn): Promise<Told<Person>>
  changeProfile(session: SignedIn, person: Person): Promise<Told<Person>>
  readonly changePassword: ((session: SignedIn, from: string, to: string) => Promise<Told<'changed'>>) | Absence
  readonly forget: ((email: string) => Promise<Told<'sent'>>) | Absence
  /** Ends the account, after which its address is free for somebody else or stays taken. */
  readonly remove: ((session: SignedIn, password: string) => Promise<Told<'free' | 'taken'>>) | Absence
}

type Value = Readonly<Record<string, unknown>>

const fieldsOf = (value: Value): Person => {
  const textIn = (name: keyof Person): string => {
    const text = value[name]
    assert.ok(typeof text === 'string', `${name} is no text in ${JSON.stringify(value)}`)
    return text
  }
  return {
    email: textIn('email'),
    firstName: textIn('firstName'),
    lastName: textIn('lastName'),
    dateOfBirth: textIn('dateOfBirth'),
  }
}

/** The first text of a body of refusals. */
const firstText = (value: unknown): string => (typeof value === 'string' ? value : firstText(Object.values(value ?? [''])[0]))

function djangoSurface(patron: TestPatron): Surface {
  const path = ({ number }: SignedIn) => `/api/v1/customers/${number}/`
  const wire = ({ email, firstName, lastName, dateOfBirth }: Person) => ({
    ...{ email, first_name: firstName, last_name: lastName, date_of_birth: dateOfBirth },
  })
  const told = <T>(reply: Reply, read: (body: Value) => T): Told<T> =>
    reply.status < 300
      ? { value: read(reply.text === '' ? {} : (reply.json() as Value)) }
      : { refused: firstText((reply.json() as Value)['detail'] ?? reply.json()) }
  const person = (body: Value) =>
    fieldsOf({ ...body, firstName: body['first_name'], lastName: body['last_name'], dateOfBirth: body['date_of_birth'] })
  const send = (method: string, session: SignedIn, body?: unknown) =>
    patron.send(method, path(session), {
      headers: { ...bearer(session.token), 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  const put = (session: SignedIn, body: unknown) => send('PUT', session, body)
  return {
    name: 'Django REST',
    words: {
      taken: 'customer with this email address already exists.',
      wrongPair: 'No active account found with the given credentials',
      badToken: 'Given token not valid for any token type',
    },
    register: async (who, password) =>
      told(
        await patron.post('/api/v1/customers/', aCustomer({ ...wire(who), password, password2: password })),
        () => 'registered',
      ),
    signIn: async (email, password) =>
      told(await patron.post('/auth/token/', { email, password }), ({ access }) => ({
        token: String(access),
        number: Number(claimsOf(String(access))['user_id']),
      })),
    readProfile: async (session) => told(await send('GET', session), person),
    changeProfile: async (session, who) => told(await put(session, wire(who)), person),
    changePassword: {
      instead: 'a profile that takes a password without looking at it',
      async prove(session) {
        const { email } = (await send('GET', session)).json() as { email: string }
        const passwords = { password: 'Another-One-77', password2: 'Another-One-77' }
        assert.equal((await put(session, { email, ...passwords })).status, 200)
        assert.equal((await patron.post('/auth/token/', { email, ...passwords })).status, 401)
      },
    },
    forget: {
      instead: 'no such path',
      async prove() {
        for (const one of ['/auth/password/reset/', '/auth/users/reset_password/', '/api/v1/customers/reset-password/'])
          assert.equal((await patron.post(one, { email: 'ada@example.com' })).status, 404)
      },
    },
    remove: async (session) => told(await send('DELETE', session), () => 'taken'),
  }
}

const shopWords = {
  taken: 'The email has already been taken.',
  wrongPair: 'Invalid email or password',
  badToken: 'Invalid or expired token',
}

const profileSelection = 'email firstName lastName dateOfBirth'

/** A login's result, which refuses in the same shape as it grants. */
const grantIn = ({ success, message, token, _id }: Value): Told<SignedIn> =>
  success === true ? { value: { token: String(token), number: Number(_id) } } : { refused: String(message) }

const sentIn = ({ success, message }: Value): Told<'sent'> =>
  success === true ? { value: 'sent' } : { refused: String(message) }

function shopGraphqlSurface(patron: TestPatron): Surface {
  const ask = async <T>(name: string, selection: string, { input, session, read }: Mutation<T>): Promise<Told<T>> => {
    const result = await askShop(patron, mutation(name, selection), { input }, session && bearer(session.token))
    return result.errors ? { refused: messagesOf(result).join(' ') } : { value: read(at(result, name)) }
  }
  const flatten = <T>(told: Told<Told<T>>): Told<T> => ('value' in told ? told.value : told)
  const change = <T>(session: SignedIn, input: object, read: (payload: Value) => T) =>
    ask('createCustomerProfileUpdate', `customerProfileUpdate { ${profileSelection} }`, { input, session, read })
  return {
    name: 'Bagisto GraphQL',
    words: { ...shopWords, badToken: 'Unauthenticated. Please login to perform this action' },
    register: (who, password) => {
      const input = { ...who, password, confirmPassword: password }
      return ask('createCustomer', 'customer { _id }', { input, read: () => 'registered' })
    },
    async signIn(email, password) {
      const selection = 'customerLogin { _id token success message }'
      const read = (payload: Value) => grantIn(payload['customerLogin'] as Value)
      return flatten(await ask('createCustomerLogin', selection, { input: { email, password }, read }))
    },
    async readProfile({ token }) {
      const result = await askShop(patron, `{ readCustomerProfile { ${profileSelection} } }`, {}, bearer(token))
      return result.errors ? { refused: messagesOf(result).join(' ') } : { value: fieldsOf(at(result, 'readCustomerProfile')) }
    },
    changeProfile: (session, who) => change(session, who, (payload) => fieldsOf(payload['customerProfileUpdate'] as Value)),
    changePassword: (session, currentPassword, password) =>
      change(session, { currentPassword, password, confirmPassword: password }, () => 'changed'),
    async forget(email) {
      const read = (payload: Value) => sentIn(payload['forgotPassword'] as Value)
      return flatten(await ask('createForgotPassword', 'forgotPassword { success message }', { input: { email }, read }))
    },
    remove: (session, password) => {
      const input = { password }
      return ask('createCustomerProfileDelete', 'customerProfileDelete { success }', { input, session, read: () => 'free' })
    },
  }
}

interface Mutation<T> {
  readonly input: object
  readonly session?: SignedIn
  read(payload: Value): T
}

function shopRestSurface(patron: TestPatron): Surface {
  const told = <T>(reply: Reply, read: (body: Value) => T): Told<T> => {
    const body = reply.json() as Value
    return reply.status < 300 ? { value: read(body) } : { refused: String(body['detail']) }
  }
  const put = <T>({ token, number }: SignedIn, body: object, read: (body: Value) => T) =>
    patron
      .send('PUT', `/api/shop/customer-profile-updates/${number}`, {
        headers: { ...bearer(token), 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      .then((reply) => told(reply, read))
  const read = async ({ token }: SignedIn) => patron.send('GET', '/api/shop/customer-profile', { headers: bearer(token) })
  return {
    name: 'Bagisto REST',
    words: shopWords,
    register: async (who, password) =>
      told(await patron.post('/api/shop/customers', { ...who, password, confirmPassword: password }), () => 'registered'),
    async signIn(email, password) {
      const reply = await patron.post('/api/shop/customer/login', { email, password })
      assert.equal(reply.status, 201, reply.text)
      return grantIn(reply.json() as Value)
    },
    readProfile: async (session) => told(await read(session), (body) => fieldsOf(body[0] as Value)),
    changeProfile: (session, who) => put(session, who, fieldsOf),
    changePassword: (session, currentPassword, password) =>
      put(session, { currentPassword, password, confirmPassword: password }, () => 'changed'),
    forget: async (email) => sentIn((await patron.post('/api/shop/forgot-passwords', { email })).json() as Value),
    remove: {
      instead: 'a call that answers and deletes nothing',
      async prove(session) {
        const path = `/api/shop/customer-profile-deletes/${session.number}`
        const reply = await patron.post(path, {}, bearer(session.token))
        assert.deepEqual([reply.status, reply.json()], [201, []])
        assert.equal((await read(session)).status, 200)
      },
    },
  }
}

/** Every published contract of the server. */
export const surfacesOf = (patron: TestPatron): readonly Surface[] => [
  djangoSurface(patron),
  shopGraphqlSurface(patron),
  shopRestSurface(patron),
]
