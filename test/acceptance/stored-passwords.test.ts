import assert from 'node:assert/strict'
import { pbkdf2Sync, scryptSync } from 'node:crypto'
import { test } from 'node:test'
import { hashSync } from '@node-rs/argon2'
import { makeUpHash } from '../../src/adapters/hashing/made-up-hash.ts'
import { schemeOf } from '../../src/core/credentials/scheme.ts'
import samples from '../contracts/django/data/hashes.json' with { type: 'json' }
import { aCustomer } from '../support/a-customer.ts'
import { type TestDatabase, testDatabases } from '../support/databases.ts'
import { startTestPatron } from '../support/patron.ts'
import { asOwner, query } from '../support/query.ts'
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

const derived = (digest: string, bytes: number) => pbkdf2Sync(password, 'salt', 1000, bytes, digest)
const scrypted = scryptSync(password, 'salt', 64, { N: 16, r: 8, p: 1 })
const phcBase64 = (bytes: Buffer | string) => Buffer.from(bytes).toString('base64').replaceAll('=', '')

/** As PHP, passlib and Werkzeug write them. */
const fromElsewhere: readonly Stored[] = [
  hashSync(password, { algorithm: 1, memoryCost: 64, timeCost: 1, parallelism: 1 }),
  `$pbkdf2-sha256$1000$${phcBase64('salt')}$${phcBase64(derived('sha256', 32)).replaceAll('+', '.')}`,
  `$pbkdf2-sha512$1000$${phcBase64('salt')}$${phcBase64(derived('sha512', 64)).replaceAll('+', '.')}`,
  `pbkdf2:sha256:1000$salt$${derived('sha256', 32).toString('hex')}`,
  `scrypt:16:8:1$salt$${scrypted.toString('hex')}`,
  `$scrypt$ln=4,r=8,p=1$${phcBase64('salt')}$${phcBase64(scrypted)}`,
].map((hash, index) => ({ name: `elsewhere${index}`, hash, password, wrong: `${password}x` }))

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

const foreign = [...fromDjango, ...fromElsewhere]
const all = [...foreign, ...others]
/** The same once more for those who only ever guess. */
const guessedAt = all.map((stored) => ({ ...stored, name: `guessed-${stored.name}` }))
const everyone = [...all, ...guessedAt]
const without = 'without@example.com'
const emailOf = ({ name }: Pick<Stored, 'name'>) => `${name}@example.com`

interface Credential {
  readonly email: string
  readonly hash: string
  readonly scheme: string
  readonly version: number
}

async function credentials(database: TestDatabase): Promise<ReadonlyMap<string, Credential>> {
  const select = 'select c.email, k.hash, k.scheme, k.version from customer c join credential k on k.customer_id = c.id'
  const rows = await query(database, select)
  const credentials = rows.map(
    ({ email, hash, scheme, version }): Credential => ({
      email: String(email),
      hash: String(hash),
      scheme: String(scheme),
      version: Number(version),
    }),
  )
  return new Map(credentials.map((row) => [row.email, row]))
}

/** Puts what another system stored in the place of the registered passwords, as an import does, and takes one away. */
const store = (database: TestDatabase, stored: readonly Stored[]): Promise<void> =>
  asOwner(database, async (ask) => {
    const update = `update credential set hash = given.hash, scheme = given.scheme
      from unnest($1::text[], $2::text[], $3::text[]) as given (email, hash, scheme) join customer c on c.email = given.email
      where credential.customer_id = c.id`
    await ask(update, [stored.map(emailOf), stored.map(({ hash }) => hash), stored.map(({ hash }) => schemeOf(hash))])
    await ask('delete from credential where customer_id = (select id from customer where email = $1)', [without])
  })

for (const { engine, create } of testDatabases) {
  test(`passwords hashed elsewhere or at another cost sign in, and are hashed anew on the way (${engine})`, async (t) => {
    const database = await create(t)
    const first = await startTestPatron(t, database)
    const registered = [...everyone.map(emailOf), without]
    const replies = await Promise.all(
      registered.map((email) => first.post('/api/v1/customers/', aCustomer({ email, last_name: email }))),
    )
    assert.ok(replies.every(({ status }) => status === 201))
    await first.stop()
    await store(database, everyone)
    const patron = await startTestPatron(t, database)
    const usable = all.flatMap(({ password, ...stored }) => (password === null ? [] : [{ ...stored, password }]))
    assert.equal(usable.length, all.length - 8)
    const foreignHashes = async () =>
      Number(/^patron_hashes_total{pool="foreign"} (\d+)$/m.exec((await patron.send('GET', '/metrics')).text)?.[1])

    await t.test('no wrong password signs in, and where there is none nothing does', async () => {
      const guesses = guessedAt.flatMap((stored) =>
        [stored.wrong, ...(stored.password === null ? [stored.hash, password] : [])].map((typed) => ({
          email: emailOf(stored),
          typed: typed.trim() === '' ? '!' : typed,
        })),
      )
      for (const typed of [password, '!', 'null']) guesses.push({ email: without, typed })
      const answers = await Promise.all(guesses.map(({ email, typed }) => signIn(patron, email, typed)))
      for (const [index, { status }] of answers.entries()) assert.equal(status, 401, guesses[index]?.email)
    })

    await t.test('the right password signs in, from then on without a foreign verification', async () => {
      const before = await foreignHashes()
      const signInAll = () => Promise.all(usable.map((stored) => signIn(patron, emailOf(stored), stored.password)))
      for (const [index, { status }] of (await signInAll()).entries()) assert.equal(status, 200, usable[index]?.name)
      const after = await foreignHashes()
      assert.equal(after - before, foreign.filter(({ password }) => password !== null).length)
      for (const [index, { status }] of (await signInAll()).entries()) assert.equal(status, 200, usable[index]?.name)
      assert.equal(await foreignHashes(), after)
    })

    await patron.stop()
    const kept = await credentials(database)

    await t.test('what is kept then is our own hash of the configured cost, and the password counts as the same', () => {
      for (const stored of usable) {
        const credential = kept.get(emailOf(stored))
        assert.match(credential?.hash ?? '', ownForm, stored.name)
        assert.deepEqual([credential?.scheme, credential?.version], ['argon2id', 1], stored.name)
      }
      assert.equal(new Set(usable.map((stored) => kept.get(emailOf(stored))?.hash)).size, usable.length)
    })

    await t.test('where nobody signed in everything is as it was', () => {
      for (const stored of guessedAt) {
        const credential = kept.get(emailOf(stored))
        assert.deepEqual([credential?.hash, credential?.scheme], [stored.hash, schemeOf(stored.hash)], stored.name)
      }
      assert.equal(kept.has(without), false)
    })
  })
}
