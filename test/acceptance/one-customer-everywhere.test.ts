import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aCustomer } from '../support/a-customer.ts'
import { type TestEngine, testDatabases } from '../support/databases.ts'
import { askShop, at, messagesOf, mutation } from '../support/graphql-over-wire.ts'
import { followLink, mailedLinks } from '../support/mailed-links.ts'
import { startTestPatron, type TestPatron } from '../support/patron.ts'
import { type Shop, startShop } from '../support/shop.ts'
import { bearer, getProfile, type Member, memberOf, password, putProfile, refresh, signIn } from '../support/signed-in.ts'

type Value = Readonly<Record<string, unknown>>

const pleaseLogIn = 'Unauthenticated. Please login to perform this action'
const names = { firstName: 'Ada', lastName: 'Lovelace' }

const registerInShop = (patron: TestPatron, email: string, fields: Value = {}) => {
  const input = { ...names, email, password, confirmPassword: password, ...fields }
  return askShop(patron, mutation('createCustomer', 'customer { _id token }'), { input })
}

/** The token of somebody who registers in the storefront. */
async function shopMember(patron: TestPatron, email: string, fields: Value = {}) {
  const result = await registerInShop(patron, email, fields)
  assert.equal(result.errors, undefined)
  const { _id, token } = at(result, 'createCustomer', 'customer')
  return { number: Number(_id), token: String(token) }
}

const logInToShop = async (patron: TestPatron, email: string, typed = password): Promise<Value> => {
  const document = mutation('createCustomerLogin', 'customerLogin { _id token success message }')
  return at(await askShop(patron, document, { input: { email, password: typed } }), 'createCustomerLogin', 'customerLogin')
}

const shopToken = async (patron: TestPatron, email: string, typed = password): Promise<string> => {
  const { token, success } = await logInToShop(patron, email, typed)
  assert.equal(success, true)
  return String(token)
}

const profileIn = (patron: TestPatron, token: string) => {
  const document = '{ readCustomerProfile { _id firstName lastName email dateOfBirth status isVerified } }'
  return askShop(patron, document, {}, bearer(token))
}

async function changeInShop(patron: TestPatron, token: string, input: Value): Promise<void> {
  const document = mutation('createCustomerProfileUpdate', 'customerProfileUpdate { success }')
  const result = await askShop(patron, document, { input }, bearer(token))
  assert.equal(at(result, 'createCustomerProfileUpdate', 'customerProfileUpdate')['success'], true, JSON.stringify(result))
}

async function addressesIn(patron: TestPatron, token: string): Promise<readonly Value[]> {
  const node = '_id firstName address city state country postcode defaultAddress'
  const result = await askShop(patron, `{ getCustomerAddresses { edges { node { ${node} } } } }`, {}, bearer(token))
  return (at(result, 'getCustomerAddresses')['edges'] as { node: Value }[]).map((edge) => edge.node)
}

async function saveAddress(patron: TestPatron, token: string, input: Value): Promise<number> {
  const document = mutation('createAddUpdateCustomerAddress', 'addUpdateCustomerAddress { addressId }')
  const result = await askShop(patron, document, { input }, bearer(token))
  assert.equal(result.errors, undefined)
  return Number(at(result, 'createAddUpdateCustomerAddress', 'addUpdateCustomerAddress')['addressId'])
}

const djangoProfile = async (patron: TestPatron, member: Pick<Member, 'path' | 'access'>): Promise<Value> => {
  const reply = await getProfile(patron, member)
  assert.equal(reply.status, 200, reply.text)
  return reply.json() as Value
}

/** Somebody with a session on each surface. */
async function twice(patron: TestPatron, email: string, typed = password) {
  const member = await memberOf(patron, email, typed)
  return { email, member, token: await shopToken(patron, email, typed) }
}

/** Which of the two sessions work: Django's and the storefront's. */
async function live(patron: TestPatron, { member, token }: { member: Member; token: string }) {
  const [profile, shop] = await Promise.all([getProfile(patron, member), profileIn(patron, token)])
  if (shop.errors) assert.deepEqual(messagesOf(shop), [pleaseLogIn])
  return { django: profile.status === 200, shop: shop.errors === undefined }
}

const both = { django: true, shop: true }
const neither = { django: false, shop: false }

async function start(t: Parameters<TestEngine['create']>[0], create: TestEngine['create']) {
  const database = await create(t)
  const patron = await startTestPatron(t, database)
  return { database, patron, shop: await startShop(patron, database) }
}

const found = (shop: Shop, email: string) => shop.ask(200, 'GET', `/patron/v1/customers?email=${encodeURIComponent(email)}`)

for (const { engine, create } of testDatabases) {
  test(`a customer is the same one wherever they registered (${engine})`, async (t) => {
    const { patron, shop } = await start(t, create)

    await t.test(
      'who registers in the storefront has a Django token with the same password, and one number and slug',
      async () => {
        const email = 'Ada@Example.com'
        const { number, token } = await shopMember(patron, email, { dateOfBirth: '12/10/1990', phone: '5550123' })
        const member = await memberOf(patron, 'ada@example.com')
        assert.equal(member.number, number)
        assert.deepEqual(await djangoProfile(patron, member), {
          ...{ email: 'Ada@example.com', first_name: 'Ada', last_name: 'Lovelace', slug: 'ada-lovelace' },
          ...{ date_of_birth: '1990-12-10', address: null, last_purchase_date: null },
        })
        const known = await found(shop, email)
        assert.deepEqual([known['number'], known['slug'], known['state']], [number, 'ada-lovelace', 'active'])
        assert.deepEqual(at(await profileIn(patron, token), 'readCustomerProfile'), {
          ...{ _id: String(number), ...names, email: 'Ada@example.com', dateOfBirth: '1990-12-10', status: '1', isVerified: '0' },
        })
      },
    )

    await t.test('who registers with Django signs in to the storefront, and namesakes get slugs of one row', async () => {
      const email = 'grace@example.com'
      const registered = await patron.post('/api/v1/customers/', aCustomer({ email }))
      assert.deepEqual([registered.status, (registered.json() as Value)['slug']], [201, 'ada-lovelace-2'])
      const { _id, success } = await logInToShop(patron, 'GRACE@example.com')
      const known = await found(shop, email)
      assert.deepEqual([success, _id, known['slug']], [true, known['number'], 'ada-lovelace-2'])
      const third = await shopMember(patron, 'third@example.com')
      assert.equal((await found(shop, 'third@example.com'))['slug'], 'ada-lovelace-3')
      assert.ok(third.number > Number(_id))
    })

    await t.test('blanks around a password are what each contract makes of them, and both then sign in', async () => {
      const spaced = `  ${password} `
      await shopMember(patron, 'spaced@example.com', { password: spaced, confirmPassword: spaced })
      const trimmed = aCustomer({ email: 'trimmed@example.com', password: spaced, password2: spaced })
      assert.equal((await patron.post('/api/v1/customers/', trimmed)).status, 201)
      const answers = async (email: string, typed: string) => [
        (await signIn(patron, email, typed)).status,
        (await logInToShop(patron, email, typed))['success'],
      ]
      assert.deepEqual(await answers('spaced@example.com', spaced), [200, true])
      assert.deepEqual(await answers('spaced@example.com', password), [401, false])
      assert.deepEqual(await answers('trimmed@example.com', spaced), [200, true])
      assert.deepEqual(await answers('trimmed@example.com', password), [200, true])
    })

    await t.test('a mailbox that is taken on one is taken on the other, in every spelling and each in its words', async () => {
      for (const email of ['grace@example.com', 'GRACE@example.com', '"grace"@EXAMPLE.com']) {
        const django = await patron.post('/api/v1/customers/', aCustomer({ email }))
        assert.deepEqual([django.status, django.json()], [400, { email: ['customer with this email address already exists.'] }])
        assert.deepEqual(messagesOf(await registerInShop(patron, email)), ['The email has already been taken.'])
      }
    })
  })

  test(`what one surface changes shows on the other (${engine})`, async (t) => {
    const { patron, shop } = await start(t, create)
    await shopMember(patron, 'ada@example.com')
    const { member, token } = await twice(patron, 'ada@example.com')

    await t.test('names, date of birth and the slug that follows them', async () => {
      const body = { email: 'ada@example.com', first_name: 'Augusta', last_name: 'King', date_of_birth: '1815-12-10' }
      assert.equal((await putProfile(patron, member, body)).status, 200)
      const { firstName, lastName, dateOfBirth } = at(await profileIn(patron, token), 'readCustomerProfile')
      assert.deepEqual([firstName, lastName, dateOfBirth], ['Augusta', 'King', '1815-12-10'])
      await changeInShop(patron, token, { firstName: 'Ada', lastName: 'Byron', dateOfBirth: '05/16/1816' })
      const { first_name, last_name, slug, date_of_birth } = await djangoProfile(patron, member)
      assert.deepEqual([first_name, last_name, slug, date_of_birth], ['Ada', 'Byron', 'ada-byron', '1816-05-16'])
      assert.equal((await found(shop, 'ada@example.com'))['slug'], 'ada-byron')
    })

    const altmarkt = { street_address: 'Altmarkt 1', postal_code: 1067, city: 'Dresden', state: 'Sachsen', country: 'Germany' }

    await t.test("Django's one address is the default one of the book", async () => {
      const email = 'ada@example.com'
      assert.equal((await putProfile(patron, member, { email, address: altmarkt })).status, 200)
      const [first, ...more] = await addressesIn(patron, token)
      const inBook = { address: 'Altmarkt 1', postcode: '1067', city: 'Dresden', state: 'Sachsen', country: 'Germany' }
      const { _id, ...shown } = first ?? {}
      assert.deepEqual([shown, more], [{ ...inBook, firstName: '', defaultAddress: true }, []])

      const other = { ...names, address1: 'Prager Str. 2', address2: 'Hof', city: 'Leipzig', country: 'DE', postcode: '4109' }
      const addressId = await saveAddress(patron, token, other)
      assert.deepEqual((await djangoProfile(patron, member))['address'], altmarkt)
      await saveAddress(patron, token, { addressId, defaultAddress: true })
      assert.deepEqual((await djangoProfile(patron, member))['address'], {
        ...{ street_address: 'Prager Str. 2\nHof', postal_code: 4109, city: 'Leipzig', state: '', country: 'DE' },
      })
      assert.equal((await putProfile(patron, member, { email, address: { ...altmarkt, city: 'Meißen' } })).status, 200)
      assert.deepEqual(
        (await addressesIn(patron, token)).map((address) => [
          address['_id'],
          address['city'],
          address['firstName'],
          address['defaultAddress'],
        ]),
        [
          [_id, 'Dresden', '', false],
          [addressId, 'Meißen', 'Ada', true],
        ],
      )
      const document = mutation('createDeleteCustomerAddress', 'deleteCustomerAddress { addressId }')
      assert.equal((await askShop(patron, document, { input: { addressId } }, bearer(token))).errors, undefined)
      assert.equal((await djangoProfile(patron, member))['address'], null)
    })

    await t.test('another mailbox, which ends every session but the one that changed it', async () => {
      const first = await twice(patron, 'ada@example.com')
      await changeInShop(patron, first.token, { email: 'ada.king@example.com' })
      assert.deepEqual(await live(patron, first), { django: false, shop: true })
      assert.deepEqual(await live(patron, { member, token }), neither)
      assert.equal((await signIn(patron, 'ada@example.com')).status, 401)
      const second = await twice(patron, 'ada.king@example.com')
      assert.equal((await djangoProfile(patron, second.member))['email'], 'ada.king@example.com')
      assert.equal((await putProfile(patron, second.member, { email: 'ada@example.com' })).status, 200)
      assert.deepEqual(await live(patron, second), { django: true, shop: false })
      assert.equal((await logInToShop(patron, 'ada.king@example.com'))['success'], false)
      assert.deepEqual(await live(patron, await twice(patron, 'ada@example.com')), both)
    })
  })

  test(`sessions end on both surfaces, by whichever something ends them (${engine})`, async (t) => {
    const { database, patron, shop } = await start(t, create)
    const registered = async (email: string) => {
      const { number } = await shopMember(patron, email)
      const { id } = await found(shop, email)
      return { ...(await twice(patron, email)), number, path: `/patron/v1/customers/${String(id)}` }
    }

    await t.test('a sign-out ends its own session and leaves the other', async () => {
      const ada = await registered('ada@example.com')
      const logOut = mutation('createLogout', 'logout { success }')
      await askShop(patron, logOut, { input: {} }, bearer(ada.token))
      assert.deepEqual(await live(patron, ada), { django: true, shop: false })
      const again = { ...ada, token: await shopToken(patron, ada.email) }
      assert.equal((await patron.post('/auth/token/blacklist/', { refresh: ada.member.refresh })).status, 200)
      assert.deepEqual(await live(patron, again), { django: false, shop: true })
    })

    await t.test('a suspension ends both, and who has the password is told by the storefront alone', async () => {
      const grace = await registered('grace@example.com')
      await shop.ask(200, 'POST', `${grace.path}/suspend`)
      assert.deepEqual(await live(patron, grace), neither)
      const noAccount = { detail: 'No active account found with the given credentials' }
      assert.deepEqual((await signIn(patron, grace.email)).json(), noAccount)
      assert.equal((await logInToShop(patron, grace.email))['message'], 'Your account has been suspended')
      assert.equal((await logInToShop(patron, grace.email, 'wrong-password'))['message'], 'Invalid email or password')
      await shop.ask(200, 'POST', `${grace.path}/reinstate`)
      assert.deepEqual(await live(patron, grace), neither)
      assert.deepEqual(await live(patron, await twice(patron, grace.email)), both)
    })

    await t.test("a deactivation by Django's DELETE ends both, and keeps the mailbox", async () => {
      const joan = await registered('joan@example.com')
      assert.equal((await patron.send('DELETE', joan.member.path, { headers: bearer(joan.member.access) })).status, 204)
      assert.deepEqual(await live(patron, joan), neither)
      assert.equal((await logInToShop(patron, joan.email))['message'], 'Your account has been suspended')
      assert.deepEqual(messagesOf(await registerInShop(patron, joan.email)), ['The email has already been taken.'])
    })

    await t.test('a deletion in the storefront ends both for good, and frees the mailbox for another customer', async () => {
      const lise = await registered('lise@example.com')
      const document = mutation('createCustomerProfileDelete', 'customerProfileDelete { success }')
      const result = await askShop(patron, document, { input: { password } }, bearer(lise.token))
      assert.equal(at(result, 'createCustomerProfileDelete', 'customerProfileDelete')['success'], true)
      assert.deepEqual(await live(patron, lise), neither)
      assert.deepEqual((await getProfile(patron, lise.member)).json(), { detail: 'User not found', code: 'user_not_found' })
      assert.equal((await refresh(patron, lise.member.refresh)).status, 401)
      assert.deepEqual(await shop.ask(200, 'GET', lise.path), {
        ...{ id: lise.path.split('/').at(-1), number: lise.number, state: 'deleted' },
      })
      assert.equal((await patron.post('/api/v1/customers/', aCustomer({ email: lise.email }))).status, 201)
      assert.ok(Number((await found(shop, lise.email))['number']) > lise.number)
    })

    await t.test('an erasure by the shop ends both', async () => {
      const emmy = await registered('emmy@example.com')
      await shop.ask(204, 'DELETE', emmy.path)
      assert.deepEqual(await live(patron, emmy), neither)
    })

    await t.test('a change of password ends all but the session that made it, and the old password works nowhere', async () => {
      const mary = await registered('mary@example.com')
      const elsewhere = await twice(patron, mary.email)
      const chosen = 'correct horse battery'
      await changeInShop(patron, mary.token, { currentPassword: password, password: chosen, confirmPassword: chosen })
      assert.deepEqual(await live(patron, mary), { django: false, shop: true })
      assert.deepEqual(await live(patron, elsewhere), neither)
      assert.equal((await refresh(patron, mary.member.refresh)).status, 401)
      assert.equal((await signIn(patron, mary.email)).status, 401)
      assert.equal((await logInToShop(patron, mary.email))['success'], false)
      assert.deepEqual(await live(patron, await twice(patron, mary.email, chosen)), both)
    })

    await t.test('a reset by a mailed link ends both', async () => {
      const rosa = await registered('rosa@example.com')
      const document = mutation('createForgotPassword', 'forgotPassword { success }')
      await askShop(patron, document, { input: { email: 'ROSA@example.com' } })
      const restarted = await mailedLinks(database, [rosa.email], { patron, start: () => startTestPatron(t, database) })
      assert.deepEqual(await live(restarted.patron, rosa), both)
      const chosen = 'staple of the battery'
      assert.equal((await followLink(restarted.patron, restarted.tokens[0] ?? '', chosen)).status, 200)
      assert.deepEqual(await live(restarted.patron, rosa), neither)
      assert.deepEqual(await live(restarted.patron, await twice(restarted.patron, rosa.email, chosen)), both)
    })
  })

  test(`of 50 people racing for one mailbox on every surface one is registered, and the others are told in its words (${engine})`, async (t) => {
    const { patron, shop } = await start(t, create)
    const spellings = ['ada@example.com', 'ADA@example.com', 'Ada@Example.COM', '"ada"@example.com']
    const viaDjango = async (email: string) => {
      const reply = await patron.post('/api/v1/customers/', aCustomer({ email }))
      return reply.status === 201 ? 'registered' : reply.json()
    }
    const viaShop = async (email: string) => {
      const result = await registerInShop(patron, email)
      return result.errors ? messagesOf(result) : 'registered'
    }
    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const email = spellings[(index >> 1) % spellings.length] ?? ''
        return { index, answer: await (index % 2 === 0 ? viaDjango : viaShop)(email) }
      }),
    )
    const taken = { email: ['customer with this email address already exists.'] }
    const losers = answers.filter(({ answer }) => answer !== 'registered')
    assert.equal(losers.length, 49)
    for (const { index, answer } of losers)
      assert.deepEqual(answer, index % 2 === 0 ? taken : ['The email has already been taken.'])
    assert.equal((await found(shop, 'ada@example.com'))['slug'], 'ada-lovelace')
    assert.deepEqual(await live(patron, await twice(patron, 'ada@example.com')), both)
  })
}
