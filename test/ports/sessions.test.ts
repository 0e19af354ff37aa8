import assert from 'node:assert/strict'
import { test } from 'node:test'
import { v7 as newId } from 'uuid'
import { createKeyring } from '../../src/adapters/secrets/keyring.ts'
import { type SignInDeps, signIn } from '../../src/core/sessions/sign-in.ts'
import { usualSettings } from '../../src/core/tenants/settings.ts'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { transactionsOf } from '../../src/join/stores.ts'
import type { Connection, Engine } from '../../src/storage/engine.ts'
import { loginLookUp } from '../../src/storage/logins.ts'
import { sessionLookUp, singleSessionStore } from '../../src/storage/sessions.ts'
import { statementByStatement } from '../../src/storage/transaction.ts'
import { Trouble } from '../../src/violations/trouble.ts'
import { testDatabases } from '../support/databases.ts'
import { eventually } from '../support/eventually.ts'
import { removeOutlived } from '../support/retention.ts'
import { ada, asOwner, openStorage, somebodyWaits } from '../support/storage.ts'

const tenant = defaultTenantId
const otherTenant = '00000000-0000-7000-8000-000000000002'
const oldHash = '$argon2id$v=19$m=16,t=1,p=1$b2xkZXJzYWx0$b2xkZXJoYXNo'
const upgraded = '$argon2id$v=19$m=8,t=1,p=1$b3duc2FsdA$b3duaGFzaA'
const elsewhere = '$argon2id$v=19$m=8,t=1,p=1$b3RoZXJzYWx0$b3RoZXJoYXNo'
const keyring = createKeyring(['the-secret-key-of-the-tests-0123456789'])
const limits = {
  perClient: { name: 'sign-in by client', count: 5, windowSeconds: 60 },
  perAccount: { name: 'sign-in by account', count: 5, windowSeconds: 60 },
}

/** Ada as an import leaves her: known by login and number, her password hashed at another cost. */
async function storeAda(engine: Engine): Promise<void> {
  await asOwner(
    engine,
    `insert into customer (id, tenant_id, number, state, email, email_key, email_key_version, first_name, last_name, slug, created_at)
     values ($1, $2, 1, 'active', 'ada@example.com', 'ada@example.com', 1, 'Ada', 'Lovelace', 'ada-lovelace', now())`,
    [ada, tenant],
  )
  const claim = 'insert into claim (tenant_id, kind, value, customer_id) values ($1, $2, $3, $4)'
  await asOwner(engine, claim, [tenant, 'login', 'ada@example.com', ada])
  const credential = `insert into credential (customer_id, kind, tenant_id, hash, changed_at) values ($1, 'password', $2, $3, now())`
  await asOwner(engine, credential, [ada, tenant, oldHash])
}

/** A sign-in with the right password, while whose verification something else happens. */
function signInWhile(engine: Engine, happens: () => Promise<unknown>) {
  const asking = statementByStatement(engine, tenant)
  const deps: SignInDeps = {
    tenantId: tenant,
    limits,
    limitStore: { count: async (tries) => tries.map(() => ({ used: 1, remainingSeconds: 60 })) },
    logins: loginLookUp(asking, tenant),
    hashing: {
      admit: () => {},
      hash: async () => upgraded,
      verify: async (_password, hash) => {
        await happens()
        return hash === oldHash
      },
      isOutdated: (hash) => hash === oldHash,
      decoy: async () => elsewhere,
      millisecondsOf: async () => 0,
    },
    unverified: 'accepted',
    settings: usualSettings,
    consents: { states: () => assert.fail('nothing is mandatory') },
    failureFloor: { milliseconds: async () => 0 },
    transaction: transactionsOf(engine, tenant, keyring),
    tokens: { issue: ({ kind }) => kind, read: async () => undefined },
    lifetimes: { accessSeconds: 3_600, refreshSeconds: 7_200 },
    newId: () => newId(),
    newTokenId: () => newId(),
    now: () => new Date(),
    toAscii: (domain) => domain,
    elapsed: () => 0,
    sleep: async () => {},
  }
  const draft = { login: 'ada@example.com', password: 'right', passwordAsSent: 'right' }
  return signIn({ draft, clientNetwork: '203.0.113.1' }, deps)
}

const isRefused = (error: unknown) => error instanceof Trouble && error.value.code === 'credentials_refused'

/** What of Ada a sign-in may have changed. */
async function kept(engine: Engine) {
  const [credential] = await asOwner<{ hash: string; scheme: string; version: number }>(
    engine,
    'select hash, scheme, version from credential',
  )
  const [customer] = await asOwner<{ signedIn: boolean }>(
    engine,
    'select last_sign_in_at is not null as "signedIn" from customer',
  )
  return { ...credential, ...customer, sessions: (await asOwner(engine, 'select from session')).length }
}

const atOnce = `insert into session (customer_id, id, tenant_id, refresh_id, refreshed_at, started_at, expires_at)
  values ($1, $2, $3, $4, now(), now(), now() + make_interval(secs => $5))`

for (const { engine: name, create } of testDatabases) {
  test(`a hash is replaced only by one of the same password (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    await storeAda(engine)

    await t.test(
      'a password changed between verification and upgrade stays as it was changed, and begins no session',
      async () => {
        const change = () => asOwner(engine, 'update credential set hash = $1, version = version + 1', [elsewhere])
        await assert.rejects(signInWhile(engine, change), isRefused)
        assert.deepEqual(await kept(engine), { hash: elsewhere, scheme: 'argon2id', version: 2, signedIn: false, sessions: 0 })
      },
    )

    await t.test('a customer deactivated in between gets no session, and the hash stays', async () => {
      await asOwner(engine, 'update credential set hash = $1', [oldHash])
      const deactivate = () => asOwner(engine, "update customer set state = 'deactivated'")
      await assert.rejects(signInWhile(engine, deactivate), isRefused)
      assert.deepEqual(await kept(engine), { hash: oldHash, scheme: 'argon2id', version: 2, signedIn: false, sessions: 0 })
      await asOwner(engine, "update customer set state = 'active'")
    })

    await t.test('a password taken away in between begins no session', async () => {
      const remove = () => asOwner(engine, 'delete from credential')
      await assert.rejects(signInWhile(engine, remove), isRefused)
      const credential = `insert into credential (customer_id, kind, tenant_id, hash, changed_at) values ($1, 'password', $2, $3, now())`
      await asOwner(engine, credential, [ada, tenant, oldHash])
      assert.deepEqual(await kept(engine), { hash: oldHash, scheme: 'argon2id', version: 1, signedIn: false, sessions: 0 })
    })

    await t.test('a password that is being changed while the session would begin begins none', async () => {
      let changing: Connection | undefined
      const change = async () => {
        const connection = await engine.connect()
        await connection.script(
          `begin; select from customer for update; update credential set hash = '${elsewhere}', version = version + 1`,
        )
        changing = connection
      }
      const signingIn = assert.rejects(signInWhile(engine, change), isRefused)
      const other = await eventually('the password is being changed', () => changing)
      await somebodyWaits(engine)
      await other.script('commit')
      other.release(false)
      await signingIn
      assert.deepEqual(await kept(engine), { hash: elsewhere, scheme: 'argon2id', version: 2, signedIn: false, sessions: 0 })
      await asOwner(engine, 'update credential set hash = $1, version = 1', [oldHash])
    })

    await t.test('of two sign-ins at once the first to upgrade stays, and both begin a session', async () => {
      const upgrade = () => asOwner(engine, 'update credential set hash = $1', [elsewhere])
      assert.ok((await signInWhile(engine, upgrade)).ok)
      assert.deepEqual(await kept(engine), { hash: elsewhere, scheme: 'argon2id', version: 1, signedIn: true, sessions: 1 })
    })

    await t.test('nothing in between: the new hash is there, the scheme is our own, the version stays', async () => {
      await asOwner(engine, "update credential set hash = $1, scheme = 'md5'", [oldHash])
      assert.ok((await signInWhile(engine, async () => {})).ok)
      assert.deepEqual(await kept(engine), { hash: upgraded, scheme: 'argon2id', version: 1, signedIn: true, sessions: 2 })
    })
  })

  test(`sessions are looked up with their customer, of their own tenant, and removed a day after their end (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    await storeAda(engine)
    const hour = 3_600
    const ids: string[] = []
    for (const seconds of [hour, -1, -25 * hour, -23 * hour]) {
      const id = newId()
      ids.push(id)
      await asOwner(engine, atOnce, [ada, id, tenant, newId(), seconds])
    }
    const [live = '', past = '', longPast = '', dayPast = ''] = ids
    const look = (tenantId: string, id: string | null) =>
      sessionLookUp(statementByStatement(engine, tenantId), tenantId).customerWithSession(ada, id)

    await t.test('one past its last moment has run out; one that is none leaves the customer', async () => {
      assert.equal((await look(tenant, live))?.session?.hasRunOut, false)
      assert.equal((await look(tenant, past))?.session?.hasRunOut, true)
      for (const none of [newId(), null]) {
        const found = await look(tenant, none)
        assert.deepEqual([found?.customer.id, found?.session], [ada, undefined])
      }
    })

    await t.test('another tenant sees neither the customer nor the session, and ends none', async () => {
      assert.equal(await look(otherTenant, live), undefined)
      const others = singleSessionStore(statementByStatement(engine, otherTenant), otherTenant)
      assert.equal(await others.end(ada, live), false)
      assert.equal((await look(tenant, live))?.session?.hasEnded, false)
    })

    await t.test('one that has run out is neither rotated nor ended', async () => {
      const store = singleSessionStore(statementByStatement(engine, tenant), tenant)
      const { session } = (await look(tenant, past)) ?? {}
      assert.ok(session)
      const use = { customerId: ada, id: past, usedId: session.refreshId ?? '', nextId: newId(), lifetimeSeconds: hour }
      assert.equal(await store.rotate(use), false)
      assert.equal(await store.end(ada, past), false)
    })

    await t.test('what has run out goes: sessions a day later with what is claimed of them, recoveries at once', async () => {
      const recovery = `insert into recovery (customer_id, id, tenant_id, kind, email, expires_at)
        values ($1, $2, $3, 'undo_email_change', 'a@example.com', now() + make_interval(secs => $4))`
      const [good, expired] = [newId(), newId()]
      await asOwner(engine, recovery, [ada, good, tenant, hour])
      await asOwner(engine, recovery, [ada, expired, tenant, -1])
      const digest = 'update session set secret_digest = sha256(id::text::bytea) where id = any($1)'
      await asOwner(engine, digest, [[dayPast, longPast]])
      const imported = `insert into claim select tenant_id, 'imported_token', encode(secret_digest, 'hex'), customer_id
        from session where secret_digest is not null returning value`
      const claimed = await asOwner<{ value: string }>(engine, imported)
      assert.equal(claimed.length, 2)
      await removeOutlived(engine)
      const kept = "select id from session join claim on value = encode(secret_digest, 'hex') where kind = 'imported_token'"
      assert.deepEqual(await asOwner(engine, kept), [{ id: dayPast }])
      assert.equal((await asOwner(engine, "select from claim where kind = 'imported_token'")).length, 1)
      const left = async (table: string) =>
        new Set((await asOwner<{ id: string }>(engine, `select id from ${table}`)).map(({ id }) => id))
      assert.deepEqual(await left('session'), new Set([live, past, dayPast]))
      assert.deepEqual(await left('recovery'), new Set([good]))
      assert.equal((await look(tenant, longPast))?.session, undefined)
    })
  })
}
