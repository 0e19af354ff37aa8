import assert from 'node:assert/strict'
import type { ConsentDefinition } from '../../src/core/tenants/settings.ts'
import { aCustomer } from './a-customer.ts'
import { newsletter } from './consents.ts'
import { mutation } from './graphql-over-wire.ts'
import type { Reply, TestPatron } from './patron.ts'
import { shopWith } from './shop.ts'
import type { SentResult } from './shop-graphql.ts'
import { customersPath } from './signed.ts'
import { aSingulaCustomer, type SigningKey, signedHeaders } from './singula.ts'
import { aRegistration, withToken } from './storefront.ts'

type Value = Readonly<Record<string, unknown>>

/** Somebody in whose name a key counts, on every surface that knows who asks. */
export interface Sender {
  readonly patron: TestPatron
  /** Of a customer of the storefront. */
  readonly token: string
  /** The same customer as the service API has them. */
  readonly path: string
  readonly serviceKey: string
  readonly signing: SigningKey
}

/** What a surface says to who uses a key wrongly. */
export interface KeyWords {
  read(reply: Reply): unknown
  readonly reused: unknown
  readonly malformed: unknown
  /** Where it says when to come back, in seconds. */
  retryAfter(reply: Reply): number
  readonly inUse: unknown
}

/** One call that creates something, as whoever retries it meets it. */
export interface Creation {
  readonly name: string
  readonly words: KeyWords
  /** Whether who asks is looked at, so that the same key of another is another key. */
  readonly knowsCaller: boolean
  /** Whether it is the sender's own customer of whom something is created. */
  readonly isOfSender: boolean
  /** Nobody has sent it yet. */
  body(): Value
  send(as: Sender, body: Value, key?: string): Promise<Reply>
  /** How many of these the sender has; absent where names keep everybody from having a second one. */
  count?(as: Sender): Promise<number>
}

const header = (reply: Reply): number => Number(reply.headers.get('retry-after'))
const underKey = (key: string | undefined): Record<string, string> => (key === undefined ? {} : { 'idempotency-key': key })

const django: KeyWords = {
  read: (reply) => [reply.status, reply.json()],
  reused: [422, { detail: 'Idempotency-Key was already used with another request body.' }],
  malformed: [400, { detail: 'Idempotency-Key must have 16 to 255 visible ASCII characters.' }],
  inUse: [409, { detail: 'A request with this Idempotency-Key is still being processed.' }],
  retryAfter: header,
}

const restProblem = (status: number, title: string, detail: string) => [
  status,
  { type: `/errors/${status}`, title, status, detail },
]
const shopTexts = {
  reused: 'Idempotency-Key was already used with another request.',
  malformed: 'Idempotency-Key must have 16 to 255 visible ASCII characters.',
  inUse: 'A request with this Idempotency-Key is still being processed.',
}

const shopRest: KeyWords = {
  read: (reply) => [reply.status, reply.json()],
  reused: restProblem(422, 'Unprocessable Entity', shopTexts.reused),
  malformed: restProblem(400, 'Bad Request', shopTexts.malformed),
  inUse: restProblem(409, 'Conflict', shopTexts.inUse),
  retryAfter: header,
}

const extensionsIn = (reply: Reply): Value => (reply.json() as SentResult).errors?.[0]?.extensions ?? {}

const shopGraphql: KeyWords = {
  read(reply) {
    const { errors = [] } = reply.json() as SentResult
    return [reply.status, errors.map(({ message, extensions }) => [message, extensions?.['code']])]
  },
  reused: [200, [[shopTexts.reused, 'IDEMPOTENCY_KEY_REUSED']]],
  malformed: [200, [[shopTexts.malformed, undefined]]],
  inUse: [200, [[shopTexts.inUse, 'IDEMPOTENCY_KEY_IN_USE']]],
  retryAfter: (reply) => Number(extensionsIn(reply)['retryAfter']),
}

const singula: KeyWords = {
  read(reply) {
    const { errorCode, developerMessage } = reply.json() as Value
    return [reply.status, errorCode, developerMessage]
  },
  reused: [422, 422, 'Idempotency-Key was used with another request body'],
  malformed: [400, 400, 'Idempotency-Key has 16 to 255 visible ASCII characters'],
  inUse: [409, 409, 'A request with this Idempotency-Key is being processed'],
  retryAfter: header,
}

const service: KeyWords = {
  read: (reply) => [reply.status, reply.headers.get('content-type'), (reply.json() as Value)['code']],
  reused: [422, 'application/problem+json; charset=utf-8', 'idempotency_key_reused'],
  malformed: [400, 'application/problem+json; charset=utf-8', 'idempotency_key_malformed'],
  inUse: [409, 'application/problem+json; charset=utf-8', 'idempotency_key_in_use'],
  retryAfter: header,
}

let made = 0
/** A text nobody has yet. */
const aName = (): string => `retry-${++made}`

const anAddress = (): Value => ({ firstName: 'Ada', lastName: 'Lovelace', address1: aName(), city: 'Dresden' })
const aWish = (): Value => ({ type: 'update', message: aName() })
const aSubscription = (): Value => ({ customerEmail: `${aName()}@example.com` })
const shopRegistration = (): Value => aRegistration({ email: `${aName()}@example.com` })

const overGraphql =
  (field: string, selection: string): Creation['send'] =>
  ({ patron, token }, input, key) =>
    patron.post(
      '/api/graphql',
      { query: mutation(field, selection), variables: { input } },
      { ...withToken(token), ...underKey(key) },
    )

const overRest =
  (path: string): Creation['send'] =>
  ({ patron, token }, body, key) =>
    patron.post(`/api/shop${path}`, body, { ...withToken(token), ...underKey(key) })

const overService =
  (end: string): Creation['send'] =>
  ({ patron, path, serviceKey }, body, key) =>
    shopWith(patron, serviceKey).send('POST', `${path}/${end}`, body, underKey(key))

const listed =
  (path: string) =>
  async ({ patron, token }: Sender): Promise<number> => {
    const { status, headers, text } = await patron.send('GET', `/api/shop${path}`, { headers: withToken(token) })
    assert.equal(status, 200, text)
    return Number(headers.get('x-total-count'))
  }

const ofService =
  (end: string, countIn: (body: Value) => unknown) =>
  async ({ patron, path, serviceKey }: Sender): Promise<number> => {
    return Number(countIn(await shopWith(patron, serviceKey).ask(200, 'GET', `${path}${end}`)))
  }

const ofAnybody = { knowsCaller: false, isOfSender: false }
const ofSender = { knowsCaller: true, isOfSender: true }
const addresses = { ...ofSender, body: anAddress, count: listed('/customer-addresses') }
const wishes = { ...ofSender, body: aWish, count: listed('/gdpr-requests') }
const subscriptions = { ...ofSender, body: aSubscription }
const purchasedAt = '2026-03-29T01:30:00Z'

/** What the tenant has to ask for, so that it can be answered. */
export const askedConsent: ConsentDefinition = { ...newsletter, contactMethods: 'none' }

/** Every call of every contract that creates something. */
export const creations: readonly Creation[] = [
  {
    name: 'registration of the Django contract',
    words: django,
    ...ofAnybody,
    body: () => aCustomer({ email: `${aName()}@example.com` }),
    send: ({ patron }, body, key) => patron.post('/api/v1/customers/', body, underKey(key)),
  },
  {
    name: 'createCustomer',
    words: shopGraphql,
    ...ofAnybody,
    body: shopRegistration,
    send: overGraphql('createCustomer', 'customer { _id email token apiToken } clientMutationId'),
  },
  { name: 'POST customers', words: shopRest, ...ofAnybody, body: shopRegistration, send: overRest('/customers') },
  {
    name: 'createAddUpdateCustomerAddress',
    words: shopGraphql,
    ...addresses,
    send: overGraphql('createAddUpdateCustomerAddress', 'addUpdateCustomerAddress { id _id addressId address1 city postcode }'),
  },
  { name: 'POST customer-addresses', words: shopRest, ...addresses, send: overRest('/customer-addresses') },
  {
    name: 'createNewsletter',
    words: shopGraphql,
    ...subscriptions,
    send: overGraphql('createNewsletter', 'newsletter { id success message }'),
  },
  {
    name: 'createNewsletterSubscription',
    words: shopGraphql,
    ...subscriptions,
    send: overGraphql('createNewsletterSubscription', 'newsletterSubscription { id success message }'),
  },
  { name: 'POST newsletters', words: shopRest, ...subscriptions, send: overRest('/newsletters') },
  {
    name: 'createGdprRequest',
    words: shopGraphql,
    ...wishes,
    send: overGraphql('createGdprRequest', 'gdprRequest { id _id type message createdAt successMessage customer { email } }'),
  },
  { name: 'POST gdpr-requests', words: shopRest, ...wishes, send: overRest('/gdpr-requests') },
  {
    name: 'creation of a customer by a program of the shop',
    words: singula,
    ...{ knowsCaller: true, isOfSender: false },
    body: () => aSingulaCustomer(),
    send: ({ patron, signing }, body, key) =>
      patron.post(customersPath, body, { ...signedHeaders(signing, 'POST', customersPath), ...underKey(key) }),
  },
  {
    name: 'report of a purchase',
    words: service,
    ...ofSender,
    body: () => ({ reference: aName(), product: 'tea', units: 1, purchasedAt }),
    send: overService('purchases'),
    count: ofService('', ({ totalUnitsBought }) => totalUnitsBought),
  },
  {
    name: 'report of a voucher',
    words: service,
    ...ofSender,
    body: () => ({ reference: aName(), voucher: aName(), redeemedAt: purchasedAt }),
    send: overService('vouchers'),
    count: ofService('', ({ redeemedVouchers }) => (redeemedVouchers as readonly unknown[]).length),
  },
  {
    name: 'answer to a consent',
    words: service,
    ...ofSender,
    body: () => ({ consentId: askedConsent.consentId, granted: true, actingUser: aName() }),
    send: overService('consents'),
    count: ofService('/consents/history', ({ records }) => (records as readonly unknown[]).length),
  },
]
