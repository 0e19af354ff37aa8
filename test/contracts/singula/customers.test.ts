import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabases } from '../../support/databases.ts'
import {
  aName,
  aSingulaCustomer,
  goodPassword,
  idIn,
  outcomeOf,
  type SingulaClient,
  type SingulaReply,
  singulaClient,
  startSingula,
  violationsIn,
} from '../../support/singula.ts'
import { changes, full, otherPassword, refusals } from './changes-sent.ts'

type Body = Readonly<Record<string, unknown>>

const nobodysId = '0190b6a4-8f6f-7000-8000-000000000000'
/** The members of a customer that GET tells beside the id and who changed them. */
async function told(client: SingulaClient, id: string): Promise<Record<string, unknown>> {
  const { auditInfo, referAFriend, customerId, ...others } = await client.found(id)
  return others
}

const statusesOf = (replies: readonly SingulaReply[]) => replies.map(outcomeOf).toSorted()

for (const database of testDatabases) {
  const { engine } = database
  test(`customers are read, located, changed and anonymised as the contract says (${engine})`, async (t) => {
    const service = await startSingula(t, database, { sweden: { timeZone: 'Europe/Stockholm' } })
    const { alpha, beta, delta, patron } = service

    await t.test('a customer is told with every member there is, and without those that are not', async () => {
      const body = full()
      const id = await alpha.customer(body)
      const { auditInfo, referAFriend, ...found } = await alpha.found(id)
      const { consents, ...members } = body
      const { username, email } = found
      assert.deepEqual(found, {
        ...{ active: true, customerId: id, username, email, title: '-', lastName: 'Lovelace' },
        ...members,
        consents: {
          companyConsents: [{ consentId: 'NEWS', consented: true, contactMethods: [{ code: 'EMAIL', consented: true }] }],
        },
      })
      assert.deepEqual(Object.keys(found), Object.keys(found).toSorted())
      const { active, code, ...rest } = referAFriend as { active: boolean; code: string }
      assert.deepEqual([active, code.length, rest], [false, 8, {}])
      const bare = await alpha.customer()
      assert.deepEqual(Object.keys(await alpha.found(bare)), [
        'active',
        'auditInfo',
        'customerId',
        'customerType',
        'email',
        'lastName',
        'referAFriend',
        'title',
        'username',
      ])
      const reply = await alpha.read(id)
      assert.equal(reply.headers['content-type'], 'application/json')
      assert.ok(!/null|password/i.test(reply.text))
      assert.equal((await singulaClient(patron.url, alpha.key, '/customers/v1').read(id)).text, reply.text)
      assert.equal((await alpha.read(id.toUpperCase())).text, reply.text)
    })

    await t.test('who made and changed them, and when, is told in the tenant’s time zone', async () => {
      const client = service.clientOf('sweden')
      const before = Math.floor(Date.now() / 1000) * 1000
      const id = await client.customer()
      const first = (await client.found(id))['auditInfo'] as Record<string, string>
      const offset = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Stockholm', timeZoneName: 'longOffset' })
        .formatToParts(Date.now())
        .find(({ type }) => type === 'timeZoneName')
        ?.value.replace('GMT', '')
      const { creationDate = '', modifiedDate = '', createdByUser, modifiedByUser } = first
      assert.match(creationDate, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/)
      assert.equal(creationDate.slice(19), offset)
      assert.ok(Date.parse(creationDate) >= before && Date.parse(creationDate) <= Date.now())
      assert.deepEqual([createdByUser, modifiedByUser, modifiedDate], ['sweden-key', 'sweden-key', creationDate])
      await new Promise((resolve) => setTimeout(resolve, 1_100))
      assert.equal((await client.update(id, { firstName: 'Ada' })).status, 201)
      const second = (await client.found(id))['auditInfo'] as Record<string, string>
      assert.equal(second['creationDate'], creationDate)
      assert.ok(Date.parse(second['modifiedDate'] ?? '') > Date.parse(creationDate))
      assert.match(
        String(((await alpha.found(await alpha.customer()))['auditInfo'] as Record<string, string>)['creationDate']),
        /\+00:00$/,
      )
    })

    await t.test('only members that are there change', async () => {
      for (const [change, after] of changes) {
        const id = await alpha.customer(full())
        const before = await told(alpha, id)
        const reply = await alpha.update(id, change)
        const what = JSON.stringify(change)
        assert.equal(reply.status, 201, `${what}: ${reply.text}`)
        assert.equal(reply.text, `{"href":"/customer/${id}","rel":"Get customer","type":"application/json"}`)
        assert.equal(reply.headers['location'], `/apis/customers/v1/customer/${id}`)
        const expected = Object.entries({ ...before, ...after }).filter(([, value]) => value !== undefined)
        assert.deepEqual(await told(alpha, id), Object.fromEntries(expected), what)
      }
    })

    await t.test('a change with a fault changes nothing', async () => {
      const id = await alpha.customer(full())
      const before = await alpha.found(id)
      for (const [change, outcome, violations] of refusals) {
        const reply = await alpha.update(id, { displayName: 'changed', ...change })
        const what = `${JSON.stringify(change).slice(0, 200)}: ${reply.text.slice(0, 300)}`
        assert.equal(outcomeOf(reply), outcome, what)
        if (violations) assert.deepEqual(violationsIn(reply), violations, what)
      }
      assert.deepEqual(await alpha.found(id), before)
    })

    await t.test('an empty change is one', async () => {
      const id = await alpha.customer()
      for (const more of [
        { json: {} },
        { body: '' },
        { body: '', headers: {} },
        { headers: { 'content-type': 'application/json' } },
      ]) {
        const reply = await alpha.send({ method: 'PATCH', path: `/customer/${id}`, ...more })
        assert.equal(outcomeOf(reply), '201', JSON.stringify(more))
        assert.equal(idIn(reply), id)
      }
    })

    await t.test('names move with their customer, to nobody else’s, and are then free', async () => {
      const names = () => {
        const name = aName()
        return { username: name, email: `${name}@example.com`, externalUniqueIdentifier: name }
      }
      const [own, others] = [names(), names()]
      const id = await alpha.customer(own)
      const other = await alpha.customer(others)
      for (const same of [own, { username: own.username.toUpperCase(), email: own.email.toUpperCase() }, own])
        assert.equal(outcomeOf(await alpha.update(id, same)), '201')
      for (const [member, outcome] of [
        ['username', '400/90074'],
        ['externalUniqueIdentifier', '400/90084'],
        ['email', '400/90101'],
      ] as const) {
        const reply = await alpha.update(id, { [member]: others[member] })
        assert.equal(outcomeOf(reply), outcome)
        assert.match(String(reply.json['developerMessage']), new RegExp(`${others[member]} already exists$`))
      }
      assert.equal(outcomeOf(await alpha.update(id, others)), '400/90074')
      const moved = names()
      assert.equal(outcomeOf(await alpha.update(other, moved)), '201')
      assert.equal(outcomeOf(await alpha.update(id, others)), '201')
      const { username, email, externalUniqueIdentifier } = await alpha.found(id)
      assert.deepEqual({ username, email, externalUniqueIdentifier }, others)
      assert.equal(outcomeOf(await alpha.update(other, { externalUniqueIdentifier: null })), '201')
      await alpha.customer({ externalUniqueIdentifier: moved.externalUniqueIdentifier })
    })

    await t.test('a password is replaced with the present one, or without it', async () => {
      const id = await alpha.customer()
      const to = (password: string, currentPassword?: unknown) => alpha.update(id, { password, currentPassword })
      assert.equal(outcomeOf(await to(otherPassword, goodPassword)), '201')
      assert.equal(outcomeOf(await to(goodPassword, goodPassword)), '400/90004')
      assert.equal(outcomeOf(await to(goodPassword, otherPassword)), '201')
      assert.equal(outcomeOf(await to(otherPassword)), '201')
      assert.equal(outcomeOf(await to(otherPassword, otherPassword)), '201')
      for (const none of [null, '']) assert.equal(outcomeOf(await to(goodPassword, none)), '201')
      const without = await delta.customer({ password: null })
      assert.equal(outcomeOf(await delta.update(without, { password: goodPassword, currentPassword: goodPassword })), '400/90004')
      assert.equal(outcomeOf(await delta.update(without, { password: goodPassword })), '201')
      assert.equal(outcomeOf(await delta.update(without, { password: otherPassword, currentPassword: goodPassword })), '201')
      assert.equal(outcomeOf(await delta.update(without, { dateOfBirth: '2024-01-01' })), '400/90020')
    })

    await t.test('a customer is located by what is known of them, all of which has to fit', async () => {
      const name = aName()
      const own = { externalUniqueIdentifier: name, email: `Ünï.${name}@example.com` }
      const id = await alpha.customer(own)
      const { referAFriend } = await alpha.found(id)
      const { code } = referAFriend as { code: string }
      const { text } = await alpha.read(id)
      const other = await alpha.customer({ externalUniqueIdentifier: aName() })
      const finding: readonly Body[] = [
        { customerId: id },
        { customerId: ` ${id.toUpperCase()} ` },
        { externalUniqueIdentifier: name },
        { externalUniqueIdentifier: ` ${name} ` },
        { email: own.email },
        { email: own.email.toUpperCase() },
        { referAFriendCode: code },
        { customerId: id, ...own, referAFriendCode: code, unknown: 'x' },
        { externalUniqueIdentifier: name, email: null, customerId: '', referAFriendCode: ' ' },
      ]
      for (const terms of finding) {
        const reply = await alpha.locate(terms)
        assert.equal(reply.status, 200, `${JSON.stringify(terms)} ${reply.text}`)
        assert.equal(reply.text, text)
      }
      const missing: readonly (readonly [Body, string])[] = [
        [{ externalUniqueIdentifier: 'none' }, 'Customer with external ID none not located'],
        [{ externalUniqueIdentifier: name.slice(0, -1) }, `Customer with external ID ${name.slice(0, -1)} not located`],
        [{ externalUniqueIdentifier: name.toUpperCase() }, `Customer with external ID ${name.toUpperCase()} not located`],
        [{ customerId: nobodysId }, `Customer ${nobodysId} not located`],
        [{ customerId: 'zz' }, 'Customer zz not located'],
        [{ email: 'zz' }, 'Customer with email address zz not located'],
        [{ email: `${name}@example.com` }, `Customer with email address ${name}@example.com not located`],
        [{ referAFriendCode: '00000000' }, 'Customer with refer-a-friend code 00000000 not located'],
        [{ customerId: other, externalUniqueIdentifier: name }, `Customer ${other} and with external ID ${name} not located`],
        [{ customerId: id, email: 'x@example.com' }, `Customer ${id} and with email address x@example.com not located`],
      ]
      for (const [terms, developerMessage] of missing) {
        const reply = await alpha.locate(terms)
        assert.equal(outcomeOf(reply), '404/90068', JSON.stringify(terms))
        assert.equal(reply.json['developerMessage'], developerMessage)
      }
      assert.equal(outcomeOf(await beta.locate({ customerId: id })), '404/90068')
      for (const none of [{}, { customerId: null }, { email: ' ', externalUniqueIdentifier: '' }, { username: name }])
        assert.equal(outcomeOf(await alpha.locate(none)), '400/90000')
      assert.equal(outcomeOf(await alpha.send({ path: '/customer/search', body: '' })), '400/90000')
      for (const [terms, violation] of [
        ...['externalUniqueIdentifier', 'email'].map((term) => [{ [term]: 'a'.repeat(201) }, `${term} maxLength 200`] as const),
        ...['customerId', 'externalUniqueIdentifier', 'email', 'referAFriendCode'].flatMap((term) =>
          [5, true, {}, [id]].map((value) => [{ [term]: value }, `${term} type`] as const),
        ),
        [{ referAFriendCode: 'a'.repeat(9) }, 'referAFriendCode maxLength 8'] as const,
        [{ email: 'a\0@example.com' }, 'email characters'] as const,
        [{ externalUniqueIdentifier: '\ud800' }, 'externalUniqueIdentifier characters'] as const,
      ]) {
        const reply = await alpha.locate(terms)
        assert.equal(outcomeOf(reply), '400/400', JSON.stringify(terms))
        assert.deepEqual(violationsIn(reply), [violation])
      }
      assert.equal(outcomeOf(await alpha.locate({ externalUniqueIdentifier: 'a'.repeat(200) })), '404/90068')
    })

    await t.test('of those who share an address the oldest active one is located', async () => {
      const email = `${aName()}@example.com`
      const ids: string[] = []
      for (let nth = 0; nth < 3; nth++)
        ids.push(
          await delta.customer({ email: nth === 1 ? email.toUpperCase() : email, externalUniqueIdentifier: `${email}${nth}` }),
        )
      const [first = '', second = '', third = ''] = ids
      const located = async (terms: Body) => (await delta.locate(terms)).json['customerId']
      assert.equal(await located({ email }), first)
      assert.equal(await located({ email, externalUniqueIdentifier: `${email}2` }), third)
      await delta.anonymise(first)
      assert.equal(await located({ email }), second)
      await delta.update(second, { email: `${aName()}@example.com` })
      assert.equal(await located({ email }), third)
    })

    await t.test('an anonymised customer is their id and no more, and their names are free', async () => {
      const body = aSingulaCustomer(full())
      const id = idIn(await alpha.create(body))
      const { referAFriend } = await alpha.found(id)
      for (const more of [{}, { body: '' }, { json: {} }, { headers: {} }]) {
        const reply = await alpha.anonymise(id, more)
        assert.equal(reply.status, 200)
        assert.equal(reply.text, `{"href":"/customer/${id}","rel":"Get customer","type":"application/json"}`)
        assert.equal((await alpha.read(id)).text, `{"active":false,"customerId":"${id}"}`)
      }
      const { username, email, externalUniqueIdentifier } = body
      for (const terms of [
        { customerId: id },
        { email },
        { externalUniqueIdentifier },
        { referAFriendCode: (referAFriend as { code: string }).code },
      ])
        assert.equal(outcomeOf(await alpha.locate(terms)), '404/90068')
      for (const change of [{}, { firstName: 'a' }]) assert.equal(outcomeOf(await alpha.update(id, change)), '404/90068')
      const next = await alpha.create(body)
      assert.equal(next.status, 201)
      assert.notEqual(idIn(next), id)
      assert.equal((await alpha.locate({ email })).json['customerId'], idIn(next))
      assert.equal((await alpha.found(idIn(next)))['username'], username)
    })

    await t.test('whose id is nobody’s, or no id, is nobody', async () => {
      const beyond = await beta.customer()
      for (const id of [nobodysId, beyond, 'zz', `${nobodysId}0`, nobodysId.replaceAll('-', ''), '0', '%20', "'--", 'null']) {
        for (const reply of [await alpha.read(id), await alpha.update(id, { firstName: 'a' }), await alpha.anonymise(id)]) {
          assert.equal(outcomeOf(reply), '404/90068', id)
          assert.equal(reply.json['developerMessage'], `Customer ${decodeURIComponent(id)} not located`)
        }
      }
    })

    await t.test('of many who want one name at once, one gets it and nobody an error', async () => {
      const same = aName()
      const races: readonly (readonly [Body, string])[] = [
        [{ username: same }, '400/90074'],
        [{ email: `${same}@example.com` }, '400/90101'],
        [{ externalUniqueIdentifier: same }, '400/90084'],
      ]
      for (const [wanted, lost] of races) {
        const created = await Promise.all(Array.from({ length: 8 }, () => alpha.create(aSingulaCustomer(wanted))))
        assert.deepEqual(
          statusesOf(created),
          ['201', ...Array.from({ length: 7 }, () => lost)].toSorted(),
          JSON.stringify(wanted),
        )
        const free = Object.fromEntries(Object.entries(wanted).map(([member, value]) => [member, `z${String(value)}`]))
        const ids = await Promise.all(Array.from({ length: 6 }, () => alpha.customer()))
        const changed = await Promise.all(ids.map((id) => alpha.update(id, free)))
        assert.deepEqual(statusesOf(changed), ['201', ...Array.from({ length: 5 }, () => lost)].toSorted(), JSON.stringify(free))
      }
      const [one, other] = [await alpha.customer(), await alpha.customer()]
      const anonymised = await Promise.all([one, one, one, other].map((id) => alpha.anonymise(id)))
      assert.deepEqual(statusesOf(anonymised), ['200', '200', '200', '200'])
      const body = aSingulaCustomer({ externalUniqueIdentifier: aName() })
      const alike = await Promise.all(Array.from({ length: 8 }, () => alpha.create(body)))
      assert.deepEqual(statusesOf(alike), ['201', ...Array.from({ length: 7 }, () => '400/90074')])
    })
  })
}
