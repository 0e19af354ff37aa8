import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabases } from '../support/databases.ts'
import { type Reply, startTestPatron, type TestPatron } from '../support/patron.ts'
import { startPostgres } from '../support/postgres-server.ts'
import { query } from '../support/query.ts'
import { scratchFolder } from '../support/scratch-folder.ts'
import { aMember, bearer, claimsOf, getProfile, type Member, memberOf, refresh, signIn, tokensIn } from '../support/signed-in.ts'

const rotating = { PATRON_ROTATE_REFRESH_TOKENS: 'on' }
const blacklisted = { detail: 'Token is blacklisted', code: 'token_not_valid' }
const inactive = { detail: 'User is inactive', code: 'user_inactive' }
const noActiveAccount = { detail: 'No active account found for the given token.' }

const seen = (reply: Reply) => [reply.status, reply.json()]

/** The member with the tokens of a refresh that rotates. */
const refreshed = async (patron: TestPatron, member: Member): Promise<Member> => ({
  ...member,
  ...tokensIn(await refresh(patron, member.refresh)),
})

const isLive = async (patron: TestPatron, member: Pick<Member, 'path' | 'access'>) =>
  (await getProfile(patron, member)).status === 200

for (const { engine, create } of testDatabases) {
  test(`refresh tokens turn as set, and sessions end one by one or all together (${engine})`, async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database, rotating)
    const first = await aMember(patron)

    await t.test(
      'with rotation on, of sixteen uses of one token at once one gets the successor, and the successor works',
      async () => {
        const replies = await Promise.all(Array.from({ length: 16 }, () => refresh(patron, first.refresh)))
        const winners = replies.filter(({ status }) => status === 200)
        assert.equal(winners.length, 1)
        const losers = replies.filter(({ status }) => status !== 200)
        for (const loser of losers) assert.deepEqual(seen(loser), [401, blacklisted])
        const [winner] = winners
        assert.ok(winner)
        assert.deepEqual(Object.keys(winner.json() as object).toSorted(), ['access', 'refresh'])
        const next = await refreshed(patron, { ...first, ...tokensIn(winner) })
        assert.ok(await isLive(patron, next))
      },
    )

    const innocent = await memberOf(patron, first.email)
    const stolen = await memberOf(patron, first.email)
    const quiet = await memberOf(patron, first.email)
    const lapsed = await memberOf(patron, first.email)
    const afterInnocent = await refreshed(patron, innocent)
    const afterStolen = await refreshed(patron, stolen)

    await t.test('a used token within the grace is refused and no more', async () => {
      for (let again = 1; again <= 3; again += 1)
        assert.deepEqual(seen(await refresh(patron, innocent.refresh)), [401, blacklisted])
      assert.ok(await isLive(patron, innocent))
      assert.ok(await isLive(patron, await refreshed(patron, afterInnocent)))
    })

    await t.test('a used token that comes back after its successor was used ends its family, within the grace, too', async () => {
      const begun = await memberOf(patron, first.email)
      const next = await refreshed(patron, begun)
      const last = await refreshed(patron, next)
      assert.deepEqual(seen(await refresh(patron, begun.refresh)), [401, blacklisted])
      assert.equal(await isLive(patron, last), false)
      assert.deepEqual(seen(await refresh(patron, last.refresh)), [401, blacklisted])
    })

    await patron.stop()
    const expiry = "case id when $1 then now() - interval '1 second' else expires_at end"
    const update = `update session set refreshed_at = refreshed_at - interval '31 seconds', expires_at = ${expiry}`
    await query(database, update, [claimsOf(lapsed.access)['sid']])
    const later = await startTestPatron(t, database, rotating)

    await t.test('a used token after the grace ends every token of its family, and of no other', async () => {
      assert.deepEqual(seen(await refresh(later, stolen.refresh)), [401, blacklisted])
      assert.deepEqual(seen(await refresh(later, afterStolen.refresh)), [401, blacklisted])
      for (const member of [stolen, afterStolen]) assert.equal(await isLive(later, member), false)
      assert.ok(await isLive(later, innocent))
    })

    await t.test('a token that was not used works however late it comes', async () => {
      assert.ok(await isLive(later, await refreshed(later, quiet)))
    })

    await t.test('a session past its last day is refreshed no more; its access token lasts as long as it says', async () => {
      assert.ok(await isLive(later, lapsed))
      assert.equal((await refresh(later, lapsed.refresh)).status, 401)
      assert.equal((await later.post('/auth/token/blacklist/', { refresh: lapsed.refresh })).status, 401)
    })

    await later.stop()
    const still = await startTestPatron(t, database)
    const one = await memberOf(still, first.email)
    const other = await memberOf(still, first.email)

    await t.test('a token used while rotation was on does not come back when it is off', async () => {
      assert.deepEqual(seen(await refresh(still, quiet.refresh)), [401, blacklisted])
    })

    await t.test('without rotation a refresh token works again and again, also at once', async () => {
      const replies = await Promise.all(Array.from({ length: 8 }, () => refresh(still, one.refresh)))
      for (const reply of replies) {
        assert.equal(reply.status, 200)
        assert.deepEqual(Object.keys(reply.json() as object), ['access'])
      }
    })

    await t.test('blacklisting a refresh token ends the access tokens of its session, and of no other', async () => {
      const ended = await memberOf(still, one.email)
      const { access } = tokensIn(await refresh(still, ended.refresh))
      assert.equal((await still.post('/auth/token/blacklist/', { refresh: ended.refresh })).status, 200)
      for (const token of [ended.access, access]) assert.equal(await isLive(still, { ...ended, access: token }), false)
      for (const member of [one, other]) assert.ok(await isLive(still, member))
    })

    await t.test('of sixteen calls to end one session at once one ends it', async () => {
      const ended = await memberOf(still, one.email)
      const calls = Array.from({ length: 16 }, () => still.post('/auth/token/blacklist/', { refresh: ended.refresh }))
      const replies = await Promise.all(calls)
      assert.deepEqual(replies.map(({ status }) => status).toSorted(), [200, ...Array(15).fill(401)])
    })
  })
}

const postgres = testDatabases.find(({ engine }) => engine === 'postgresql')

test('what ends on one server has ended on every other with the next request', async (t) => {
  assert.ok(postgres)
  const database = await postgres.create(t)
  const here = await startTestPatron(t, database)
  const there = await startTestPatron(t, database)
  const member = await aMember(here)
  assert.ok(await isLive(there, member))
  const { access } = tokensIn(await refresh(there, member.refresh))
  const signedOut = await memberOf(there, member.email)
  assert.ok(await isLive(here, signedOut))

  assert.equal((await here.post('/auth/token/blacklist/', { refresh: signedOut.refresh })).status, 200)
  assert.equal(await isLive(there, signedOut), false)
  assert.deepEqual(seen(await refresh(there, signedOut.refresh)), [401, blacklisted])
  assert.ok(await isLive(there, member))

  assert.equal((await here.send('DELETE', member.path, { headers: bearer(member.access) })).status, 204)
  for (const server of [here, there]) {
    for (const token of [member.access, access])
      assert.deepEqual(seen(await getProfile(server, { ...member, access: token })), [401, inactive])
    assert.deepEqual(seen(await refresh(server, member.refresh)), [401, noActiveAccount])
    assert.equal((await signIn(server, member.email)).status, 401)
  }
})

test('of sixteen uses of one refresh token on two servers at once one gets the successor', async (t) => {
  assert.ok(postgres)
  const database = await postgres.create(t)
  const servers = [await startTestPatron(t, database, rotating), await startTestPatron(t, database, rotating)] as const
  const member = await aMember(servers[0])
  const replies = await Promise.all(
    Array.from({ length: 16 }, (_, index) => refresh(servers[index % 2 === 0 ? 0 : 1], member.refresh)),
  )
  const [winner, ...more] = replies.filter(({ status }) => status === 200)
  assert.ok(winner)
  assert.equal(more.length, 0)
  assert.ok(await isLive(servers[1], await refreshed(servers[0], { ...member, ...tokensIn(winner) })))
})

test('tokens outlive a restart of PostgreSQL and of the server', async (t) => {
  const postgresql = await startPostgres()
  t.after(() => postgresql.stop())
  const { folder: dataDir, remove } = scratchFolder()
  t.after(() => t.after(remove))
  const database = { databaseUrl: postgresql.url, dataDir }
  const patron = await startTestPatron(t, database)
  const member = await aMember(patron)
  await postgresql.restart()
  assert.ok(await isLive(patron, member))
  await postgresql.restart()
  const { access } = tokensIn(await refresh(patron, member.refresh))
  assert.ok(await isLive(patron, { ...member, access }))
  await postgresql.restart()
  assert.equal((await signIn(patron, member.email)).status, 200)
  await patron.stop()
  const restarted = await startTestPatron(t, database)
  for (const token of [member.access, access]) assert.ok(await isLive(restarted, { ...member, access: token }))
  assert.equal((await refresh(restarted, member.refresh)).status, 200)
})
