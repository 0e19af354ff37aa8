import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { testDatabases } from '../support/databases.ts'
import { startTestPatron } from '../support/patron.ts'
import { aMember, claimsOf, getProfile, refresh, tokensIn } from '../support/signed-in.ts'

const secret = 'the-token-secret-of-these-tests-0123456789'
const settings = { PATRON_TOKEN_SECRET: secret, PATRON_ACCESS_TOKEN_SECONDS: '600', PATRON_REFRESH_TOKEN_SECONDS: '3600' }
const hours = 3_600_000

/** Of a clock that nobody sets. */
const trueTime = (): number => performance.timeOrigin + performance.now()

/** The token as it would be had it run out a moment ago. */
function runOut(token: string): string {
  const [header = ''] = token.split('.')
  const claims = { ...claimsOf(token), exp: Math.floor(trueTime() / 1000) - 2 }
  const signed = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

const secondsLeft = (token: string): number => Number(claimsOf(token)['exp']) - trueTime() / 1000

// PGlite has the clock of the process it is in.
for (const { engine, create } of testDatabases.filter(({ engine }) => engine === 'postgresql')) {
  for (const off of [-24 * hours, 24 * hours]) {
    test(`a server whose clock is ${off / hours} hours off gives out and takes tokens by the clock of the database (${engine})`, async (t) => {
      const database = await create(t)
      t.mock.timers.enable({ apis: ['Date'], now: trueTime() + off })
      const patron = await startTestPatron(t, database, settings)
      const member = await aMember(patron)
      for (const [token, lifetime] of [[member.access, 600] as const, [member.refresh, 3_600] as const]) {
        assert.ok(secondsLeft(token) <= lifetime, 'no longer than it may live')
        assert.ok(secondsLeft(token) > lifetime - 60, 'and about as long')
      }
      assert.equal((await getProfile(patron, member)).status, 200)
      assert.equal((await getProfile(patron, { ...member, access: runOut(member.access) })).status, 401)
      const { access } = tokensIn(await refresh(patron, member.refresh))
      assert.ok(secondsLeft(access) <= 600)

      t.mock.timers.reset() // the clock is set right while the server runs
      assert.equal((await getProfile(patron, member)).status, 200)
      assert.equal((await getProfile(patron, { ...member, access: runOut(member.access) })).status, 401)
      assert.ok(Math.abs(secondsLeft(tokensIn(await refresh(patron, member.refresh)).access) - 600) < 60)
    })
  }
}
