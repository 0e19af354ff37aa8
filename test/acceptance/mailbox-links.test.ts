import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RecoveryKind } from '../../src/core/recovery/recovery.ts'
import { aCustomer } from '../support/a-customer.ts'
import { testDatabases } from '../support/databases.ts'
import { form, type TestPatron } from '../support/patron.ts'
import { startRecovery, type TestRecovery } from '../support/recovery.ts'
import { aMember, getProfile, type Member, memberOf, password, putProfile, refresh, signIn } from '../support/signed-in.ts'
import { asOwner } from '../support/storage.ts'

const verify = (patron: TestPatron, token: string) => patron.send('POST', `/customer/verify-account/${token}`, form({}))
const lookAtVerification = (patron: TestPatron, token: string) => patron.send('GET', `/customer/verify-account/${token}`)
const undo = (patron: TestPatron, token: string) => patron.send('POST', `/customer/undo-email-change/${token}`, form({}))
const lookAtUndo = (patron: TestPatron, token: string) => patron.send('GET', `/customer/undo-email-change/${token}`)

const numberOf = ({ number }: Member) => [number]

const eventsOf = ({ engine }: TestRecovery, member: Member) =>
  asOwner<{ type: string; facts: unknown; personal: unknown }>(
    engine,
    'select e.type, e.facts, e.personal from event e join customer c on c.id = e.customer_id where c.number = $1 order by e.id',
    numberOf(member),
  )

const customerOf = async ({ engine }: TestRecovery, member: Member) => {
  const [customer] = await asOwner<{ email: string; email_key: string; proven: boolean }>(
    engine,
    'select email, email_key, email_verified_at is not null as proven from customer where number = $1',
    numberOf(member),
  )
  return customer
}

/** Moves the member to another address, and gives the token of the link that is mailed to the old one. */
async function moveTo(server: TestRecovery, member: Member, email: string): Promise<string> {
  const moved = await putProfile(server.patron, member, { email })
  assert.equal(moved.status, 200, moved.text)
  const [row] = await asOwner<{ kind: RecoveryKind; customer_id: string; id: string }>(
    server.engine,
    `select r.kind, r.customer_id, r.id from recovery r join customer c on c.id = r.customer_id
     where c.number = $1 and r.kind = 'undo_email_change' order by r.expires_at desc limit 1`,
    numberOf(member),
  )
  assert.ok(row)
  return server.tokenOf(row)
}

/** Undoes a change, and sets the password on the page this leads to. */
async function takeBack(patron: TestPatron, token: string, chosen: string): Promise<void> {
  const undone = await undo(patron, token)
  assert.equal(undone.status, 303, undone.text)
  const location = undone.headers.get('location') ?? ''
  assert.match(location, /^\/customer\/reset-password\/[\w-]{107}\?undone$/)
  const page = await patron.send('GET', location)
  assert.equal(page.status, 200)
  assert.match(page.text, /Your account has its old address back/)
  assert.equal((await patron.send('POST', location, form({ password: chosen, confirmPassword: chosen }))).status, 200)
}

for (const { engine: name, create } of testDatabases) {
  test(`a mailbox is proven by the link that was mailed to it (${name})`, async (t) => {
    const server = await startRecovery(t, await create(t))
    const { patron, engine, link } = server
    const ada = await aMember(patron)

    await t.test('looking at the link changes nothing; sixteen uses at once prove it once and are answered alike', async () => {
      const token = await link('email_verification', ada.email)
      assert.equal((await lookAtVerification(patron, token)).status, 200)
      assert.equal((await customerOf(server, ada))?.proven, false)
      const replies = await Promise.all(Array.from({ length: 16 }, () => verify(patron, token)))
      for (const { status, text } of replies) {
        assert.equal(status, 200)
        assert.match(text, /Your address is confirmed/)
      }
      assert.equal((await customerOf(server, ada))?.proven, true)
      assert.deepEqual((await eventsOf(server, ada)).slice(1), [{ type: 'customer.email_verified', facts: {}, personal: null }])
      const again = await lookAtVerification(patron, token)
      assert.match(again.text, /Your address is confirmed/)
      assert.equal((await getProfile(patron, ada)).status, 200)
    })

    await t.test('not after the address has changed, not after it has run out, not for who is not active', async () => {
      const token = await link('email_verification', ada.email)
      await moveTo(server, ada, 'countess@example.com')
      for (const reply of [await lookAtVerification(patron, token), await verify(patron, token)]) assert.equal(reply.status, 410)
      assert.equal((await customerOf(server, ada))?.proven, false)
      const late = await link('email_verification', 'countess@example.com')
      await asOwner(engine, "update recovery set expires_at = now() where kind = 'email_verification'")
      assert.equal((await verify(patron, late)).status, 410)
      const good = await link('email_verification', 'countess@example.com')
      await asOwner(engine, "update customer set state = 'suspended'")
      assert.equal((await verify(patron, good)).status, 410)
      await asOwner(engine, "update customer set state = 'active'")
      assert.equal((await verify(patron, good)).status, 200)
    })
  })

  test(`a change of address is undone by the link that was mailed to the old one (${name})`, async (t) => {
    const server = await startRecovery(t, await create(t))
    const { patron, engine, link } = server
    const chosen = 'correct horse battery staple'

    await t.test('the account is back: sessions, password and links of whoever took it are gone', async () => {
      const thief = await aMember(patron)
      const token = await moveTo(server, thief, 'thief@example.com')
      const theirs = await Promise.all([
        link('password_reset', 'thief@example.com'),
        link('email_verification', 'thief@example.com'),
      ])
      assert.match((await lookAtUndo(patron, token)).text, /ada@example\.com/)
      assert.equal((await customerOf(server, thief))?.email, 'thief@example.com')
      const undone = await undo(patron, token)
      const location = undone.headers.get('location') ?? ''
      assert.deepEqual(await customerOf(server, thief), { email: 'ada@example.com', email_key: 'ada@example.com', proven: true })
      assert.equal((await refresh(patron, thief.refresh)).status, 401)
      for (const email of ['ada@example.com', 'thief@example.com']) assert.equal((await signIn(patron, email)).status, 401)
      assert.equal((await patron.send('GET', `/customer/reset-password/${theirs[0]}`)).status, 410)
      assert.equal((await verify(patron, theirs[1])).status, 410)
      for (const reply of [await lookAtUndo(patron, token), await undo(patron, token)]) assert.equal(reply.status, 410)
      assert.equal((await patron.send('POST', location, form({ password: chosen, confirmPassword: chosen }))).status, 200)
      assert.equal((await signIn(patron, 'ada@example.com', chosen)).status, 200)
      assert.equal((await patron.post('/api/v1/customers/', aCustomer({ email: 'thief@example.com' }))).status, 201)
      const told = (await eventsOf(server, thief)).slice(-2)
      assert.deepEqual(told[0], {
        type: 'customer.email_change_undone',
        facts: {},
        personal: { to: 'ada@example.com', firstName: 'Ada' },
      })
      assert.equal(told[1]?.type, 'customer.password_changed')
    })

    await t.test('of sixteen uses at once one takes it back', async () => {
      const member = await aMember(patron, { email: 'raced@example.com' })
      const token = await moveTo(server, member, 'elsewhere@example.com')
      const replies = await Promise.all(Array.from({ length: 16 }, () => undo(patron, token)))
      assert.deepEqual(replies.map(({ status }) => status).toSorted(), [303, ...Array(15).fill(410)])
    })

    await t.test('not when somebody else has registered the address meanwhile', async () => {
      const member = await aMember(patron, { email: 'left@example.com' })
      const token = await moveTo(server, member, 'new@example.com')
      assert.equal((await patron.post('/api/v1/customers/', aCustomer({ email: 'LEFT@example.com' }))).status, 201)
      for (const reply of [await lookAtUndo(patron, token), await undo(patron, token)]) assert.equal(reply.status, 410)
      assert.equal((await customerOf(server, member))?.email, 'new@example.com')
      assert.equal((await getProfile(patron, member)).status, 200)
    })

    await t.test('through any number of changes: the first mailbox takes it back from all the later ones', async () => {
      const thief = await aMember(patron, { email: 'a@example.com' })
      const toA = await moveTo(server, thief, 'b@example.com')
      const toB = await moveTo(server, thief, 'c@example.com')
      const toC = await moveTo(server, thief, 'd@example.com')
      await takeBack(patron, toA, chosen)
      assert.equal((await customerOf(server, thief))?.email, 'a@example.com')
      for (const token of [toB, toC]) assert.equal((await undo(patron, token)).status, 410)
      assert.equal((await signIn(patron, 'a@example.com', chosen)).status, 200)
    })

    await t.test('a later mailbox that takes it back does not keep the first from it', async () => {
      const thief = await aMember(patron, { email: 'first@example.com' })
      const toFirst = await moveTo(server, thief, 'second@example.com')
      const toSecond = await moveTo(server, thief, 'third@example.com')
      await takeBack(patron, toSecond, chosen)
      assert.equal((await customerOf(server, thief))?.email, 'second@example.com')
      await takeBack(patron, toFirst, `${chosen} mine`)
      assert.equal((await customerOf(server, thief))?.email, 'first@example.com')
      assert.equal((await signIn(patron, 'first@example.com', `${chosen} mine`)).status, 200)
    })

    await t.test('the newsletter comes back with the address', async () => {
      const reader = await aMember(patron, { email: 'reader@example.com' })
      await asOwner(engine, 'update customer set subscribed_to_newsletter = true where number = $1', numberOf(reader))
      const token = await moveTo(server, reader, 'elsewhere@example.com')
      const subscribed = () => asOwner(engine, "select value from claim where kind = 'newsletter'")
      assert.deepEqual(await subscribed(), [{ value: 'elsewhere@example.com' }])
      await takeBack(patron, token, chosen)
      assert.deepEqual(await subscribed(), [{ value: 'reader@example.com' }])
    })

    await t.test('back at the old address already, the link still ends what others hold', async () => {
      const member = await aMember(patron, { email: 'home@example.com' })
      const toHome = await moveTo(server, member, 'away@example.com')
      const toAway = await moveTo(server, member, 'home@example.com')
      await takeBack(patron, toHome, chosen)
      assert.equal((await undo(patron, toAway)).status, 410)
      assert.equal((await signIn(patron, 'home@example.com', chosen)).status, 200)
    })

    await t.test('seven days, and only while the customer is active', async () => {
      const member = await aMember(patron, { email: 'slow@example.com' })
      const token = await moveTo(server, member, 'fast@example.com')
      const state = (to: string) => asOwner(engine, 'update customer set state = $1 where number = $2', [to, member.number])
      await state('suspended')
      assert.equal((await undo(patron, token)).status, 410)
      await state('active')
      await asOwner(engine, "update recovery set expires_at = now() where kind = 'undo_email_change'")
      assert.equal((await undo(patron, token)).status, 410)
      assert.equal((await memberOf(patron, 'fast@example.com', password)).number, member.number)
    })
  })
}
