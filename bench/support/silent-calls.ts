import { aCustomer } from '../../test/support/a-customer.ts'
import { jsonRequest } from './json-request.ts'
import { password as right } from './load.ts'
import { registrationRequest } from './registration-request.ts'
import { castSize, emailOf, fiveLetters, hosts, type Shop } from './silent-stage.ts'
import type { Asked, Side } from './two-sides.ts'

/** Something that must not tell known accounts from unknown ones. */
export interface SilentCall {
  readonly contract: string
  readonly what: string
  /** Of every answer. */
  readonly status: number
  request(side: Side, n: number): Asked
}

/** A call of a contract, and the status of its answers about what must not be told. */
interface Way {
  readonly contract: string
  readonly status: number
  readonly path: string
  bodyOf(input: object): object
}

const asIs = (input: object) => input
const graphql = (query: string) => ({
  contract: 'Bagisto GraphQL',
  status: 200,
  path: '/api/graphql',
  bodyOf: (variables: object) => ({ query, variables }),
})

const django: Way = { contract: 'Django', status: 401, path: '/auth/token/', bodyOf: asIs }
const signIns: readonly Way[] = [
  django,
  graphql(`mutation ($email: String!, $password: String!) {
    createCustomerLogin(input: { email: $email, password: $password }) { customerLogin { _id token apiToken success message } }
  }`),
  { contract: 'Bagisto REST', status: 201, path: '/api/shop/customer/login', bodyOf: asIs },
]
const recoveries: readonly Way[] = [
  graphql(`mutation ($email: String!) { createForgotPassword(input: { email: $email }) { forgotPassword { success message } } }`),
  { contract: 'Bagisto REST', status: 201, path: '/api/shop/forgot-passwords', bodyOf: asIs },
]

/** About whom it is: those of a kind, and as many who are nobody. */
interface Subject {
  readonly what: string
  readonly shop: Shop
  readonly known: string
}

const nobody = 'nobdy' // as long as the kinds of those there are

const callsBy = (ways: readonly Way[], { what, shop, known }: Subject, input: object = {}): readonly SilentCall[] =>
  ways.map(({ contract, status, path, bodyOf }) => ({
    contract,
    what,
    status,
    request(side, n) {
      const email = emailOf(side === 'known' ? known : nobody, n % castSize)
      return { bytes: jsonRequest(path, JSON.stringify(bodyOf({ email, ...input })), { host: hosts[shop] }), words: [] }
    },
  }))

/** Everybody is called otherwise, so that each slug is the first of its name. */
function privateRegistration(): SilentCall {
  let registered = castSize
  return {
    contract: 'Django',
    what: 'a private registration',
    status: 201,
    request(side, n) {
      registered += 1
      const word = fiveLetters(registered)
      const email = side === 'known' ? emailOf('known', n % castSize) : emailOf('fresh', registered)
      const customer = aCustomer({ email, first_name: `Ada ${word}`, last_name: 'Lovelace' })
      return { bytes: registrationRequest(customer, { host: hosts.private }), words: [email, word] }
    },
  }
}

const wrong = { password: 'a wrong password' }

/** What is tried with each kind of mail server. */
export const silentCalls: readonly SilentCall[] = [
  ...callsBy(signIns, { what: 'a wrong password', shop: 'usual', known: 'known' }, wrong),
  ...callsBy([django], { what: 'the password of a suspended account', shop: 'usual', known: 'ended' }, { password: right }),
  ...callsBy(
    signIns,
    { what: 'the password of an unproven account, private', shop: 'private', known: 'asked' },
    { password: right },
  ),
  ...callsBy(recoveries, { what: 'a forgotten password', shop: 'usual', known: 'known' }),
  privateRegistration(),
]

/** What takes as long as a foreign hash, and has nothing to do with mail. */
export const callsBesideForeignHashes: readonly SilentCall[] = [
  ...callsBy([django], { what: 'a wrong password, hashed by PBKDF2', shop: 'migrated', known: 'alien' }, wrong),
  ...callsBy([django], { what: 'a wrong password, beside such hashes', shop: 'migrated', known: 'known' }, wrong),
]
