import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { testDatabases } from '../support/databases.ts'
import { followLink, mailedLinks } from '../support/mailed-links.ts'
import { startTestPatron, type TestPatron } from '../support/patron.ts'
import { type Absence, type Person, type SignedIn, type Surface, surfacesOf, type Told } from '../support/surfaces.ts'

const passwords = { first: 'Kv7#mQ2$wZ9p', second: 'correct horse battery', afterReset: 'staple of the second battery' }

/** One customer of one contract, from registration to deletion. */
interface Life {
  surface: Surface
  readonly person: Person
  password: string
  readonly sessions: SignedIn[]
}

const newLife = (surface: Surface): Life => ({
  surface,
  person: {
    email: `${surface.name.toLowerCase().replace(' ', '.')}@example.com`,
    ...{ firstName: 'Ada', lastName: 'Byron', dateOfBirth: '1990-05-15' },
  },
  password: passwords.first,
  sessions: [],
})

function toldValue<Value>(told: Told<Value>): Value {
  assert.ok('value' in told, JSON.stringify(told))
  return told.value
}

async function signIn({ surface, person, password, sessions }: Life): Promise<SignedIn> {
  const session = toldValue(await surface.signIn(person.email, password))
  sessions.push(session)
  return session
}

const isLive = async ({ surface }: Life, session: SignedIn) => 'value' in (await surface.readProfile(session))

const spellings = ({ email }: Person) => [email, email.toUpperCase(), `"${email.split('@')[0]}"@EXAMPLE.com`]

interface Story {
  readonly name: string
  tell(life: Life, patron: TestPatron): Promise<void>
}

/** A story that not every contract has a call for. */
interface OptionalStory<Call> {
  readonly name: string
  call(surface: Surface): Call | Absence
  tell(life: Life, call: Call): Promise<void>
}

const beginning: readonly Story[] = [
  {
    name: 'a person registers',
    async tell({ surface, person, password }) {
      assert.deepEqual(await surface.register(person, password), { value: 'registered' })
    },
  },
  {
    name: 'nobody else gets the address, in no other spelling either',
    async tell({ surface, person }) {
      for (const email of spellings(person))
        assert.deepEqual(await surface.register({ ...person, email }, passwords.second), { refused: surface.words.taken }, email)
    },
  },
  {
    name: 'a wrong password does not sign in, and nor does an address of nobody, in the same words',
    async tell({ surface, person, password }) {
      const wrong = { refused: surface.words.wrongPair }
      for (const typed of [`${password}x`, password.toLowerCase(), passwords.second])
        assert.deepEqual(await surface.signIn(person.email, typed), wrong)
      assert.deepEqual(await surface.signIn('nobody@example.com', password), wrong)
    },
  },
  {
    name: 'the right one does, with the address in any spelling, and the profile is as it was sent',
    async tell(life) {
      const { surface, person, password } = life
      for (const email of spellings(person)) {
        const session = toldValue(await surface.signIn(email, password))
        assert.deepEqual(await surface.readProfile(session), { value: person }, email)
      }
      await signIn(life)
    },
  },
  {
    name: "a token with another secret is nobody's",
    async tell(life) {
      const { surface, sessions } = life
      const [session] = sessions
      assert.ok(session)
      const last = session.token.at(-20) === 'A' ? 'B' : 'A'
      const token = `${session.token.slice(0, -20)}${last}${session.token.slice(-19)}`
      assert.deepEqual(await surface.readProfile({ ...session, token }), { refused: surface.words.badToken })
    },
  },
  {
    name: 'the profile changes, and stays so',
    async tell(life) {
      const { surface, person } = life
      const session = await signIn(life)
      const changed = { ...person, lastName: 'Lovelace', firstName: 'Augusta', dateOfBirth: '1991-06-16' }
      assert.deepEqual(await surface.changeProfile(session, changed), { value: changed })
      assert.deepEqual(await surface.readProfile(session), { value: changed })
    },
  },
]

const changesPassword: OptionalStory<Exclude<Surface['changePassword'], Absence>> = {
  name: 'change the password',
  call: ({ changePassword }) => changePassword,
  async tell(life, changePassword) {
    const { surface, person, password } = life
    const [own, elsewhere] = [await signIn(life), await signIn(life)]
    assert.ok('refused' in (await changePassword(own, 'Not-The-Password', passwords.second)))
    assert.ok(await isLive(life, elsewhere))
    assert.deepEqual(await changePassword(own, password, passwords.second), { value: 'changed' })
    life.password = passwords.second
    assert.deepEqual([await isLive(life, own), await isLive(life, elsewhere)], [true, false])
    assert.deepEqual(await surface.signIn(person.email, password), { refused: surface.words.wrongPair })
    await signIn(life)
  },
}

const asksForAnother: OptionalStory<Exclude<Surface['forget'], Absence>> = {
  name: 'ask for a new password',
  call: ({ forget }) => forget,
  async tell({ person }, forget) {
    assert.deepEqual(await forget(person.email), { value: 'sent' })
    assert.deepEqual(await forget('nobody@example.com'), { value: 'sent' })
  },
}

/** What follows the mail; a link once followed is over. */
async function followsLink(life: Life, patron: TestPatron, token: string): Promise<void> {
  const { surface, person, password } = life
  const own = await signIn(life)
  const before = life.sessions.splice(0)
  assert.equal((await followLink(patron, token, passwords.afterReset)).status, 200)
  for (const session of before) assert.equal(await isLive(life, session), false)
  assert.deepEqual(await surface.readProfile(own), { refused: surface.words.badToken })
  assert.deepEqual(await surface.signIn(person.email, password), { refused: surface.words.wrongPair })
  life.password = passwords.afterReset
  assert.ok(await isLive(life, await signIn(life)))
  assert.equal((await followLink(patron, token, passwords.first)).status, 410)
}

const deletes: OptionalStory<Exclude<Surface['remove'], Absence>> = {
  name: 'delete the account',
  call: ({ remove }) => remove,
  async tell(life, remove) {
    const { surface, person, password } = life
    const [own, elsewhere] = [await signIn(life), await signIn(life)]
    const leaves = toldValue(await remove(own, password))
    assert.deepEqual([await isLive(life, own), await isLive(life, elsewhere)], [false, false])
    const taken = { refused: surface.words.taken }
    assert.deepEqual(await surface.signIn(person.email, password), { refused: surface.words.wrongPair })
    assert.deepEqual(await surface.register(person, password), leaves === 'taken' ? taken : { value: 'registered' })
  },
}

/** Tells a story to the customer of each contract; where a contract has no call for it, proves what is there instead. */
async function tellOptional<Call extends object>(t: TestContext, lives: readonly Life[], story: OptionalStory<Call>) {
  for (const life of lives) {
    const { name } = life.surface
    const call = story.call(life.surface)
    if ('instead' in call)
      await t.test(`${name} has no call to ${story.name}: there is ${call.instead}`, async () => call.prove(await signIn(life)))
    else await t.test(`${name}: customers ${story.name}`, () => story.tell(life, call))
  }
}

for (const { engine, create } of testDatabases) {
  test(`the life of a customer, told to every contract (${engine})`, async (t) => {
    const database = await create(t)
    const start = () => startTestPatron(t, database)
    const first = await start()
    const lives = surfacesOf(first).map(newLife)
    for (const { name, tell } of beginning)
      for (const life of lives) await t.test(`${life.surface.name}: ${name}`, () => tell(life, first))
    await tellOptional(t, lives, changesPassword)
    await tellOptional(t, lives, asksForAnother)

    const forgetful = lives.filter(({ surface }) => !('instead' in surface.forget))
    const { tokens, patron } = await mailedLinks(
      database,
      forgetful.map(({ person }) => person.email),
      { patron: first, start },
    )
    for (const [index, surface] of surfacesOf(patron).entries()) {
      const life = lives[index]
      if (life) life.surface = surface
    }
    for (const [index, life] of forgetful.entries())
      await t.test(`${life.surface.name}: the link sets another password, once, and ends every session`, () =>
        followsLink(life, patron, tokens[index] ?? ''),
      )
    await tellOptional(t, lives, deletes)
  })
}
