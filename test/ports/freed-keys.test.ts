import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig } from '../../src/config/config.ts'
import { djangoRegistration } from '../../src/dialects/django/policy.ts'
import { joinRegistration } from '../../src/join/registration.ts'
import type { Engine } from '../../src/storage/engine.ts'
import { openCoreParts } from '../support/core-parts.ts'
import { testDatabases } from '../support/databases.ts'
import { testSettings } from '../support/patron.ts'
import { asOwner, openStorage } from '../support/storage.ts'
import { defaultTenant } from '../support/tenants.ts'

/** The database for so many transactions, after which there are no connections for such calls any more. */
function ofFewConnections(engine: Engine, transactions: number): Engine {
  let left = transactions
  return {
    ...engine,
    async connect() {
      left -= 1
      if (left < 0) throw new Error('all connections stayed in use')
      return engine.connect()
    },
  }
}

for (const database of testDatabases) {
  test(`who was refused for want of a connection may come again with the same key at once (${database.engine})`, async (t) => {
    const engine = await openStorage(t, await database.create(t))
    const parts = { engine, ...openCoreParts(readConfig(testSettings), (close) => t.after(close)) }
    const request = {
      draft: {
        email: 'ada@example.com',
        firstName: 'Ada',
        lastName: 'Lovelace',
        dateOfBirth: undefined,
        password: 'Kv7#mQ2$wZ9p',
        passwordAgain: 'Kv7#mQ2$wZ9p',
      },
      policy: djangoRegistration(() => false),
      clientNetwork: null,
      evidence: {
        surface: 'django',
        actingAs: 'customer',
        actingId: null,
        clientAddress: '127.0.0.1',
        userAgent: null,
        requestId: 'a request',
      } as const,
      keyed: { key: 'the-key-of-the-request', scope: 'anonymous', body: Buffer.from('{}') },
      answers: { registered: () => 'registered', refused: () => 'refused' },
    }
    const full = joinRegistration({ ...parts, hashedCalls: ofFewConnections(engine, 1) }, defaultTenant)
    await assert.rejects(full(request), { value: { code: 'unavailable', retryAfterSeconds: 5 } })
    assert.deepEqual(await asOwner(engine, 'select * from idempotency'), [])
    const calm = joinRegistration({ ...parts, hashedCalls: engine }, defaultTenant)
    assert.deepEqual(await calm(request), { answer: 'registered', replayed: false })
  })
}
