import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabases } from '../support/databases.ts'
import { askShop, at, messagesOf, mutation } from '../support/graphql-over-wire.ts'
import { startTestPatron, type TestPatron } from '../support/patron.ts'
import type { SentResult } from '../support/shop-graphql.ts'
import { bearer, password, signIn } from '../support/signed-in.ts'

const limit = 5
const fivePerAccount = {
  PATRON_RATE_LIMITS: 'on',
  PATRON_SIGN_INS_PER_ACCOUNT: `${limit}/3600`,
  PATRON_SIGN_INS_PER_CLIENT: '1000000/60',
  PATRON_REGISTRATIONS_PER_CLIENT: '1000000/60',
}

/** What became of one guess. */
type Outcome = 'right' | 'wrong' | 'limited'

interface Victim {
  readonly email: string
  /** A token that was stolen from them. */
  readonly token: string
}

/** A way to ask whether a password is the right one. */
interface Way {
  readonly name: string
  guess(patron: TestPatron, victim: Victim, typed: string): Promise<Outcome>
}

let people = 0
async function aVictim(patron: TestPatron): Promise<Victim> {
  people += 1
  const email = `victim${people}@example.com`
  const input = { firstName: 'Ada', lastName: 'Lovelace', email, password, confirmPassword: password }
  const result = await askShop(patron, mutation('createCustomer', 'customer { token }'), { input })
  return { email, token: String(at(result, 'createCustomer', 'customer')['token']) }
}

const wrongPassword = 'The current password you entered is incorrect'

/** An error that says the limit is reached is held to what it has to say besides. */
function isLimited({ errors = [] }: SentResult): boolean {
  const limited = errors.filter(({ extensions }) => extensions?.['code'] === 'RATE_LIMITED')
  for (const { message, extensions } of limited) {
    assert.equal(message, 'Rate limit exceeded')
    const seconds = Number(extensions?.['retryAfter'])
    assert.ok(seconds > 0 && seconds <= 3600)
  }
  return limited.length > 0
}

const proven = (result: SentResult): Outcome => {
  if (isLimited(result)) return 'limited'
  return messagesOf(result).includes(wrongPassword) ? 'wrong' : 'right'
}

const loggedIn = (success: unknown): Outcome => (success === true ? 'right' : 'wrong')

// Other spellings of an address are the same account.
const respelt = (email: string, typed: string) =>
  typed.length % 2 === 0 ? email.toUpperCase() : `"${email.split('@')[0]}"@example.com`

const restProfile = (patron: TestPatron, { token }: Victim, body: object) =>
  patron.send('PUT', '/api/shop/customer-profile-updates/1', {
    headers: { ...bearer(token), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

const ways: readonly Way[] = [
  {
    name: 'a log-in over GraphQL',
    async guess(patron, { email }, typed) {
      const input = { email: respelt(email, typed), password: typed }
      const result = await askShop(patron, mutation('createCustomerLogin', 'customerLogin { success }'), { input })
      return isLimited(result) ? 'limited' : loggedIn(at(result, 'createCustomerLogin', 'customerLogin')['success'])
    },
  },
  {
    name: 'a log-in over REST',
    async guess(patron, { email }, typed) {
      const reply = await patron.post('/api/shop/customer/login', { email: respelt(email, typed), password: typed })
      if (reply.status !== 429) return loggedIn((reply.json() as { success: boolean }).success)
      assert.ok(Number(reply.headers.get('retry-after')) > 0)
      return 'limited'
    },
  },
  {
    name: "a token of Django's",
    async guess(patron, { email }, typed) {
      const { status } = await signIn(patron, respelt(email, typed), typed)
      return status === 429 ? 'limited' : loggedIn(status === 200)
    },
  },
  {
    name: 'a change of password with a stolen token',
    async guess(patron, { token }, currentPassword) {
      // What is wrong with the new password is told to whoever has the present one, and changes nothing.
      const input = { currentPassword, password: 'short', confirmPassword: 'short' }
      return proven(await askShop(patron, mutation('createCustomerProfileUpdate', 'clientMutationId'), { input }, bearer(token)))
    },
  },
  {
    name: 'a change of address with a stolen token',
    async guess(patron, { token, email }, currentPassword) {
      const input = { currentPassword, email }
      return proven(await askShop(patron, mutation('createCustomerProfileUpdate', 'clientMutationId'), { input }, bearer(token)))
    },
  },
  {
    name: 'a change of profile over REST with a stolen token',
    async guess(patron, victim, currentPassword) {
      const reply = await restProfile(patron, victim, { currentPassword, firstName: 'Ada' })
      if (reply.status === 429) return 'limited'
      if (reply.status === 200) return 'right'
      assert.equal((reply.json() as { detail: string }).detail, wrongPassword)
      return 'wrong'
    },
  },
  {
    name: 'a deletion with a stolen token',
    async guess(patron, { token }, typed) {
      const input = { password: typed }
      return proven(await askShop(patron, mutation('createCustomerProfileDelete', 'clientMutationId'), { input }, bearer(token)))
    },
  },
]

const logInField = (alias: string, email: string, typed: string) =>
  `${alias} createCustomerLogin(input: { email: "${email}", password: "${typed}" }) { customerLogin { success } }`

const repeated = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index)).join('\n')

const count = (outcomes: readonly Outcome[], wanted: Outcome) => outcomes.filter((outcome) => outcome === wanted).length

for (const { engine, create } of testDatabases) {
  test(`whichever way passwords are guessed, no more of them are looked at than the limit says (${engine})`, async (t) => {
    const patron = await startTestPatron(t, await create(t), fivePerAccount)

    await t.test('below the limit each way tells the right one from a wrong one', async () => {
      for (const { name, guess } of ways) {
        const victim = await aVictim(patron)
        assert.deepEqual(
          [await guess(patron, victim, 'wrong-guess'), await guess(patron, victim, password)],
          ['wrong', 'right'],
          name,
        )
      }
    })

    for (const { name, guess } of ways) {
      await t.test(`one by one by ${name}; afterwards the right one fails by every way`, async () => {
        const victim = await aVictim(patron)
        const outcomes: Outcome[] = []
        for (let tried = 1; tried <= limit + 3; tried += 1) outcomes.push(await guess(patron, victim, `wrong-guess-${tried}`))
        assert.deepEqual(outcomes, [...Array(limit).fill('wrong'), ...Array(3).fill('limited')])
        for (const other of ways) assert.equal(await other.guess(patron, victim, password), 'limited', other.name)
      })
    }

    await t.test('turn by turn by every way', async () => {
      const victim = await aVictim(patron)
      const outcomes: Outcome[] = []
      for (const [index, { guess }] of ways.entries()) outcomes.push(await guess(patron, victim, `wrong-guess-${index}`))
      assert.deepEqual(outcomes, [...Array(limit).fill('wrong'), 'limited', 'limited'])
      for (const { guess } of ways) assert.equal(await guess(patron, victim, password), 'limited')
    })

    await t.test('50 at once by every way', async () => {
      const victim = await aVictim(patron)
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          (ways[index % ways.length] as Way).guess(patron, victim, `wrong-guess-${index}`),
        ),
      )
      assert.deepEqual([count(outcomes, 'wrong'), count(outcomes, 'limited')], [limit, 45])
      for (const { guess } of ways) assert.equal(await guess(patron, victim, password), 'limited')
    })

    await t.test('five in a document, ten documents at once', async () => {
      const victim = await aVictim(patron)
      const document = (index: number) =>
        `mutation { ${repeated(5, (field) => logInField(`a${field}:`, victim.email, `wrong-guess-${index}-${field}`))} }`
      const results = await Promise.all(Array.from({ length: 10 }, (_, index) => askShop(patron, document(index))))
      const refusedPairs = results.flatMap(({ data }) => Object.values(data ?? {})).filter((value) => value !== null)
      assert.equal(refusedPairs.length, limit)
      assert.equal(results.flatMap(({ errors = [] }) => errors).length, 50 - limit)
      assert.ok(results.every((result) => result.errors === undefined || isLimited(result)))
      for (const { guess } of ways) assert.equal(await guess(patron, victim, password), 'limited')
    })

    await t.test("a sign-in to an account of one's own in between, which begins that count anew and no other", async () => {
      const [one, other] = [await aVictim(patron), await aVictim(patron)]
      const first = `mutation { ${repeated(4, (field) => logInField(`a${field}:`, one.email, 'wrong-guess'))} ${logInField('own:', other.email, password)} }`
      const result = await askShop(patron, first)
      assert.equal(at(result, 'own', 'customerLogin')['success'], true)
      const second = `mutation { ${logInField('a:', one.email, 'wrong-guess')} ${logInField('b:', one.email, password)} }`
      const { data, errors = [] } = await askShop(patron, second)
      assert.deepEqual([data?.['b'], errors.map(({ path }) => path)], [null, [['b']]])
    })

    await t.test('an address of nobody has as many tries, and no more', async () => {
      const nobody = { email: 'nobody@example.com', token: '' }
      const outcomes: Outcome[] = []
      for (let tried = 1; tried <= limit + 2; tried += 1)
        outcomes.push(await (ways[tried % 3] as Way).guess(patron, nobody, `wrong-guess-${tried}`))
      assert.deepEqual(outcomes, [...Array(limit).fill('wrong'), 'limited', 'limited'])
    })

    await t.test('whoever has the password signs in below the limit, which begins the count anew', async () => {
      const victim = await aVictim(patron)
      for (let round = 1; round <= 3; round += 1) {
        for (const { guess } of ways.slice(0, limit - 1)) assert.equal(await guess(patron, victim, 'wrong-guess'), 'wrong')
        assert.equal(await (ways[round % 3] as Way).guess(patron, victim, password), 'right')
      }
    })
  })

  test(`a document that asks for too much at once is refused before any of it is looked at (${engine})`, async (t) => {
    const patron = await startTestPatron(t, await create(t), fivePerAccount)
    const { email, token } = await aVictim(patron)
    const stillGuessable = async () => {
      const document = mutation('createCustomerLogin', 'customerLogin { success }')
      const result = await askShop(patron, document, { input: { email, password } })
      assert.equal(at(result, 'createCustomerLogin', 'customerLogin')['success'], true)
    }
    const hashes = async () => {
      const made = /^patron_hashes_total{pool="own"} (\d+)$/m.exec((await patron.send('GET', '/metrics')).text)?.[1]
      assert.ok(made)
      return Number(made)
    }
    const input = 'mutation ($i: createCustomerLoginInput!) {'
    const short = (alias: string) => `${alias} createCustomerLogin(input: $i) { clientMutationId }`
    const tooMuch: readonly [what: string, document: string, message: string][] = [
      [
        '200 sign-ins under aliases',
        `mutation { ${repeated(200, (index) => logInField(`a${index}:`, email, `guess-${index}`))} }`,
        'The document has more than 2000 tokens.',
      ],
      [
        '200 sign-ins of few words',
        `${input} ${repeated(100, (index) => short(`a${index}:`))} }`,
        'The document has more than 5 aliases.',
      ],
      [
        'six under aliases and one name',
        `${input} ${repeated(5, (index) => short(`a${index}:`))} ${short('')} }`,
        'An operation has more than 5 fields at its root.',
      ],
      [
        'six in fragments',
        `${input} ...f ...g } ${['f', 'g'].map((name) => `fragment ${name} on Mutation { ${repeated(3, (index) => short(index > 0 ? `${name}${index}:` : ''))} }`).join(' ')}`,
        'An operation has more than 5 fields at its root.',
      ],
    ]

    for (const [what, document, message] of tooMuch) {
      await t.test(what, async () => {
        const before = await hashes()
        const result = await askShop(patron, document, { i: { email, password: 'wrong-guess' } })
        assert.deepEqual(result, { errors: [{ message, extensions: { code: 'DOCUMENT_TOO_COMPLEX' } }] })
        assert.equal(await hashes(), before)
        await stillGuessable()
      })
    }

    await t.test('a batch', async () => {
      const before = await hashes()
      const one = {
        query: mutation('createCustomerLogin', 'clientMutationId'),
        variables: { input: { email, password: 'wrong-guess' } },
      }
      for (const batch of [[one], Array(200).fill(one), [], [null]]) {
        const reply = await patron.post('/api/graphql', batch)
        assert.deepEqual(
          [reply.status, reply.json()],
          [200, { errors: [{ message: 'GraphQL query is not valid.', extensions: { status: 400 } }] }],
        )
      }
      assert.equal(await hashes(), before)
      await stillGuessable()
    })

    await t.test('by GET, which changes nothing', async () => {
      const query = new URLSearchParams({ query: `mutation { ${logInField('', email, 'wrong-guess')} }` })
      const reply = await patron.send('GET', `/api/graphql?${query}`, { headers: { accept: 'application/json' } })
      assert.deepEqual(messagesOf(reply.json() as SentResult), ['Mutations are not taken by GET. Send them by POST.'])
      await stillGuessable()
    })

    await t.test('while five at once pass, one after the other', async () => {
      const names = ['a', 'b', 'c', 'd', 'e']
      const document = `mutation { ${names.map((name) => `${name}: createLogout(input: {}) { logout { success } }`).join(' ')} }`
      const result = await askShop(patron, document, {}, bearer(token))
      assert.deepEqual(
        names.map((name) => at(result, name, 'logout')['success']),
        [true, false, false, false, false],
      )
    })
  })
}
