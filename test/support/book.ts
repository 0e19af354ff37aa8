import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { createKeyring } from '../../src/adapters/secrets/keyring.ts'
import type { AddressPolicy, BookAddressDraft } from '../../src/core/account/review-address.ts'
import type { AddressChange, AddressOutcome } from '../../src/core/account/save-address.ts'
import type { SubscriptionOutcome, SubscriptionRequest } from '../../src/core/account/subscribe-newsletter.ts'
import type { BookAddress } from '../../src/core/addresses/address-book.ts'
import type { DataRequestDraft, DataRequestOutcome } from '../../src/core/data-requests/raise.ts'
import type { Telling } from '../../src/core/idempotency/create-once.ts'
import { type TenantSettings, usualSettings } from '../../src/core/tenants/settings.ts'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { joinBook } from '../../src/join/book.ts'
import { transactionsOf } from '../../src/join/stores.ts'
import type { Engine } from '../../src/storage/engine.ts'
import { Trouble, type TroubleValue } from '../../src/violations/trouble.ts'
import type { TestEngine } from './databases.ts'
import { ada, asOwner, grace, openStorage } from './storage.ts'
import { defaultTenant } from './tenants.ts'

const keyring = createKeyring(['the-secret-key-of-the-tests-0123456789'])

export const addressPolicy: AddressPolicy = {
  maximumCharacters: {
    email: 254,
    firstName: 255,
    lastName: 255,
    companyName: 255,
    vatId: 64,
    phone: 64,
    streetAddress: 511,
    postcode: 64,
    city: 255,
    state: 255,
    country: 255,
  },
  isEmail: (text) => /^[^@\s]+@[^@\s]+$/.test(text),
}

export const emailPolicy = { maximumCharacters: { email: 254 }, isEmail: addressPolicy.isEmail }

const nothingSent: BookAddressDraft = {
  email: undefined,
  firstName: undefined,
  lastName: undefined,
  companyName: undefined,
  vatId: undefined,
  phone: undefined,
  streetAddress: undefined,
  postcode: undefined,
  city: undefined,
  state: undefined,
  country: undefined,
  isDefault: undefined,
  usesForShipping: undefined,
}

/** A draft in which nothing but these fields is sent. */
export const sent = (fields: Partial<BookAddressDraft> = {}): BookAddressDraft => ({ ...nothingSent, ...fields })

/** A draft with everything that has to be sent. */
export const whole = (fields: Partial<BookAddressDraft> = {}): BookAddressDraft =>
  sent({ firstName: 'Ada', lastName: 'Lovelace', city: 'Dresden', ...fields })

/** Two customers, of whom each has a number and a mailbox, with everything they keep here. */
export async function openBook(t: Pick<TestContext, 'after'>, { create }: TestEngine, settings: TenantSettings = usualSettings) {
  const engine = await openStorage(t, await create(t))
  for (const [index, [id, name]] of [[ada, 'ada'] as const, [grace, 'grace'] as const].entries())
    await storeCustomer(engine, { id, number: index + 1, email: `${name}@example.com` })
  const joined = joinBook({ engine, keyring, now: () => new Date() }, { ...defaultTenant, settings })
  const book = {
    ...joined,
    saveAddress: async (change: AddressChange) => (await joined.saveAddress(change, asItIs<AddressOutcome>())).answer,
    subscribeNewsletter: async (request: SubscriptionRequest) =>
      (await joined.subscribeNewsletter(request, asItIs<SubscriptionOutcome>())).answer,
    raiseDataRequest: async (customerId: string, draft: DataRequestDraft) =>
      (await joined.raiseDataRequest(customerId, draft, asItIs<DataRequestOutcome>())).answer,
  }
  const transaction = transactionsOf(engine, defaultTenantId, keyring)
  return { engine, book, transaction }
}

/** Told to nobody, and not under a key. */
const asItIs = <Outcome>(): Telling<Outcome, Outcome> => ({ keyed: undefined, answer: (outcome) => outcome })

export type OpenBook = Awaited<ReturnType<typeof openBook>>

async function storeCustomer(engine: Engine, { id, number, email }: { id: string; number: number; email: string }) {
  await asOwner(
    engine,
    `insert into customer (id, tenant_id, number, state, email, email_key, email_key_version, first_name, last_name, slug, created_at)
     values ($1, $2, $3, 'active', $4, $4, 1, 'Ada', 'Lovelace', $4, now())`,
    [id, defaultTenantId, number, email],
  )
  const claims = `insert into claim (tenant_id, kind, value, customer_id) values ($1, 'login', $2, $4), ($1, 'slug', $2, $4), ($1, 'number', $3, $4)`
  await asOwner(engine, claims, [defaultTenantId, email, String(number), id])
}

/** Saves an address nothing is wrong with. */
export async function saved(
  { book }: Pick<OpenBook, 'book'>,
  customerId: string,
  draft: BookAddressDraft,
  number: number | null = null,
): Promise<BookAddress> {
  const outcome = await book.saveAddress({ customerId, number, draft, policy: addressPolicy })
  assert.ok(outcome.ok, JSON.stringify(outcome))
  return outcome.address
}

/** The customer's addresses, oldest first. */
export const addressesOf = async ({ book }: Pick<OpenBook, 'book'>, customerId: string): Promise<readonly BookAddress[]> =>
  book.addresses(customerId)

/** Numbers of the addresses that have the default mark, which are one at most. */
export const defaultsOf = async (open: Pick<OpenBook, 'book'>, customerId: string): Promise<readonly number[]> =>
  (await addressesOf(open, customerId)).filter(({ isDefault }) => isDefault).map(({ number }) => number)

/** What the customer is refused with. */
export async function troubleOf(refused: Promise<unknown>): Promise<TroubleValue> {
  const error = await refused.then(
    () => assert.fail('it was not refused'),
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof Trouble, String(error))
  return error.value
}

/** Types and facts of everything that happened, oldest first. */
export const eventsOf = (engine: Engine, customerId: string) =>
  asOwner<{ type: string; facts: Record<string, unknown>; personal: unknown }>(
    engine,
    'select type, facts, personal from event where customer_id = $1 order by id',
    [customerId],
  )
