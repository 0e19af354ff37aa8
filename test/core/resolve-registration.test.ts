import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Customer } from '../../src/core/customers/customer.ts'
import { type ResolveRegistrationStores, resolveRegistration } from '../../src/core/registration/resolve-registration.ts'
import { usualSettings } from '../../src/core/tenants/settings.ts'
import { evidence } from '../support/consents.ts'
import { grace } from '../support/storage.ts'
import { aStoredCustomer } from '../support/stored-customer.ts'

const customer = aStoredCustomer({
  username: null,
  usernameKey: null,
  externalId: null,
  emailIsShared: false,
  subscribedToNewsletter: false,
})
const login = { kind: 'login', value: customer.emailKey } as const

/** What is done when the login is lost so often, to a holder whom the looks find in these ways. */
async function resolved(lost: number, ...holders: readonly (Customer | undefined)[]): Promise<readonly string[]> {
  const done: string[] = []
  let [takes, looks] = [0, 0]
  const stores: Partial<{ [Name in keyof ResolveRegistrationStores]: object }> = {
    waitingRegistrations: {
      take: async () => ({ customer, evidence, welcomes: false, ids: { event: 'e', address: 'a', verification: undefined } }),
    },
    claims: {
      take: async () => (takes++ < lost ? login : undefined),
      holder: async () => holders[looks]?.id,
    },
    customers: {
      insert: async () => void done.push('stored'),
      lock: async () => holders[looks++],
    },
    counts: { count: async () => [{ used: 1, remainingSeconds: 60 }] },
    recoveries: { insert: async () => void done.push('link') },
    events: { append: async ({ type }: { type: string }) => void done.push(type) },
  }
  await resolveRegistration({
    transaction: (work) => work(stores as ResolveRegistrationStores),
    settings: usualSettings,
    digestOf: () => new Uint8Array(),
    newId: () => 'id',
    now: () => new Date(),
  })
  return done
}

const holder = (fields: Partial<Customer> = {}) => aStoredCustomer({ id: grace, emailVerifiedAt: new Date(), ...fields })

test('a mailbox of nobody makes a customer, and one of somebody a message', async () => {
  assert.deepEqual(await resolved(0), ['stored', 'customer.registered'])
  assert.deepEqual(await resolved(1, holder()), ['link', 'customer.registration_repeated'])
  for (const state of ['suspended', 'deactivated'] as const)
    assert.deepEqual(await resolved(1, holder({ state })), ['customer.registration_repeated'])
})

test('a mailbox that becomes free between two looks goes to whoever waits', async () => {
  assert.deepEqual(await resolved(1, holder({ state: 'deleted' })), ['stored', 'customer.registered'])
  assert.deepEqual(await resolved(2, holder({ state: 'deleted' }), holder()), ['link', 'customer.registration_repeated'])
})

test('a mailbox that is held by nobody who is there is a fault, and the registration waits on', async () => {
  const gone = Array.from({ length: 9 }, () => holder({ state: 'deleted' }))
  await assert.rejects(resolved(9, ...gone), /held by a customer who is not there/)
})
