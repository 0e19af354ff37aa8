import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aCustomer } from '../support/a-customer.ts'
import { testDatabases } from '../support/databases.ts'
import { startTestPatron } from '../support/patron.ts'

const path = '/api/v1/customers/'
const taken = { email: ['customer with this email address already exists.'] }

/** One mailbox in as many spellings as a person, a phone or an attacker writes it. */
const spellings = [
  'ada@example.com',
  'ADA@example.com',
  'Ada@Example.COM',
  ' ada@EXAMPLE.com ',
  'aDa@example.com',
  '"ada"@example.com',
]

for (const { engine, create } of testDatabases) {
  test(`of 50 people racing for one mailbox in any spelling, one is registered and 49 are told it is taken (${engine})`, async (t) => {
    const patron = await startTestPatron(t, await create(t))
    const rivals = Array.from({ length: 50 }, (_, index) => aCustomer({ email: spellings[index % spellings.length] }))
    const replies = await Promise.all(rivals.map((rival) => patron.post(path, rival)))
    assert.equal(replies.filter(({ status }) => status === 201).length, 1)
    const losers = replies.filter(({ status }) => status !== 201)
    for (const loser of losers) assert.deepEqual([loser.status, loser.json()], [400, taken])
  })

  test(`50 people of one name get 50 different slugs at once (${engine})`, async (t) => {
    const patron = await startTestPatron(t, await create(t))
    const namesakes = Array.from({ length: 50 }, (_, index) => aCustomer({ email: `namesake${index}@example.com` }))
    const replies = await Promise.all(namesakes.map((namesake) => patron.post(path, namesake)))
    const slugs = replies.map((reply) => (reply.json() as { slug: string }).slug)
    assert.deepEqual(
      new Set(slugs),
      new Set(['ada-lovelace', ...Array.from({ length: 49 }, (_, index) => `ada-lovelace-${index + 2}`)]),
    )
  })
}

const postgres = testDatabases.find(({ engine }) => engine === 'postgresql')
test('two servers on one PostgreSQL make one account of 50 simultaneous registrations', async (t) => {
  assert.ok(postgres)
  const database = await postgres.create(t)
  const servers = [await startTestPatron(t, database), await startTestPatron(t, database)]
  const replies = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      servers[index % 2]?.post(path, aCustomer({ email: spellings[index % spellings.length] })),
    ),
  )
  assert.deepEqual(replies.map((reply) => reply?.status).toSorted(), [201, ...Array(49).fill(400)])
})
