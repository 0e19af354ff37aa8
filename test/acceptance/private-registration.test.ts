import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabases } from '../support/databases.ts'
import { followLink } from '../support/mailed-links.ts'
import type { Reply } from '../support/patron.ts'
import { aProvenCustomer, mailedToken, mailsTo, prove, register, startPrivateShop, subjects } from '../support/private-shop.ts'
import { asOwner } from '../support/query.ts'
import { bearer, claimsOf, getProfile, memberOf, password, putProfile, signIn } from '../support/signed-in.ts'
import { toldBy } from '../support/told.ts'

const ada = 'ada@example.com'
/** An answer with the address taken out, which is as it was sent. */
const withoutAddress = (reply: Reply, email: string) => {
  const { text, ...rest } = toldBy(reply)
  assert.ok(text.includes(`"email":"${email}"`), text)
  return { ...rest, text: text.replace(email, '<address>') }
}

const slugIn = (reply: Reply): string => {
  assert.equal(reply.status, 201, reply.text)
  return (reply.json() as { slug: string }).slug
}

const anotherPassword = 'Zx3!vB7&nM1q'
const theirs = { password: anotherPassword, password2: anotherPassword }

for (const { engine, create } of testDatabases) {
  test(`where registrations are private, a known address is answered as a new one (${engine})`, async (t) => {
    const database = await create(t)
    const shop = await startPrivateShop(t, database)
    const { patron } = shop
    await aProvenCustomer(shop, ada)
    assert.equal((await register(shop, 'eve@example.com', { last_name: 'Unproven' })).status, 201)
    await mailedToken(shop, 'eve@example.com', subjects.proof)

    await t.test('in status, headers and body, whatever became of the account', async () => {
      await aProvenCustomer(shop, 'off@example.com', { last_name: 'Off' })
      const off = await memberOf(patron, 'off@example.com')
      assert.equal((await patron.send('DELETE', off.path, { headers: bearer(off.access) })).status, 204)
      const expected = withoutAddress(await register(shop, 'new@example.com', { first_name: 'Nova 0' }), 'new@example.com')
      assert.equal(expected.status, 201)
      assert.match(
        expected.text,
        /^\{"email":"<address>","first_name":"Nova 0","last_name":"Lovelace","slug":"nova-0-lovelace","date_of_birth":"1990-05-15","address":null,"last_purchase_date":null\}$/,
      )
      for (const [index, email] of [ada, 'ADA@example.com', 'eve@example.com', 'off@example.com', 'new@example.com'].entries()) {
        const name = `Nova ${index + 1}`
        const told = withoutAddress(await register(shop, email, { first_name: name, ...theirs }), email)
        const sameNames = told.text.replaceAll(name, 'Nova 0').replaceAll(`nova-${index + 1}`, 'nova-0')
        assert.deepEqual({ ...told, text: sameNames }, expected, email)
      }
    })

    await t.test('and so is what is wrong with the rest: that the address is known is not among it', async () => {
      const wrongs = [
        { date_of_birth: 'x' },
        { password2: 'x' },
        { password: 'ada@example', password2: 'ada@example' },
        { first_name: null },
      ]
      for (const wrong of wrongs) {
        const [known, unknown] = [await register(shop, ada, wrong), await register(shop, 'adb@example.com', wrong)]
        assert.deepEqual(toldBy(known), toldBy(unknown))
        assert.equal(known.status, 400)
        assert.doesNotMatch(known.text, /exists/)
      }
    })

    await t.test('a slug that was answered stays taken, and numbers go on, whether a customer came of it', async () => {
      await aProvenCustomer(shop, 'own@example.com', { last_name: 'Prober' })
      const numbers: number[] = []
      for (const [name, email] of [
        ['Known', ada],
        ['Fresh', 'fresh@example.com'],
      ] as const) {
        const names = { first_name: 'Slug', last_name: name }
        const stem = `slug-${name.toLowerCase()}`
        const prober = `${stem}@example.com`
        assert.equal(slugIn(await register(shop, email, names)), stem)
        assert.equal(slugIn(await register(shop, email, names)), `${stem}-2`)
        assert.equal(slugIn(await register(shop, prober, names)), `${stem}-3`)
        await prove(shop, await mailedToken(shop, prober, subjects.proof))
        numbers.push((await memberOf(patron, prober)).number)
      }
      const own = await memberOf(patron, 'own@example.com')
      const [first = 0, second = 0] = numbers
      assert.equal(second - first, 3)
      for (let number = first - 2; number < second; number += 1) {
        const reply = await patron.send('GET', `/api/v1/customers/${number}/`, { headers: bearer(own.access) })
        assert.equal(reply.status, 403, String(number))
      }
    })

    await t.test('a retry with the same key brings the same bytes, and another body is refused', async () => {
      for (const [n, email] of [ada, 'key@example.com'].entries()) {
        const [names, key] = [{ first_name: 'Keyed', last_name: `No ${n}` }, { 'idempotency-key': `a-key-of-nobody-${n}` }]
        const first = await register(shop, email, names, key)
        const again = await register(shop, email, names, key)
        assert.deepEqual([again.status, again.text, again.headers.get('idempotency-replayed')], [201, first.text, 'true'])
        assert.equal((await register(shop, email, { ...names, ...theirs }, key)).status, 422)
      }
    })

    await t.test('of ten rivals for a mailbox nobody can tell whether it was free', async () => {
      const rivals = async (email: string, name: string) => {
        const spellings = [email, email.toUpperCase().replace('EXAMPLE.COM', 'example.com')]
        const tries = Array.from({ length: 10 }, (_, n) =>
          register(shop, spellings[n % 2] ?? email, { first_name: 'Rival', last_name: name, ...(n % 2 && theirs) }),
        )
        return (await Promise.all(tries)).map(slugIn).toSorted()
      }
      const slugsOf = (name: string) =>
        [`rival-${name}`, ...Array.from({ length: 9 }, (_, n) => `rival-${name}-${n + 2}`)].toSorted()
      assert.deepEqual(await rivals(ada, 'one'), slugsOf('one'))
      assert.deepEqual(await rivals('two@example.com', 'two'), slugsOf('two'))
      await mailedToken(shop, 'two@example.com', subjects.proof)
    })

    await t.test('the owner is told once an hour, at the address that is stored, with a link to a new password', async () => {
      const token = await mailedToken(shop, ada, subjects.known)
      assert.equal((await followLink(patron, token, 'a new password of hers')).status, 200)
      assert.equal((await signIn(patron, ada, 'a new password of hers')).status, 200)
      for (const typed of [password, anotherPassword]) assert.equal((await signIn(patron, ada, typed)).status, 401)
      await mailedToken(shop, 'eve@example.com', subjects.known)
      assert.deepEqual(
        mailsTo(shop, ada, subjects.known).map(({ recipients }) => recipients),
        [[ada]],
      )
    })

    await t.test('the owner of a closed account is told that it is closed', async () => {
      assert.equal(mailsTo(shop, 'off@example.com', subjects.closed).length, 1)
      assert.doesNotMatch(mailsTo(shop, 'off@example.com', subjects.closed)[0]?.text ?? '', /\/customer\//)
    })

    await patron.stop()
    await t.test('nothing is left of who did not become a customer but a slug and a number', async () => {
      await asOwner(database, async (ask) => {
        const emails = (await ask('select email_key from customer')).map((row) => row['email_key'])
        assert.equal(new Set(emails).size, emails.length)
        assert.equal(emails.filter((email) => email === ada).length, 1)
        const inEach = ['customer', "event where type = 'customer.registered'", 'credential', "claim where kind = 'login'"]
        for (const rows of inEach) assert.equal((await ask(`select from ${rows}`)).length, emails.length, rows)
        const ofNobody =
          'select distinct kind from claim where not exists (select from customer where id = claim.customer_id) order by kind'
        assert.deepEqual(await ask(ofNobody), [{ kind: 'number' }, { kind: 'slug' }])
        assert.deepEqual(await ask('select from waiting_registration'), [])
      })
    })
  })

  test(`where registrations are private, nobody signs in before the mailbox is proven, nor learns why (${engine})`, async (t) => {
    const shop = await startPrivateShop(t, await create(t))
    const { patron } = shop
    const typed = `\ufeff${anotherPassword}` // U+FEFF is white space to one contract and part of a password to the other
    const own = { password: typed, password2: typed }
    await aProvenCustomer(shop, ada)
    assert.equal((await register(shop, 'new@example.com', own)).status, 201)
    const token = await mailedToken(shop, 'new@example.com', subjects.proof)
    assert.equal((await register(shop, ada, own)).status, 201)

    const login =
      'mutation ($i: createCustomerLoginInput!) { createCustomerLogin(input: $i) { customerLogin { token message success } } }'
    const ways: Readonly<Record<string, (email: string, password: string) => Promise<Reply>>> = {
      'the Django contract': (email, password) => patron.post('/auth/token/', { email, password }),
      'the storefront over GraphQL': (email, password) =>
        patron.post('/api/graphql', { query: login, variables: { i: { email, password } } }),
    }
    const hashes = async () => {
      const made = /^patron_hashes_total{pool="own"} (\d+)$/m.exec((await patron.send('GET', '/metrics')).text)?.[1]
      return Number(made)
    }

    for (const [way, ask] of Object.entries(ways)) {
      await t.test(`by ${way}, with the password that was registered`, async () => {
        const answers: unknown[] = []
        for (const email of ['new@example.com', ada, 'nobody@example.com']) {
          const before = await hashes()
          const answer = toldBy(await ask(email, typed))
          answers.push({ ...answer, hashes: (await hashes()) - before })
        }
        assert.deepEqual(answers[0], answers[1])
        assert.deepEqual(answers[0], answers[2])
      })
    }

    await t.test('over REST, whose answers have an id of their own each', async () => {
      const told = async (email: string) => {
        const reply = await patron.post('/api/shop/customer/login', { email, password: typed })
        return { status: reply.status, body: { ...(reply.json() as object), id: undefined } }
      }
      assert.deepEqual(await told('new@example.com'), await told(ada))
    })

    await t.test('then whoever proved the mailbox signs in everywhere', async () => {
      assert.equal((await prove(shop, token)).status, 200)
      for (const [way, ask] of Object.entries(ways)) {
        const { status, text } = await ask('new@example.com', typed)
        assert.ok(status === 200 && !text.includes('Invalid'), way)
      }
    })

    await t.test('of two who registered one unproven mailbox, whoever reads its mail chooses the password', async () => {
      assert.equal((await register(shop, 'vic@example.com', { last_name: 'Thief', ...theirs })).status, 201)
      const first = await mailedToken(shop, 'vic@example.com', subjects.proof)
      assert.equal((await register(shop, 'Vic@example.com', { last_name: 'Owner' })).status, 201)
      const second = await mailedToken(shop, 'vic@example.com', subjects.known)
      assert.equal((await prove(shop, first)).status, 410)
      assert.equal((await followLink(patron, second, 'what the owner chose')).status, 200)
      for (const typed of [anotherPassword, password]) assert.equal((await signIn(patron, 'vic@example.com', typed)).status, 401)
      assert.equal((await signIn(patron, 'vic@example.com', 'what the owner chose')).status, 200)
    })
  })

  test(`where registrations are private, no change of profile tells whose an address is (${engine})`, async (t) => {
    const shop = await startPrivateShop(t, await create(t))
    await aProvenCustomer(shop, ada)
    await aProvenCustomer(shop, 'own@example.com', { last_name: 'Prober' })
    const own = await memberOf(shop.patron, 'own@example.com')
    const put = (body: object) => putProfile(shop.patron, own, body)
    for (const more of [{}, { date_of_birth: 'x' }, { address: null }])
      assert.deepEqual(toldBy(await put({ email: ada, ...more })), toldBy(await put({ email: 'adb@example.com', ...more })))
    const refused = await put({ email: ada })
    assert.deepEqual([refused.status, refused.json()], [400, { email: ['This field cannot be changed.'] }])
    const respelt = await put({ email: 'Own@example.com', first_name: 'Augusta' })
    assert.equal(respelt.status, 200, respelt.text)
    assert.match((await getProfile(shop.patron, own)).text, /"email":"Own@example.com","first_name":"Augusta"/)

    await t.test('nor one of a record by its own customer, be it the username that would be the address', async () => {
      const patch = (body: object) =>
        shop.patron.send('PATCH', `/apis/customers/v1/customer/${claimsOf(own.access)['sub']}`, {
          headers: { ...bearer(own.access), 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      for (const member of ['email', 'username']) {
        const told = async (value: string) => {
          const { status, text } = await patch({ [member]: value })
          return { status, text: text.replace(/"requestId":"[^"]*"/, '') }
        }
        assert.deepEqual(await told(ada), await told('adb@example.com'))
        assert.match((await told(ada)).text, new RegExp(`\\{"member":"${member}","rule":"notAllowed"\\}`))
      }
      assert.equal((await patch({ firstName: 'Ada', email: 'OWN@example.com' })).status, 201)
    })
  })
}
