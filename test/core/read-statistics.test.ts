import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readStatistics } from '../../src/core/statistics/read-statistics.ts'

const now = new Date('2026-03-10T12:30:00Z')
const hour = 3_600_000

/** A feed of an event an hour, the last one half an hour ago; every second place is another tenant's. */
const places = Array.from({ length: 1000 }, (_none, nth) => ({
  position: 2 * nth + 1,
  occurredAt: new Date(now.getTime() - hour / 2 - (999 - nth) * hour),
}))

test('statistics begin where the days do, and look at few events before them', async () => {
  const looked: number[] = []
  let counted = 0
  const periods = await readStatistics(
    { days: 3, by: 'day' },
    {
      now: () => now,
      tallies: { since: async () => [{ hour: new Date('2026-03-09T23:00:00Z'), kind: 'sign_in', count: 5 }] },
      events: {
        last: async () => 1999,
        async firstFrom(position) {
          looked.push(position)
          return places.find((place) => place.position >= position)
        },
        async byHour(position, since) {
          const counts = places.filter((place) => place.position >= position)
          counted = counts.length
          return counts
            .filter(({ occurredAt }) => occurredAt >= since)
            .map(({ occurredAt }) => ({ hour: occurredAt, type: 'customer.registered', count: 1 }))
        },
      },
    },
  )
  assert.deepEqual(
    periods.map(({ from, registrations, sign_in }) => [from.toISOString(), registrations, sign_in]),
    [
      ['2026-03-08T00:00:00.000Z', 24, 0],
      ['2026-03-09T00:00:00.000Z', 24, 5],
      ['2026-03-10T00:00:00.000Z', 13, 0],
    ],
  )
  assert.ok(looked.length <= 12, `${looked.length} looks`)
  assert.ok(counted <= 24 + 24 + 13 + 1, 'an hour more than is told')
})
