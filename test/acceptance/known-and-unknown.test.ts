import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabases } from '../support/databases.ts'
import { mutation } from '../support/graphql-over-wire.ts'
import { figureOf, readMetrics } from '../support/metrics-text.ts'
import { startTestPatron, type TestPatron } from '../support/patron.ts'
import { asOwner } from '../support/query.ts'
import { password } from '../support/signed-in.ts'
import { toldBy } from '../support/told.ts'

const wrong = 'Another-Pass-77'
const subjects = ['active', 'suspended', 'deactivated', 'deleted', 'unproven', 'passwordless', 'nobody'] as const
const emailOf = (subject: string) => `${subject}@example.com`

type Ask = (patron: TestPatron, email: string, given: string) => ReturnType<TestPatron['post']>

const overGraphql = (name: string, selection: string, input: object) => ({
  query: mutation(name, selection),
  variables: { input },
})

const signIns: Readonly<Record<string, Ask>> = {
  'Django REST': (patron, email, given) => patron.post('/auth/token/', { email, password: given }),
  'Bagisto GraphQL': (patron, email, given) =>
    patron.post(
      '/api/graphql',
      overGraphql('createCustomerLogin', 'customerLogin { id _id token apiToken success message }', { email, password: given }),
    ),
  'Bagisto REST': (patron, email, given) => patron.post('/api/shop/customer/login', { email, password: given }),
}

const recoveries: Readonly<Record<string, Ask>> = {
  'Bagisto GraphQL': (patron, email) =>
    patron.post('/api/graphql', overGraphql('createForgotPassword', 'forgotPassword { id success message }', { email })),
  'Bagisto REST': (patron, email) => patron.post('/api/shop/forgot-passwords', { email }),
}

/** What is the answer's own: an id made for it, and seconds that pass meanwhile. */
const ofEachAnswer = /(?<=genid\/)[0-9a-f]{20}|(?<="retry_?[aA]fter":|available in )\d+/g

/** Everything that could tell one account from another: status, headers, body. */
function shownBy(reply: Awaited<ReturnType<Ask>>) {
  const { text, headers, ...rest } = toldBy(reply)
  const named = headers.map(([name, value]) => [name, name === 'retry-after' ? '' : value])
  return { ...rest, headers: named, text: text.replace(ofEachAnswer, '') }
}

async function hashesOf(patron: TestPatron): Promise<number> {
  return figureOf(readMetrics((await patron.send('GET', '/metrics')).text), 'patron_hashes_total', { pool: 'own' }) ?? 0
}

for (const { engine, create } of testDatabases) {
  test(`nothing that is answered tells a known account from an unknown one, in whatever state it is (${engine})`, async (t) => {
    const database = await create(t)
    const before = await startTestPatron(t, database)
    for (const subject of subjects.filter((one) => one !== 'nobody')) {
      const input = { firstName: 'Ada', lastName: 'Lovelace', email: emailOf(subject), password, confirmPassword: password }
      assert.equal((await before.post('/api/shop/customers', input)).status, 201)
    }
    await before.stop()
    await asOwner(database, async (ask) => {
      for (const state of ['suspended', 'deactivated', 'deleted'])
        await ask('update customer set state = $1 where email = $2', [state, emailOf(state)])
      await ask('update customer set email_verified_at = now() where email <> $1', [emailOf('unproven')])
      const ofPasswordless = 'customer_id = (select id from customer where email = $1)'
      await ask(`delete from credential where ${ofPasswordless}`, [emailOf('passwordless')])
    })
    const patron = await startTestPatron(t, database, {
      PATRON_EMAIL_VERIFICATION: 'required',
      PATRON_RATE_LIMITS: 'on',
      PATRON_SIGN_INS_PER_ACCOUNT: '6/3600',
      PATRON_SIGN_INS_PER_CLIENT: '1000000/60',
      PATRON_RECOVERIES_PER_ACCOUNT: '2/3600',
      PATRON_RECOVERIES_PER_CLIENT: '1000000/60',
    })

    /** Asks about each, and gives what all of them were told. */
    const alike = async (ask: Ask, given: string) => {
      const shown: (ReturnType<typeof shownBy> & { readonly hashes: number })[] = []
      for (const subject of subjects) {
        const hashed = await hashesOf(patron)
        const answer = shownBy(await ask(patron, emailOf(subject), given))
        shown.push({ ...answer, hashes: (await hashesOf(patron)) - hashed })
      }
      const [first] = shown
      assert.ok(first)
      for (const [index, one] of shown.entries()) assert.deepEqual(one, first, subjects[index])
      return first
    }
    const isLimited = ({ status, text }: ReturnType<typeof shownBy>) => status === 429 || text.includes('RATE_LIMITED')

    for (const [contract, ask] of Object.entries(signIns)) {
      await t.test(`${contract}: a wrong password, and one with a blank before it`, async () => {
        assert.equal((await alike(ask, wrong)).hashes, 1)
        assert.equal((await alike(ask, ` ${wrong}`)).hashes, 2)
      })
    }

    for (const [contract, ask] of Object.entries(signIns)) {
      await t.test(`${contract}: one try too many, with the right password`, async () => {
        const told = await alike(ask, password)
        assert.deepEqual([isLimited(told), told.hashes], [true, 0])
      })
    }

    for (const [contract, ask] of Object.entries(recoveries)) {
      await t.test(`${contract}: a forgotten password`, async () => {
        assert.match((await alike(ask, '')).text, /Reset link sent successfully to your email/)
      })
    }

    for (const [contract, ask] of Object.entries(recoveries)) {
      await t.test(`${contract}: a wish for a new password too many`, async () => {
        assert.ok(isLimited(await alike(ask, '')))
      })
    }
  })
}
