import assert from 'node:assert/strict'
import { test } from 'node:test'
import { v7 as newId } from 'uuid'
import type { ProfileDraft } from '../../src/core/account/profile-draft.ts'
import { updateProfile } from '../../src/core/account/update-profile.ts'
import { setNewsletter } from '../../src/core/customers/own-newsletter.ts'
import { usualSettings } from '../../src/core/tenants/settings.ts'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { djangoProfile } from '../../src/dialects/django/policy.ts'
import { tenantRules } from '../../src/join/tenant-rules.ts'
import { claimStore } from '../../src/storage/claims.ts'
import { statementByStatement } from '../../src/storage/transaction.ts'
import { addressesOf, defaultsOf, type OpenBook, openBook, saved, sent, troubleOf, whole } from '../support/book.ts'
import { evidence } from '../support/consents.ts'
import { testDatabases } from '../support/databases.ts'
import { ada, asOwner } from '../support/storage.ts'

const address = { streetAddress: 'Altmarkt 1', postcode: '1067', city: 'Dresden', state: 'Sachsen', country: 'Germany' }

/** A change of the profile as the contract with a single address makes it. */
function change({ engine, transaction }: OpenBook, fields: Partial<ProfileDraft>) {
  const draft = {
    email: 'ada@example.com',
    firstName: undefined,
    lastName: undefined,
    dateOfBirth: undefined,
    address: undefined,
  }
  return updateProfile(
    { customerId: ada, sessionId: null, draft: { ...draft, ...fields }, policy: djangoProfile, evidence },
    {
      unverified: 'accepted',
      claims: claimStore(statementByStatement(engine, defaultTenantId), defaultTenantId),
      transaction,
      newId: () => newId(),
      now: () => new Date(),
      ...tenantRules(usualSettings, () => new Date()),
    },
  )
}

for (const database of testDatabases) {
  const { engine: name } = database

  test(`a single address finds no room in a full book, but always replaces the default one (${name})`, async (t) => {
    const open = await openBook(t, database)
    for (let made = 0; made < 100; made += 1) await saved(open, ada, whole())
    const quota = { code: 'quota_reached', of: 'addresses', maximum: 100 }
    assert.deepEqual(await troubleOf(change(open, { address, firstName: 'Augusta' })), quota)
    const [customer] = await asOwner(open.engine, 'select first_name from customer where id = $1', [ada])
    assert.deepEqual(customer, { first_name: 'Ada' })
    const [oldest] = await addressesOf(open, ada)
    assert.ok(oldest)
    const { number } = oldest
    await saved(open, ada, sent({ isDefault: true }), number)
    const outcome = await change(open, { address })
    assert.ok(outcome.ok)
    assert.deepEqual(outcome.customer.address, { ...address, kind: null })
    assert.equal((await addressesOf(open, ada)).length, 100)
    assert.deepEqual(await defaultsOf(open, ada), [number])
  })

  test(`a changed mailbox takes the newsletter with it, and leaves the old one free (${name})`, async (t) => {
    const open = await openBook(t, database)
    const adas = { id: ada, email: 'ada@example.com', emailKey: 'ada@example.com' }
    await open.transaction((stores) => setNewsletter(adas, true, stores))
    assert.ok((await change(open, { email: 'Later@example.com' })).ok)
    assert.deepEqual(await asOwner(open.engine, 'select customer_id, email_key, email from newsletter_subscription'), [
      { customer_id: ada, email_key: 'later@example.com', email: 'Later@example.com' },
    ])
    assert.deepEqual(await asOwner(open.engine, "select value from claim where kind = 'newsletter'"), [
      { value: 'later@example.com' },
    ])
  })
}
