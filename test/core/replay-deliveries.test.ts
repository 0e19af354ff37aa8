import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Purpose } from '../../src/core/outbox/delivery.ts'
import { type AgainUntil, type GivenUpDelivery, replayDeliveries } from '../../src/core/outbox/replay-deliveries.ts'

const now = new Date('2026-03-01T12:00:00Z')
const hours = 3_600_000

const given = (purpose: Purpose, hoursAgo: number, more: Partial<GivenUpDelivery> = {}, hasPersonal = true): GivenUpDelivery => ({
  ...{ id: `${purpose}-${hoursAgo}`, customerId: 'c', channel: 'mail', purpose, failure: 'smtp_550' },
  event: {
    ...{ id: 'e', type: 'customer.registered', position: 7, hasPersonal },
    occurredAt: new Date(now.getTime() - hoursAgo * hours),
  },
  ...more,
})

/** What a replay of these says, and what it would have tried again. */
async function replayed(deliveries: readonly GivenUpDelivery[], isDryRun = false) {
  const again: AgainUntil[] = []
  const store = {
    givenUp: async () => deliveries,
    sendAgain: async (some: readonly AgainUntil[]) => again.push(...some),
  }
  const looked = await replayDeliveries({ since: 0, channel: undefined, isDryRun }, { store, now: () => now })
  return { verdicts: looked.map(({ verdict }) => verdict), again }
}

const cases: readonly [what: string, delivery: GivenUpDelivery, verdict: string][] = [
  ['a link that still works', given('password_reset', 0.5), 'sendable'],
  ['a link that works no more', given('password_reset', 1.5), 'out_of_date'],
  ['the proof of a mailbox within its day', given('email_verification', 23), 'sendable'],
  ['the proof of a mailbox after its day', given('email_verification', 25), 'out_of_date'],
  ['a notice of last week', given('password_changed', 8 * 24), 'sendable'],
  ['a notice of last quarter', given('password_changed', 90 * 24), 'out_of_date'],
  ['a change of address that can still be undone', given('email_changed', 6 * 24), 'sendable'],
  ['a change of address that cannot be undone any more', given('email_changed', 8 * 24), 'out_of_date'],
  ['a deletion that may have been called off', given('deletion_planned', 1), 'out_of_date'],
  ['a message of somebody who was erased', given('welcome', 1, {}, false), 'nobody_known'],
  ['a push message that has nowhere to go', given('welcome', 1, { channel: 'push', failure: 'no_device' }), 'no_device'],
]
for (const [what, delivery, verdict] of cases) {
  test(`a replay finds ${what} to be ${verdict.replaceAll('_', ' ')}`, async () => {
    const { verdicts, again } = await replayed([delivery])
    assert.deepEqual(verdicts, [verdict])
    assert.equal(again.length, verdict === 'sendable' ? 1 : 0)
  })
}

test('what is sent again is tried for as long as at first, and no longer than it is true', async () => {
  const { again } = await replayed([given('password_reset', 0.5), given('password_changed', 8 * 24)])
  assert.deepEqual(
    again.map(({ givesUpAt }) => (givesUpAt.getTime() - now.getTime()) / hours),
    [0.5, 72],
  )
})

test('a replay that only says what it would do does nothing', async () => {
  assert.deepEqual(await replayed([given('welcome', 1)], true), { verdicts: ['sendable'], again: [] })
})
