import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashSync } from '@node-rs/argon2'
import { makeUpHash } from '../../src/adapters/hashing/made-up-hash.ts'
import { schemeOf } from '../../src/core/credentials/scheme.ts'
import samples from '../contracts/django/data/hashes.json' with { type: 'json' }
import { aCustomer } from '../support/a-customer.ts'
import { type TestDatabase, testDatabases } from '../support/databases.ts'
import { startTestPatron } from '../support/patron.ts'
import { query } from '../support/query.ts'
import { password, signIn } from '../support/signed-in.ts'

/** The tests' own cost, as `startTestPatron` sets it. */
const ownForm = /^\$argon2id\$v=19\$m=8,t=1,p=1\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/

interface Stored {
  readonly name: string
  readonly hash: string
  /** `null`: no password signs in. */
  readonly password: string | null
  readonly wrong: string
}

const fromDjango: readonly Stored[] = samples.hashes.map(({ id, encoded, password, wrong }) => ({
  name: id,
  hash: encoded,
  password,
  wrong,
}))

/** Our own scheme at other costs, and what no password verifies against. */
const others: readonly Stored[] = [
  ...[{ memoryCost: 16 }, { timeCost: 2 }, { memoryCost: 64, parallelism: 2 }].map((cost, index) => ({
    name: `own${index}`,
    hash: hashSync(password, { memoryCost: 8, timeCost: 1, parallelism: 1, ...cost }),
    password,
    wrong: `${password}x`,
  })),
  ...['', '!', '!abc', password, 'pbkdf2_sha256$0$salt$x', '$argon2id$v=19$m=8,t=1,p=1$x$y', makeUpHash('md5').slice(0, -1)].map(
    (hash, index) => ({ name: `none${index}`, hash, password: null, wrong: hash }),
  ),
]

const all = [...fromDjango, ...others]
const emailOf = ({ name }: Pick<Stored, 'name'>) => `${name}@example.com`

interface Credential {
  readonly email: string
  readonly hash: string
  readonly scheme: string
  readonly version: number
}

async function credentials(database: TestDatabase): Promise<ReadonlyMap<string, Credential>> {
  const rows = await query(
    database,
    'select c.email, k.hash, k.scheme, k.version from customer c join credential k on k.customer_id = c.id',
  )
  return new Map((rows as unknown as Credential[]).map((row) => [row.email, row]))
}

/** Puts what another system stored in the place of the registered passwords, as an import does. */
async function store(database: TestDatabase, stored: readonly Stored[]): Promise<void> {
  const update = `update credential set hash = given.hash, scheme = given.scheme
    from unnest($1::text[], $2::text[], $3::text[]) as given (email, hash, scheme) join customer c on c.email = given.email
    where credential.customer_id = c.id`
  await query(database, update, [stored.map(emailOf), stored.map(({ hash }) => hash), stored.map(({ hash }) => schemeOf(hash))])
}

for (const { engine, create } of testDatabases) {
  test(`passwords that were hashed elsewhere or at another cost sign in and are hashed anew on the way (${engine})`, async (t) => {
    const database = await create(t)
    const first = await startTestPatron(t, database)
    const registered = [...all.map(emailOf), 'without@example.com']
    const replies = await Promise.all(
      registered.map((email) => first.post('/api/v1/customers/', aCustomer({ email, last_name: email }))),
    )
    assert.ok(replies.every(({ status }) => status === 201))
    await first.stop()
    await store(database, all)
    const ofWithout = "customer_id = (select id from customer where email = 'without@example.com')"
    await query(database, `delete from credential where ${ofWithout}`)

    await t.test('the wrong password signs nobody in and leaves the hash as it was', async () => {
      const patron = await startTestPatron(t, database)
      const typed = all.flatMap((stored) => [
        { stored, typed: stored.wrong },
        ...(stored.password === null
          ? [
              { stored, typed: stored.hash },
              { stored, typed: password },
            ]
          : []),
      ])
      const answers = await Promise.all(
        typed.map(({ stored, typed }) => signIn(patron, emailOf(stored), typed.trim() === '' ? '!' : typed)),
      )
      for (const [index, { status }] of answers.entries()) assert.equal(status, 401, typed[index]?.stored.name)
      for (const typed of [password, '!', 'null']) assert.equal((await signIn(patron, 'without@example.com', typed)).status, 401)
      await patron.stop()
      const kept = await credentials(database)
      for (const stored of all) assert.equal(kept.get(emailOf(stored))?.hash, stored.hash, stored.name)
      assert.equal(kept.has('without@example.com'), false)
    })

    await t.test('the right password signs in and is then kept as our own, of the configured cost', async () => {
      const patron = await startTestPatron(t, database)
      const usable = all.flatMap(({ password, ...stored }) => (password === null ? [] : [{ ...stored, password }]))
      assert.equal(usable.length, all.length - 8)
      const signInAll = () => Promise.all(usable.map((stored) => signIn(patron, emailOf(stored), stored.password)))
      for (const [index, { status }] of (await signInAll()).entries()) assert.equal(status, 200, usable[index]?.name)
      const foreign = await patron
        .send('GET', '/metrics')
        .then(({ text }) => /^patron_hashes_total{pool="foreign"} (\d+)$/m.exec(text)?.[1])
      for (const [index, { status }] of (await signInAll()).entries()) assert.equal(status, 200, usable[index]?.name)
      const wrong = await Promise.all(usable.map((stored) => signIn(patron, emailOf(stored), stored.wrong)))
      assert.ok(wrong.every(({ status }) => status === 401))
      const { text } = await patron.send('GET', '/metrics')
      assert.ok(Number(foreign) >= fromDjango.length - 1)
      assert.match(text, new RegExp(`^patron_hashes_total{pool="foreign"} ${foreign}$`, 'm'))
      await patron.stop()
      const kept = await credentials(database)
      for (const stored of usable) {
        const credential = kept.get(emailOf(stored))
        assert.match(credential?.hash ?? '', ownForm, stored.name)
        assert.deepEqual([credential?.scheme, credential?.version], ['argon2id', 1], stored.name)
      }
      assert.equal(new Set(usable.map((stored) => kept.get(emailOf(stored))?.hash)).size, usable.length)
    })
  })
}
