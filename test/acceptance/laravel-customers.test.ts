import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { crc32 } from 'node:zlib'
import { hashSync } from '@node-rs/bcrypt'
import { schemeOf } from '../../src/core/credentials/scheme.ts'
import { testDatabases } from '../support/databases.ts'
import { askShop, at, messagesOf, mutation } from '../support/graphql-over-wire.ts'
import { startTestPatron, type TestPatron } from '../support/patron.ts'
import { type Ask, asOwner } from '../support/query.ts'
import { startShop } from '../support/shop.ts'
import { bearer, password, signIn } from '../support/signed-in.ts'

/** The tests' own cost, as `startTestPatron` sets it. */
const ownForm = /^\$argon2id\$v=19\$m=8,t=1,p=1\$/

/** As PHP writes bcrypt: the same algorithm under a letter of its own. */
const laravelHash = (text: string, cost: number): string => hashSync(text, cost).replace(/^\$2b\$/, '$2y$')

const emailOf = (name: string) => `${name}@example.com`

/** Registers somebody in the storefront, and gives the token they got. */
async function register(patron: TestPatron, name: string): Promise<string> {
  const input = { firstName: name, lastName: 'Lovelace', email: emailOf(name), password, confirmPassword: password }
  const result = await askShop(patron, mutation('createCustomer', 'customer { token }'), { input })
  return String(at(result, 'createCustomer', 'customer')['token'])
}

const logIn = async (patron: TestPatron, name: string, typed: string): Promise<boolean> => {
  const document = mutation('createCustomerLogin', 'customerLogin { success }')
  const result = await askShop(patron, document, { input: { email: emailOf(name), password: typed } })
  return at(result, 'createCustomerLogin', 'customerLogin')['success'] === true
}

/** Whose token it is, on both surfaces of the contract; `undefined` for nobody's. */
async function holderOf(patron: TestPatron, token: string): Promise<unknown> {
  const result = await askShop(patron, '{ readCustomerProfile { firstName } }', {}, bearer(token))
  const overRest = await patron.send('GET', '/api/shop/customer-profile', { headers: bearer(token) })
  const name = at(result, 'readCustomerProfile')['firstName']
  assert.equal(overRest.status, name === undefined ? 401 : 200)
  return name
}

// 80 bytes, of which bcrypt looks at the first 72; 7 of them are two bytes each.
const long = `${'ü'.repeat(7)}${'abcdefghij'.repeat(6)}tail44`

// The costs that Laravel has are those of the first two; with the others it is the text that counts.
const quick = 4

const stored = [
  { name: 'ten', typed: 'tea for two', hash: laravelHash('tea for two', 10) },
  { name: 'twelve', typed: 'Pässwörd of some', hash: laravelHash('Pässwörd of some', 12) },
  { name: 'django', typed: 'tea for three', hash: laravelHash('tea for three', quick) },
  { name: 'guessed', typed: 'tea for four', hash: laravelHash('tea for four', quick) },
  { name: 'long', typed: long, hash: laravelHash(long, quick) },
  { name: 'tail', typed: long, hash: laravelHash(long, quick) },
] as const

async function storePasswords(ask: Ask): Promise<void> {
  for (const { name, hash } of stored)
    await ask('update credential set hash = $2, scheme = $3 where customer_id = (select id from customer where email = $1)', [
      emailOf(name),
      hash,
      schemeOf(hash),
    ])
  await ask("delete from credential where customer_id = (select id from customer where email = 'social@example.com')")
}

/** A token as Sanctum writes it: the number of its row, 40 characters, and eight digits that check them. */
function sanctumToken(number: number, letter: string): string {
  const random = `${letter}0b1C2d3E4f5G6h7I8j9K0l1M2n3O4p5Q6r7S8t9`.slice(0, 40)
  return `${number}|${random}${crc32(random).toString(16).padStart(8, '0')}`
}

const secretOf = (token: string): string => token.slice(token.indexOf('|') + 1)

/** Carries a token over as an import does: the digest that Sanctum stored is all there is of it. */
async function carryOver(ask: Ask, name: string, token: string, expires = '1 day'): Promise<void> {
  const digest = createHash('sha256').update(secretOf(token)).digest('hex')
  const customer = '(select id from customer where email = $1)'
  await ask(
    `insert into session (customer_id, id, tenant_id, number, secret_digest, refreshed_at, started_at, expires_at)
     select id, gen_random_uuid(), tenant_id, $2, decode($3, 'hex'), now(), now(), now() + $4::interval from customer where email = $1`,
    [emailOf(name), Number(token.split('|')[0]), digest, expires],
  )
  await ask(
    `insert into claim (tenant_id, kind, value, customer_id)
     select tenant_id, 'imported_token', $2, id from customer where id = ${customer}`,
    [emailOf(name), digest],
  )
}

const [phone, laptop, late] = [sanctumToken(912, 'A'), sanctumToken(913, 'B'), sanctumToken(914, 'C')]
const tokenOf = {
  Grace: sanctumToken(920, 'G'),
  Joan: sanctumToken(921, 'J'),
  Lise: sanctumToken(922, 'L'),
  Emmy: sanctumToken(923, 'E'),
} as const

/** @param sameNumber  a token of Ada's with the number of one that she has of us: two shops count their tokens each for itself */
async function carryAllOver(ask: Ask, sameNumber: string): Promise<void> {
  for (const token of [phone, laptop, sameNumber]) await carryOver(ask, 'Ada', token)
  // Behind the one that was carried over, so that neither is found for coming first.
  await ask(
    'with own as (delete from session where number = $1 and secret_digest <> $2 returning *) insert into session select * from own',
    [Number(sameNumber.split('|')[0]), createHash('sha256').update(secretOf(sameNumber)).digest()],
  )
  await carryOver(ask, 'Ada', late, '-1 hour')
  for (const [name, token] of Object.entries(tokenOf)) await carryOver(ask, name, token)
}

for (const { engine, create } of testDatabases) {
  test(`customers whom Laravel kept move in (${engine})`, async (t) => {
    const database = await create(t)
    const first = await startTestPatron(t, database)
    const own = await register(first, 'Ada')
    for (const name of [...Object.keys(tokenOf), ...stored.map((one) => one.name), 'social']) await register(first, name)
    await first.stop()
    const sameNumber = sanctumToken(Number(own.split('|')[0]), 'D')
    await asOwner(database, async (ask) => {
      await storePasswords(ask)
      await carryAllOver(ask, sameNumber)
    })
    const patron = await startTestPatron(t, database)
    const shop = await startShop(patron, database)
    const pathOf = async (name: string) => {
      const { id } = await shop.ask(200, 'GET', `/patron/v1/customers?email=${encodeURIComponent(emailOf(name))}`)
      return `/patron/v1/customers/${String(id)}`
    }

    await t.test('passwords that Laravel hashed sign in on every surface, and are hashed anew on the way', async (t) => {
      await t.test('of cost 10 and 12, over GraphQL and Django', async () => {
        for (const { name, typed } of stored.slice(0, 2)) {
          assert.equal(await logIn(patron, name, `${typed}!`), false)
          assert.equal(await logIn(patron, name, password), false)
          assert.equal(await logIn(patron, name, typed), true)
          assert.equal(await logIn(patron, name, typed), true)
          assert.equal((await signIn(patron, emailOf(name), typed)).status, 200)
        }
        assert.equal((await signIn(patron, emailOf('django'), 'tea for three')).status, 200)
        assert.equal(await logIn(patron, 'django', 'tea for three'), true)
      })

      await t.test('the hash itself is no password', async () => {
        const tries = stored.map(async ({ name, hash }) => {
          assert.equal(await logIn(patron, name, hash), false)
          assert.equal((await signIn(patron, emailOf(name), hash)).status, 401)
        })
        await Promise.all(tries)
      })

      await t.test('only the first 72 bytes count for them; hashed anew, all of what was typed does', async () => {
        assert.equal(Buffer.from(long).length, 80)
        const otherTail = `${long.slice(0, -6)}other!`
        const shorter = Buffer.from(long).subarray(0, 71).toString()
        assert.equal(await logIn(patron, 'long', shorter), false)
        assert.equal(await logIn(patron, 'long', long), true)
        assert.equal(await logIn(patron, 'long', otherTail), false)
        assert.equal(await logIn(patron, 'tail', otherTail), true)
        assert.equal((await signIn(patron, emailOf('tail'), otherTail)).status, 200)
      })

      await t.test('whoever came by another site and has no password signs in with none', async () => {
        const document = mutation('createCustomerLogin', 'customerLogin { success }')
        const tries = ['null', '!', password, '      ', '$2y$10$'].map(async (typed) => {
          const result = await askShop(patron, document, { input: { email: emailOf('social'), password: typed } })
          assert.notEqual(at(result, 'createCustomerLogin', 'customerLogin')['success'], true)
        })
        await Promise.all(tries)
      })
    })

    await t.test('a hash sent as a password is a password like any other, and no way in', async () => {
      const hash = laravelHash('tea for two', 4)
      const input = { firstName: 'Mary', lastName: 'Somerville', email: emailOf('mary'), password: hash, confirmPassword: hash }
      assert.equal((await askShop(patron, mutation('createCustomer', 'customer { _id }'), { input })).errors, undefined)
      assert.equal(await logIn(patron, 'mary', 'tea for two'), false)
      assert.equal(await logIn(patron, 'mary', hash), true)
    })

    await t.test('tokens that Laravel gave out go on working until something ends them', async (t) => {
      await t.test('with number and secret, and with nothing less', async () => {
        assert.match(phone, /^912\|[A-Za-z0-9]{40}[0-9a-f]{8}$/)
        assert.equal(await holderOf(patron, phone), 'Ada')
        const secret = secretOf(phone)
        const nobodys = [
          ...[
            secret,
            `913|${secret}`,
            `0912|${secret}x`,
            `|${secret}`,
            `912|${secret.slice(0, -1)}`,
            `912|${secret.toUpperCase()}`,
          ],
          ...[`912|${'A'.repeat(48)}`, '912|anything', `912|${createHash('sha256').update(secret).digest('hex')}`],
        ]
        for (const token of nobodys) assert.equal(await holderOf(patron, token), undefined, token)
        assert.equal(await holderOf(patron, late), undefined)
      })

      await t.test('beside a token of our own that has the same number', async () => {
        assert.equal(await holderOf(patron, sameNumber), 'Ada')
        assert.equal(await holderOf(patron, own), 'Ada')
      })

      await t.test('it is no token of the Django contract', async () => {
        const reply = await patron.send('GET', '/api/v1/customers/1/', { headers: bearer(phone) })
        assert.equal(reply.status, 401)
      })

      await t.test('a logout ends the one that was sent', async () => {
        const out = await askShop(patron, mutation('createLogout', 'logout { success }'), { input: {} }, bearer(phone))
        assert.equal(at(out, 'createLogout', 'logout')['success'], true)
        assert.equal(await holderOf(patron, phone), undefined)
        assert.equal(await holderOf(patron, laptop), 'Ada')
      })

      await t.test('a change of password ends all others', async () => {
        const chosen = 'correct horse battery'
        const input = { currentPassword: password, password: chosen, confirmPassword: chosen }
        const document = mutation('createCustomerProfileUpdate', 'customerProfileUpdate { success }')
        assert.equal((await askShop(patron, document, { input }, bearer(laptop))).errors, undefined)
        assert.equal(await holderOf(patron, laptop), 'Ada')
        assert.equal(await holderOf(patron, sameNumber), undefined)
      })

      await t.test('a suspension ends them for good', async () => {
        const path = await pathOf('Grace')
        await shop.ask(200, 'POST', `${path}/suspend`)
        assert.equal(await holderOf(patron, tokenOf.Grace), undefined)
        await shop.ask(200, 'POST', `${path}/reinstate`)
        assert.equal(await holderOf(patron, tokenOf.Grace), undefined)
      })

      await t.test('a deletion by the customer and an erasure by the shop end them', async () => {
        const document = mutation('createCustomerProfileDelete', 'customerProfileDelete { success }')
        assert.equal((await askShop(patron, document, { input: {} }, bearer(tokenOf.Joan))).errors, undefined)
        await shop.ask(204, 'DELETE', await pathOf('Lise'))
        for (const name of ['Joan', 'Lise'] as const) {
          assert.equal(await holderOf(patron, tokenOf[name]), undefined)
          const result = await askShop(patron, document, { input: {} }, bearer(tokenOf[name]))
          assert.deepEqual(messagesOf(result), ['Invalid or expired token'])
        }
        assert.equal(await holderOf(patron, tokenOf.Emmy), 'Emmy')
      })
    })

    await patron.stop()
    const { credentials, claims } = await asOwner(database, async (ask) => ({
      credentials: await ask('select email, hash, scheme, version from credential join customer on customer.id = customer_id'),
      claims: await ask(
        "select first_name, count(*)::int from claim join customer on id = customer_id where kind = 'imported_token' group by 1 order by 1",
      ),
    }))

    await t.test('each password that signed in is kept in our own form, and a guessed one as it came', () => {
      const kept = new Map(credentials.map(({ email, ...credential }) => [email, credential]))
      for (const { name } of stored.filter((one) => one.name !== 'guessed')) {
        assert.match(String(kept.get(emailOf(name))?.['hash']), ownForm, name)
        assert.deepEqual([kept.get(emailOf(name))?.['scheme'], kept.get(emailOf(name))?.['version']], ['argon2id', 1])
      }
      assert.equal(kept.get(emailOf('guessed'))?.['scheme'], 'bcrypt$4')
    })

    await t.test('of who was erased no digest of a token is left, and of who was not each one', () => {
      assert.deepEqual(claims, [
        { first_name: 'Ada', count: 4 },
        { first_name: 'Emmy', count: 1 },
        { first_name: 'Grace', count: 1 },
      ])
    })
  })
}
