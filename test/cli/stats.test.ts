import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ShownPeriod } from '../../src/control/statistics.ts'
import { aCustomer } from '../support/a-customer.ts'
import { testDatabases } from '../support/databases.ts'
import { eventually } from '../support/eventually.ts'
import { startTestPatron, type TestPatron } from '../support/patron.ts'
import { commandsOn, environmentFor } from '../support/processes.ts'

for (const { engine, create } of testDatabases) {
  test(`registrations, sign-ins and refusals are told over time, of servers that have ended, too (${engine})`, async (t) => {
    const database = await create(t)
    const start = () =>
      startTestPatron(t, database, {
        ...environmentFor(database),
        PATRON_RATE_LIMITS: 'on',
        PATRON_SIGN_INS_PER_ACCOUNT: '3/3600',
      })
    const run = commandsOn(t, database)
    const stats = async (...args: readonly string[]): Promise<readonly ShownPeriod[]> => {
      const { code, output, errors } = await run('stats', '--json', ...args)
      assert.deepEqual([code, errors], [0, ''])
      return JSON.parse(output) as readonly ShownPeriod[]
    }
    const first = await start()
    const register = (email: string) => first.post('/api/v1/customers/', aCustomer({ email }))
    const signIn = (patron: TestPatron, email: string, password = 'Kv7#mQ2$wZ9p') =>
      patron.post('/auth/token/', { email, password })
    // Sums, so that nothing depends on the hour or day that ends meanwhile.
    const summed = (periods: readonly ShownPeriod[]) => {
      const sum = (count: (period: ShownPeriod) => number) => periods.reduce((all, period) => all + count(period), 0)
      return {
        registered: [sum((one) => one.registrations), sum((one) => one.registration_refused)],
        signedIn: [sum((one) => one.sign_in), sum((one) => one.sign_in_refused), sum((one) => one.sign_in_turned_away)],
      }
    }

    await t.test('what a running server has just counted is told', async () => {
      assert.equal((await register('ada@example.com')).status, 201)
      assert.equal((await register('grace@example.com')).status, 201)
      assert.equal((await register('ada@example.com')).status, 400)
      assert.equal((await signIn(first, 'ada@example.com')).status, 200)
      for (const status of [401, 401, 401, 429]) assert.equal((await signIn(first, 'grace@example.com', 'wrong')).status, status)
      await eventually('the events have their places', async () => summed(await stats('--days', '2')).registered[0] === 2)
      assert.deepEqual(summed(await stats('--days', '2')), { registered: [2, 1], signedIn: [1, 3, 1] })
    })

    await t.test('hours and days without anything are told, too', async () => {
      assert.equal((await stats()).length, 14)
      const days = await stats('--days', '3')
      assert.equal(days.length, 3)
      assert.ok(days.every(({ from }) => from.endsWith('T00:00:00.000Z')))
      assert.deepEqual([days[0]?.registrations, days[0]?.sign_in, days[0]?.events], [0, 0, {}])
      const hours = await stats('--by', 'hour', '--days', '2')
      assert.ok(hours.length > 24 && hours.length <= 48)
      assert.deepEqual(summed(hours), summed(days))
      const { output } = await run('stats', '--days', '2')
      assert.match(output, /^from \(UTC\) +registered +refused +turned away +signed in +refused +turned away +events\n/)
      assert.match((await run('stats', '--by', 'week')).errors, /^week is not accepted\. It is one of: hour, day\.\n$/)
    })

    await t.test('what was counted is there after the server has ended, and the next one adds to it', async () => {
      await first.stop()
      assert.deepEqual(summed(await stats('--days', '2')), { registered: [2, 1], signedIn: [1, 3, 1] })
      const second = await start()
      assert.equal((await signIn(second, 'ada@example.com')).status, 200)
      assert.deepEqual(summed(await stats('--days', '2')).signedIn, [2, 3, 1])
    })
  })
}
