import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { v7 as newId } from 'uuid'
import type { Erasure } from '../../src/core/erasure/erasure.ts'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { startDeleting } from '../../src/join/deleting.ts'
import { transactionsOf } from '../../src/join/stores.ts'
import { testDatabases } from '../support/databases.ts'
import { eventually } from '../support/eventually.ts'
import { removeOutlived } from '../support/retention.ts'
import { ada, asOwner, grace, openStorage } from '../support/storage.ts'
import { aStoredCustomer } from '../support/stored-customer.ts'
import { keyring } from '../support/tokens.ts'

const change = (email: string) => ({ id: newId(), email, fromKey: 'ada@example.com', sessionId: newId() })

for (const { engine: name, create } of testDatabases) {
  test(`a change of address is the customer's last, and ends with its time (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const transaction = transactionsOf(engine, defaultTenantId, keyring)
    const find = (customerId: string) => transaction(({ emailChanges }) => emailChanges.find(customerId))
    const put = (email: string, seconds: number) =>
      transaction(({ emailChanges }) => emailChanges.put(ada, change(email), seconds))
    await put('first@example.com', 3600)
    await transaction(({ emailChanges }) => emailChanges.agree(ada, 'old'))
    const first = await find(ada)
    assert.deepEqual([first?.email, first?.hasOldAgreed, first?.hasNewAgreed], ['first@example.com', true, false])
    await put('second@example.com', 3600)
    const second = await find(ada)
    assert.deepEqual([second?.email, second?.hasOldAgreed], ['second@example.com', false])
    assert.equal(await find(grace), undefined)
    await put('late@example.com', -1)
    assert.equal(await find(ada), undefined)
    await removeOutlived(engine)
    assert.deepEqual(await asOwner(engine, 'select email from email_change'), [])
  })

  test(`of two nodes each customer whose day has come is deleted by one, and nobody else is (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const transaction = transactionsOf(engine, defaultTenantId, keyring)
    for (const [id, number, afterDays] of [
      [ada, 1, -1],
      [grace, 2, 1],
    ] as const) {
      await transaction(async ({ customers, plannedDeletions }) => {
        await customers.insert(aStoredCustomer({ id, number }))
        await plannedDeletions.plan(id, afterDays)
      })
      assert.equal(await transaction(({ plannedDeletions }) => plannedDeletions.plan(id, 30)), undefined, 'the first day holds')
    }
    const entered: Erasure[] = []
    const ledger = { append: async (erasures: readonly Erasure[]) => void entered.push(...erasures) }
    const node = { engine, keyring, ledger, logger: pino({ level: 'silent' }), now: () => new Date() }
    const ends = [startDeleting(node), startDeleting(node)]
    await eventually('the ledger has it', () => entered.length > 0)
    for (const end of ends) await end()
    assert.deepEqual(
      entered.map(({ customerId, tenantId }) => [customerId, tenantId]),
      [[ada, defaultTenantId]],
    )
    const states = await asOwner(engine, 'select state from customer order by number')
    assert.deepEqual(states, [{ state: 'deleted' }, { state: 'active' }])
    assert.deepEqual(await asOwner(engine, 'select customer_id as id from planned_deletion'), [{ id: grace }])
    assert.deepEqual(await asOwner(engine, 'select is_in_ledger as "isInLedger" from erasure'), [{ isInLedger: true }])
  })
}
