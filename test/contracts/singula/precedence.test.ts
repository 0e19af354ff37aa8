import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabases } from '../../support/databases.ts'
import {
  aName,
  aSingulaCustomer,
  goodPassword,
  outcomeOf,
  type SingulaCall,
  type SingulaReply,
  type SingulaService,
  startSingula,
  violationsIn,
} from '../../support/singula.ts'

type Members = Readonly<Record<string, unknown>>

/** A request in the making. */
interface Wish {
  readonly members: Members
  readonly consents: Readonly<Record<string, Members>>
  /** How it is sent, when not as it should be. */
  readonly call: Partial<SingulaCall>
}

/** One defect: the fault it raises, what of the request it spoils, and how. */
interface Defect {
  readonly outcome: string
  readonly spoils: readonly string[]
  spoil(wish: Wish): Wish
}

const spoiling = (outcome: string, members: Members): Defect => ({
  outcome,
  spoils: Object.keys(members),
  spoil: (wish) => ({ ...wish, members: { ...wish.members, ...members } }),
})
const consenting = (outcome: string, consentId: string, answer: Members | undefined): Defect => ({
  outcome,
  spoils: [consentId],
  spoil: ({ consents: { [consentId]: _, ...others }, ...wish }) => ({
    ...wish,
    consents: { ...others, ...(answer && { [consentId]: answer }) },
  }),
})
const sending = (outcome: string, call: Partial<SingulaCall>, spoils: readonly string[]): Defect => ({
  outcome,
  spoils,
  spoil: (wish) => ({ ...wish, call: { ...call, ...wish.call } }),
})

const tooLarge = `{"a":"${'a'.repeat(1_048_576)}"}`
const beforeMembers: readonly Defect[] = [
  sending('401/401', { sign: { key: { id: 'gamma-key', secret: 'wrong' } } }, ['sign']),
  sending('413/413', { body: tooLarge }, ['body']),
  sending('415/415', { headers: { 'content-type': 'text/plain' } }, ['type']),
]
const notAnObject = sending('400/400', { body: '[]' }, ['body'])

/** Of whom names are taken. */
interface Other {
  readonly username: string
  readonly externalUniqueIdentifier: string
  readonly email: string
}

const meaning = (other: Other): readonly Defect[] => [
  spoiling('400/90073', { password: 'aaaaaaaa' }),
  spoiling('400/90020', { dateOfBirth: '1990-02-30' }),
  spoiling('400/90026', { addresses: [{ postCode: 'ABCDE' }] }),
  spoiling('404/90019', { currency: 'XXQ' }),
  consenting('404/90066', 'NOPE', { consented: false }),
  consenting('404/90067', 'NEWS', { consented: false, contactMethods: [{ code: 'FAX', consented: false }] }),
  consenting('400/90037', 'TERMS', { consented: false }),
  consenting('400/90038', 'NEWS', { consented: true, contactMethods: [{ code: 'EMAIL', consented: false }] }),
  spoiling('400/90074', { username: other.username.toUpperCase() }),
  spoiling('400/90084', { externalUniqueIdentifier: other.externalUniqueIdentifier }),
  spoiling('400/90101', { email: other.email }),
]

/** Section 5.3, of creating. */
const createOrder = (other: Other): readonly Defect[] => [
  ...beforeMembers,
  notAnObject,
  spoiling('400/90075', { username: ' ' }),
  spoiling('400/90044', { password: '' }),
  spoiling('400/90055', { lastName: 5 }),
  spoiling('400/90030', { username: 'a b' }),
  ...meaning(other),
]

/** Section 5.3, of changing. */
const updateOrder = (other: Other): readonly Defect[] => [
  ...beforeMembers,
  sending('404/90068', { path: '/customer/0190b6a4-8f6f-7000-8000-000000000000' }, ['path']),
  notAnObject,
  spoiling('400/400', { lastName: 5 }),
  spoiling('400/90003', { addresses: [{}, {}] }),
  spoiling('400/90011', { username: 'a b' }),
  {
    ...spoiling('400/90004', { currentPassword: 'wrong' }),
    spoil: (wish) => ({
      ...wish,
      members: { ...wish.members, currentPassword: 'wrong', password: wish.members['password'] ?? goodPassword },
    }),
  },
  ...meaning(other),
]

const consentsOf = (consents: Wish['consents']) => ({
  companyConsents: Object.entries(consents).map(([consentId, answer]) => ({ consentId, ...answer })),
})

const bodyOf = ({ members, consents }: Wish): Members => ({
  ...members,
  ...(Object.keys(consents).length > 0 && { consents: consentsOf(consents) }),
})

const agreed = { TERMS: { consented: true }, NEWS: { consented: false } }

/** Each pair of the order that spoils different things: both at once are answered as the first alone. */
async function assertOrder(
  order: readonly Defect[],
  wish: () => Wish,
  send: (wish: Wish) => Promise<SingulaReply>,
): Promise<void> {
  for (const [index, first] of order.entries()) {
    assert.equal(outcomeOf(await send(first.spoil(wish()))), first.outcome)
    for (const second of order.slice(index + 1)) {
      if (second.spoils.some((one) => first.spoils.includes(one))) continue
      // The later one first, so that nothing depends on which was written first.
      const reply = await send(first.spoil(second.spoil(wish())))
      assert.equal(outcomeOf(reply), first.outcome, `${first.outcome} before ${second.outcome}: ${reply.text.slice(0, 300)}`)
    }
  }
}

const sendWith =
  ({ gamma }: SingulaService, method: string, path: string) =>
  (wish: Wish) => {
    const { body = JSON.stringify(bodyOf(wish)), ...call } = wish.call
    return gamma.send({ method, path, body, ...call })
  }

for (const database of testDatabases) {
  const { engine } = database
  test(`of several faults the first of the written order is answered, and nothing is kept (${engine})`, async (t) => {
    const service = await startSingula(t, database)
    const { alpha, gamma, omega } = service
    const own = { externalUniqueIdentifier: aName() }
    const consents = consentsOf(agreed)
    const other = aSingulaCustomer({ ...own, consents }) as Members & Other
    assert.equal((await gamma.create(other)).status, 201)

    await t.test('when creating', async () => {
      const wish = (): Wish => ({ members: aSingulaCustomer(), consents: agreed, call: {} })
      await assertOrder(createOrder(other), wish, sendWith(service, 'POST', '/customer'))
    })

    await t.test('when changing', async () => {
      const id = await gamma.customer({ consents })
      const before = await gamma.found(id)
      const wish = (): Wish => ({ members: {}, consents: {}, call: {} })
      await assertOrder(updateOrder(other), wish, sendWith(service, 'PATCH', `/customer/${id}`))
      assert.deepEqual(await gamma.found(id), before)
    })

    await t.test('closed registration comes after the media type and before what the body is', async () => {
      const closed = '400/90055'
      for (const body of ['[]', '{', 'null', '{}', '', '['.repeat(40)]) {
        assert.equal(outcomeOf(await omega.send({ path: '/customer', body })), closed, body)
        const headers = { 'content-type': 'text/plain' }
        assert.equal(outcomeOf(await omega.send({ path: '/customer', body, headers })), '415/415', body)
      }
      assert.equal(outcomeOf(await omega.send({ path: '/customer', body: tooLarge })), '413/413')
      assert.equal(outcomeOf(await omega.create(aSingulaCustomer(), { sign: null })), '401/401')
    })

    await t.test('a username too long to be compared is one that is not allowed', async () => {
      const username = '\ufdfa'.repeat(200)
      assert.equal(outcomeOf(await alpha.create(aSingulaCustomer({ username, password: 'aaaaaaaa' }))), '400/90030')
    })

    await t.test('everything structural is told together, and nothing beside it', async () => {
      const reply = await alpha.create({
        ...{ username: 'a b', password: 5, title: ' ', firstName: 'a'.repeat(51), dateOfBirth: 'x', nationality: 'XXX' },
        addresses: [{ countryCode: 'XXX', line1: 5, postCode: 5 }],
        customAttributes: [{ value: 'a' }, { name: 'b', value: 'b' }, { name: 'b', value: 'c' }],
        consents: { companyConsents: [{ consented: 'yes' }, { consentId: 'NOPE', consented: true }], thirdPartyConsents: {} },
      })
      assert.equal(outcomeOf(reply), '400/90055')
      assert.deepEqual(violationsIn(reply), [
        'email required',
        'title required',
        'firstName maxLength 50',
        'lastName required',
        'nationality unknown',
        'addresses.line1 type',
        'addresses.countryCode unknown',
        'password type',
        'customAttributes unique',
        'customAttributes.name required',
        'consents type',
        'consents.consentId required',
        'consents.consented type',
      ])
    })

    await t.test('a refused request reserves no name', async () => {
      const order = createOrder(other)
      for (const { spoils, spoil, outcome } of order) {
        const wish: Wish = { members: aSingulaCustomer({ externalUniqueIdentifier: aName() }), consents: agreed, call: {} }
        const send = sendWith(service, 'POST', '/customer')
        assert.equal(outcomeOf(await send(spoil(wish))), outcome)
        assert.equal(outcomeOf(await send(wish)), '201', `after ${outcome} for ${spoils}`)
      }
    })
  })
}
