import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aCustomer } from '../support/a-customer.ts'
import { testDatabases } from '../support/databases.ts'
import { type Reply, startTestPatron } from '../support/patron.ts'
import { type Ask, asOwner } from '../support/query.ts'
import { aMember, getProfile, type Member, memberOf, putProfile, refresh, signIn } from '../support/signed-in.ts'

const path = '/api/v1/customers/'
const taken = { email: ['customer with this email address already exists.'] }
const address = { street_address: 'Am Markt 1', postal_code: 50_667, city: 'Köln', state: 'NRW', country: 'Deutschland' }

const slugIn = (reply: Reply): string => {
  assert.ok(reply.status < 300, reply.text)
  return (reply.json() as { slug: string }).slug
}

/** What the changes of one customer left: events in their order but the registration, and recoveries. */
const leftOf = async (ask: Ask, { number }: Member) => ({
  events: await ask(
    `select e.type, e.facts, e.personal from event e join customer c on c.id = e.customer_id
     where c.number = $1 and e.type <> 'customer.registered' order by e.id`,
    [number],
  ),
  recoveries: await ask(
    `select r.id, r.kind, r.email, r.used_at, extract(epoch from r.expires_at - now())::float8 as seconds
     from recovery r join customer c on c.id = r.customer_id where c.number = $1`,
    [number],
  ),
})

for (const { engine, create } of testDatabases) {
  test(`profiles change whole and tell what has changed (${engine})`, async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database)

    await t.test(
      'namesakes keep their slugs through changes of profile, and whoever comes back to a name gets its lowest free one',
      async () => {
        const john = { first_name: 'John', last_name: 'Smith' }
        const register = (index: number) => patron.post(path, aCustomer({ ...john, email: `john${index}@example.com` }))
        for (let index = 1; index <= 17; index += 1)
          assert.equal(slugIn(await register(index)), index === 1 ? 'john-smith' : `john-smith-${index}`)
        for (const index of [1, 2, 8, 9, 15, 16, 17]) {
          const member = await memberOf(patron, `john${index}@example.com`)
          const before = slugIn(await getProfile(patron, member))
          assert.equal(slugIn(await putProfile(patron, member, { email: member.email, date_of_birth: null })), before)
          assert.equal(slugIn(await putProfile(patron, member, { email: member.email, last_name: 'SMITH!' })), before)
        }
        for (const index of [1, 2, 8]) {
          const member = await memberOf(patron, `john${index}@example.com`)
          assert.equal(slugIn(await putProfile(patron, member, { email: member.email, last_name: 'Jones' })), 'john-jones')
          const back = await putProfile(patron, member, { email: member.email, last_name: 'Smith' })
          assert.equal(slugIn(back), index === 1 ? 'john-smith' : `john-smith-${index}`)
        }
        assert.equal(slugIn(await register(18)), 'john-smith-18')
      },
    )

    await t.test(
      'of twenty customers who want one free mailbox at once, one gets it and nothing of the others changes',
      async () => {
        const wanted = 'wanted@example.com'
        const members: Member[] = []
        for (let index = 1; index <= 10; index += 1)
          members.push(await aMember(patron, { email: `rival${index}@example.com`, last_name: `Rival ${index}` }))
        const replies = await Promise.all([
          ...members.map((member) => putProfile(patron, member, { email: wanted, last_name: 'Winner' })),
          ...members.map((_, index) => patron.post(path, aCustomer({ email: wanted, last_name: `New ${index}` }))),
        ])
        const losers = replies.filter(({ status }) => status >= 300)
        assert.equal(losers.length, 19)
        for (const loser of losers) assert.deepEqual([loser.status, loser.json()], [400, taken])
        const names = await Promise.all(
          members.map(async (member, index) => {
            const { email, last_name } = (await getProfile(patron, member)).json() as { email: string; last_name: string }
            const won = replies[index]?.status === 200
            assert.deepEqual([email, last_name], won ? [wanted, 'Winner'] : [member.email, `Rival ${index + 1}`])
            return email
          }),
        )
        assert.equal(new Set(names).size, 10)
      },
    )

    const own = await aMember(patron)
    const speller = await aMember(patron, { email: 'grace@example.com', last_name: 'Hopper' })
    const keeper = await aMember(patron, { email: 'keeper@example.com', last_name: 'Keeper' })

    await t.test('another mailbox takes effect at once: the old one is free, and every other session ends', async () => {
      const elsewhere = await memberOf(patron, own.email)
      const moved = await putProfile(patron, own, { email: 'Countess@Example.org' })
      assert.equal((moved.json() as { email: string }).email, 'Countess@example.org')
      assert.equal((await getProfile(patron, own)).status, 200)
      assert.equal((await refresh(patron, own.refresh)).status, 200)
      assert.equal((await getProfile(patron, elsewhere)).status, 401)
      assert.equal((await refresh(patron, elsewhere.refresh)).status, 401)
      assert.equal((await signIn(patron, own.email)).status, 401)
      assert.equal((await signIn(patron, 'countess@example.org')).status, 200)
      assert.equal((await patron.post(path, aCustomer({ last_name: 'Another' }))).status, 201)
      const back = await putProfile(patron, own, { email: own.email })
      assert.deepEqual([back.status, back.json()], [400, taken])
    })

    await t.test('another spelling of the same mailbox ends no session', async () => {
      const elsewhere = await memberOf(patron, speller.email)
      const spelled = await putProfile(patron, speller, { email: '"GRACE"@EXAMPLE.com' })
      assert.equal((spelled.json() as { email: string }).email, '"GRACE"@example.com')
      for (const member of [speller, elsewhere]) {
        assert.equal((await getProfile(patron, member)).status, 200)
        assert.equal((await refresh(patron, member.refresh)).status, 200)
      }
    })

    const { email } = keeper
    for (const body of [
      { email },
      { email: ' keeper@EXAMPLE.com', last_name: 'Keeper ' },
      { email, last_name: 'King', date_of_birth: null, address },
      { email, address },
      { email, address: Object.fromEntries(Object.entries(address).toReversed()) },
      { email, address: { ...address, postal_code: '50668' } },
      { email, last_name: 'KING' },
    ])
      assert.equal((await putProfile(patron, keeper, body)).status, 200)
    await patron.stop()
    const [ofOwn, ofSpeller, ofKeeper] = await asOwner(database, async (ask) => [
      await leftOf(ask, own),
      await leftOf(ask, speller),
      await leftOf(ask, keeper),
    ])
    assert.ok(ofOwn && ofSpeller && ofKeeper)

    await t.test('a change of mailbox is told once, with a recovery by which the old one takes it back for seven days', () => {
      assert.deepEqual([ofOwn.recoveries.length, ofOwn.events.length], [1, 2])
      const { id, seconds, ...recovery } = ofOwn.recoveries[0] ?? {}
      assert.deepEqual(recovery, { kind: 'undo_email_change', email: 'ada@example.com', used_at: null })
      assert.ok(Number(seconds) > 6.9 * 86_400 && Number(seconds) <= 7 * 86_400)
      const personal = { from: 'ada@example.com', to: 'Countess@example.org', firstName: 'Ada' }
      assert.deepEqual(ofOwn.events, [
        { type: 'customer.updated', facts: { changed: 'email' }, personal: null },
        { type: 'customer.email_changed', facts: { undo: id }, personal },
      ])
    })

    await t.test('a change of spelling is told as one of the profile, and leaves no recovery', () => {
      const updated = { type: 'customer.updated', facts: { changed: 'email' }, personal: null }
      assert.deepEqual(ofSpeller, { events: [updated], recoveries: [] })
    })

    await t.test('an event tells which fields have changed, and none tells of a change that is none', () => {
      assert.deepEqual(
        ofKeeper.events.map(({ type, facts }) => [type, facts]),
        ['lastName slug dateOfBirth address', 'address', 'lastName'].map((changed) => ['customer.updated', { changed }]),
      )
    })
  })
}
