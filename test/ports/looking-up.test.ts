import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import type { Engine } from '../../src/storage/engine.ts'
import { lookingUp } from '../../src/storage/transaction.ts'
import { testDatabases } from '../support/databases.ts'
import { asOwner, openStorage, statement, withFaults } from '../support/storage.ts'

const tenant = defaultTenantId
const unavailable = { name: 'Trouble', value: { code: 'unavailable', retryAfterSeconds: 5 } }
const answering = (value: number) => statement<{ value: number }>('select $1::integer as value', [value])
const dividing = (by: number) => statement<{ value: number }>('select 1 / $1::integer as value', [by])
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

/** The engine, and how often somebody took a connection of it. */
function countingConnections(engine: Engine) {
  const taken = { connections: 0 }
  const counting = withFaults(engine, (text) => {
    if (text === 'connect') taken.connections += 1
  })
  return { taken, counting }
}

for (const { engine: name, create } of testDatabases) {
  test(`what is looked up in one turn shares a connection, and each gets its own answer (${name})`, async (t) => {
    const { taken, counting } = countingConnections(await openStorage(t, await create(t)))
    const session = lookingUp(counting, tenant)
    const answers = await Promise.all(numbers(12).map((value) => session.run(answering(value))))
    assert.deepEqual(
      answers,
      numbers(12).map((value) => [{ value }]),
    )
    assert.equal(taken.connections, 1)
  })

  test(`no more than sixteen wait for each other (${name})`, async (t) => {
    const { taken, counting } = countingConnections(await openStorage(t, await create(t)))
    const session = lookingUp(counting, tenant)
    const answers = await Promise.all(numbers(40).map((value) => session.run(answering(value))))
    assert.deepEqual(
      answers.flat(),
      numbers(40).map((value) => ({ value })),
    )
    assert.equal(taken.connections, 3)
  })

  test(`a look-up the database refuses is told so, and those beside it have their answers (${name})`, async (t) => {
    const session = lookingUp(await openStorage(t, await create(t)), tenant)
    const asked = [session.run(dividing(1)), session.run(dividing(0)), session.run(answering(3))]
    const [first, second, third] = await Promise.allSettled(asked)
    assert.deepEqual(first, { status: 'fulfilled', value: [{ value: 1 }] })
    assert.equal(second?.status === 'rejected' && second.reason.code, '22012')
    assert.deepEqual(third, { status: 'fulfilled', value: [{ value: 3 }] })
    assert.deepEqual(await session.run(answering(4)), [{ value: 4 }])
  })

  test(`a look-up sees what was committed before it was asked (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const session = lookingUp(engine, tenant)
    const tenantName = statement<{ name: string }>('select name from tenant where id = $1', [tenant])
    await asOwner(engine, "update tenant set name = 'renamed' where id = $1", [tenant])
    const [one, other] = await Promise.all([session.run(tenantName), session.run(tenantName)])
    assert.deepEqual([one, other], [[{ name: 'renamed' }], [{ name: 'renamed' }]])
  })

  test(`look-ups of the same turn for two tenants do not see each other's (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const seen = statement<{ tenant: string }>("select current_setting('patron.tenant_id') as tenant")
    const other = '01890000-0000-7000-8000-0000000000ff'
    const answers = await Promise.all([tenant, other].map((id) => lookingUp(engine, id).run(seen)))
    assert.deepEqual(answers, [[{ tenant }], [{ tenant: other }]])
  })

  test(`where no connection is to be had, each of them is told "unavailable" (${name})`, async (t) => {
    const engine = withFaults(await openStorage(t, await create(t)), (text) => {
      if (text === 'connect') throw Object.assign(new Error('made by a test'), { code: 'ECONNREFUSED' })
    })
    const session = lookingUp(engine, tenant)
    const asked = numbers(3).map((value) => assert.rejects(session.run(answering(value)), unavailable))
    await Promise.all(asked)
  })
}
