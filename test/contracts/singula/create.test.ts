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
  singulaClient,
  startSingula,
  violationsIn,
} from '../../support/singula.ts'
import {
  accepted,
  addressed,
  attributed,
  type Body,
  type Case,
  longEmail,
  ofTheirOwn,
  postcodes,
  registration,
  structural,
  years,
} from './members-sent.ts'

async function assertRefused(client: SingulaClient, [changes, outcome, violations]: Case): Promise<void> {
  const body = aSingulaCustomer(changes)
  const reply = await client.create(body)
  const what = JSON.stringify(changes).slice(0, 200)
  assert.equal(outcomeOf(reply), outcome, `${what}: ${reply.text.slice(0, 400)}`)
  if (violations) assert.deepEqual(violationsIn(reply), violations, what)
  assert.ok(!reply.text.includes(goodPassword))
}

async function assertTold(client: SingulaClient, body: Body, told: Body): Promise<void> {
  const reply = await client.create(aSingulaCustomer(body))
  const what = JSON.stringify(body).slice(0, 200)
  assert.equal(reply.status, 201, `${what}: ${reply.text.slice(0, 400)}`)
  const customer = await client.found(idIn(reply))
  for (const [member, value] of Object.entries(told)) assert.deepEqual(customer[member], value, `${what}: ${member}`)
}

for (const database of testDatabases) {
  const { engine } = database
  test(`customers are created as the contract says (${engine})`, async (t) => {
    const service = await startSingula(t, database, {
      pacific: { timeZone: 'Pacific/Kiritimati', minimumAgeYears: null },
      samoa: { timeZone: 'Pacific/Pago_Pago' },
      lax: { passwordMinScore: 1, customerTypes: ['Basic', 'Gold'], currencies: ['USD'] },
      declared: {
        customAttributes: [
          { name: 'no_ads', type: 'boolean' },
          { name: 'note', type: 'text' },
        ],
      },
      nowhere: { country: null, currencies: null },
    })
    const { alpha, beta, delta, omega, patron } = service

    await t.test('with a link as an answer, below both paths, of exactly these members', async () => {
      for (const base of ['/apis/customers/v1', '/customers/v1']) {
        const reply = await singulaClient(patron.url, alpha.key, base).create(aSingulaCustomer())
        const id = idIn(reply)
        assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/)
        assert.equal(reply.text, `{"href":"/customer/${id}","rel":"Get customer","type":"application/json"}`)
        assert.equal(reply.status, 201)
        assert.equal(reply.headers['content-type'], 'application/json')
        assert.equal(reply.headers['location'], `${base}/customer/${id}`)
        assert.equal((await alpha.send({ method: 'GET', path: `/${reply.headers['location']}` })).status, 200)
      }
    })

    await t.test('by the sample of section 7, byte for byte', async () => {
      const sample = `{"externalUniqueIdentifier":"123","username":"username","password":"IC4nH4zS3cretP4ssword","email":"user@host.com",
 "title":"-","firstName":"user","lastName":"test","dateOfBirth":"1990-01-01",
 "addresses":[{"postCode":"12345","countryCode":"SWE"}],
 "customAttributes":[{"name":"no_ads","value":"false"},{"name":"accepted_play_terms","value":"2019-10-16"}]}`
      const reply = await alpha.send({ path: '/customer', body: sample })
      assert.equal(reply.status, 201)
      const { auditInfo, referAFriend, ...told } = await alpha.found(idIn(reply))
      assert.deepEqual(told, {
        active: true,
        addresses: [{ addressType: 'HOME', countryCode: 'SWE', postCode: '12345' }],
        customAttributes: [
          { name: 'no_ads', value: 'false' },
          { name: 'accepted_play_terms', value: '2019-10-16' },
        ],
        customerId: idIn(reply),
        customerType: 'Standard',
        dateOfBirth: '1990-01-01',
        email: 'user@host.com',
        externalUniqueIdentifier: '123',
        firstName: 'user',
        lastName: 'test',
        title: '-',
        username: 'username',
      })
      assert.match((referAFriend as { code: string }).code, /^[A-Za-z0-9]{8}$/)
      assert.deepEqual(Object.keys(auditInfo as object), ['createdByUser', 'creationDate', 'modifiedByUser', 'modifiedDate'])
      assert.equal(outcomeOf(await alpha.send({ path: '/customer', body: sample })), '400/90074')
    })

    await t.test('but not while a member has a defect, each by its fault', async () => {
      for (const one of [...structural(), ...ofTheirOwn()]) await assertRefused(alpha, one)
    })

    await t.test('with what is left out, too long for nobody or in another form', async () => {
      for (const [body, told] of accepted()) await assertTold(alpha, body, told)
    })

    await t.test('under usernames of any script', async () => {
      for (const username of ['Åsa.Öberg', 'мария_1', '山田太郎', 'أحمد٢', "o'brien-x+y@work", 'नमस्ते', '1', '.', 'ß']) {
        const name = `${username}${aName()}`
        await assertTold(alpha, { username: ` ${name} ` }, { username: name.normalize('NFC') })
        for (const same of [name.toUpperCase(), name.normalize('NFD'), `${name} `])
          assert.equal(outcomeOf(await alpha.create(aSingulaCustomer({ username: same }))), '400/90074', same)
      }
      const long = aName().padEnd(200, 'x')
      await assertTold(alpha, { username: long }, { username: long })
      const fullwidth = aName()
      await alpha.customer({ username: fullwidth })
      const wide = [...fullwidth].map((letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0)).join('')
      assert.equal(outcomeOf(await alpha.create(aSingulaCustomer({ username: wide }))), '400/90074')
    })

    await t.test('under addresses as HTML takes them, in any script', async () => {
      const name = aName()
      const addresses = [
        `${name}+1@example.com`,
        `${name}@localhost`,
        `${name}.!#$%&'*+/=?^_\`{|}~-@example.com`,
        `jörg.${name}@bücher.example`,
        `${name}@例え.jp`,
        longEmail(200),
      ]
      for (const email of addresses) await assertTold(alpha, { email: ` ${email}` }, { email })
      for (const same of [`${name.toUpperCase()}+1@EXAMPLE.com`, `JÖRG.${name}@xn--bcher-kva.example`])
        assert.equal(outcomeOf(await alpha.create(aSingulaCustomer({ email: same }))), '400/90101', same)
      const email = `${aName()}@example.com`
      await assertTold(alpha, { email, username: email }, { email, username: email })
    })

    await t.test('with postcodes as their country writes them', async () => {
      for (const [countries, good, bad] of postcodes) {
        for (const countryCode of countries.split(' ')) {
          await assertRefused(alpha, [addressed({ countryCode, postCode: bad }), '400/90026'])
        }
        const [countryCode = ''] = countries.split(' ')
        for (const postCode of good) {
          const told = { addresses: [{ addressType: 'HOME', countryCode, postCode: postCode.toUpperCase() }] }
          await assertTold(alpha, addressed({ countryCode, postCode }), told)
        }
      }
      await assertRefused(beta, [addressed({ postCode: '12345' }), '400/90026'])
      await assertTold(beta, addressed({ postCode: 'SW1A 1AA' }), {
        addresses: [{ addressType: 'HOME', countryCode: 'GBR', postCode: 'SW1A 1AA' }],
      })
      await assertTold(service.clientOf('nowhere'), addressed({ postCode: 'x y' }), {
        addresses: [{ addressType: 'HOME', postCode: 'X Y' }],
      })
    })

    await t.test('as the tenant has it: types, currencies, attributes, scores and ages', async () => {
      const lax = service.clientOf('lax')
      await assertTold(lax, { password: 'Smoke123', currency: 'USD' }, { customerType: 'Basic', currency: 'USD' })
      await assertRefused(lax, [{ currency: 'SEK' }, '404/90019', ['currency notEnabled']])
      await assertRefused(lax, [{ customerType: 'Standard' }, registration, ['customerType enum']])
      await assertTold(service.clientOf('nowhere'), { currency: 'JPY' }, { currency: 'JPY' })
      const declared = service.clientOf('declared')
      await assertTold(declared, attributed({ name: 'no_ads', value: true }), {
        customAttributes: [{ name: 'no_ads', value: 'true' }],
      })
      await assertRefused(declared, [
        attributed({ name: 'no_ads', value: 'yes' }),
        registration,
        ['customAttributes type boolean'],
      ])
      await assertRefused(declared, [attributed({ name: 'other', value: 'yes' }), registration, ['customAttributes unknown']])

      const ago = (name: string, changes: Body) => [service.clientOf(name), changes] as const
      const today = (timeZone: string, days: number) =>
        new Intl.DateTimeFormat('en-CA', { timeZone }).format(Date.now() + days * 86_400_000)
      for (const [client, { dateOfBirth }, outcome] of [
        [...ago('pacific', { dateOfBirth: today('Pacific/Kiritimati', 0) }), '201'],
        [...ago('pacific', { dateOfBirth: today('Pacific/Kiritimati', 1) }), '400/90020'],
        [...ago('samoa', { dateOfBirth: today('Pacific/Pago_Pago', 0) }), '201'],
        [...ago('samoa', { dateOfBirth: today('Pacific/Pago_Pago', 1) }), '400/90020'],
        [...ago('delta', { dateOfBirth: years(-18, 1) }), '400/90020'],
        [...ago('delta', { dateOfBirth: years(-18, -1) }), '201'],
        [...ago('delta', {}), '201'],
        [...ago('alpha', { dateOfBirth: years(-130, -1) }), '400/90020'],
        [...ago('alpha', { dateOfBirth: years(-130) }), '201'],
        [...ago('alpha', { dateOfBirth: '9999-12-31' }), '400/90020'],
      ] as const) {
        assert.equal(
          outcomeOf(await client.create(aSingulaCustomer({ dateOfBirth }))),
          outcome,
          `${client.key.id} ${dateOfBirth}`,
        )
      }
    })

    await t.test('with passwords that are not guessed soon, and not trimmed', async () => {
      const name = `${aName()}${aName()}`
      for (const password of [
        'correct horse battery staple',
        'Три девицы под окном',
        ` ${goodPassword} `,
        goodPassword.padEnd(200, 'x'),
        '🙂'.repeat(3) + goodPassword,
      ])
        assert.equal((await alpha.create(aSingulaCustomer({ password }))).status, 201, password)
      assert.equal((await alpha.create(aSingulaCustomer({ password: name }))).status, 201)
      for (const own of [{ username: name }, { email: `${name}@example.com` }, { firstName: name }, { lastName: name }])
        await assertRefused(alpha, [{ ...own, password: name }, '400/90073', ['password minimumScore 2']])
    })

    await t.test('without a password where the tenant asks for none, and with a good one if with any', async () => {
      for (const password of [undefined, null, '']) assert.equal((await delta.create(aSingulaCustomer({ password }))).status, 201)
      assert.equal((await delta.create(aSingulaCustomer())).status, 201)
      await assertRefused(delta, [{ password: '12345678' }, '400/90073'])
      await assertRefused(delta, [{ password: 5 }, registration, ['password type']])
    })

    await t.test('never where registration is closed', async () => {
      for (const changes of [{}, { username: undefined }]) {
        const reply = await omega.create(aSingulaCustomer(changes))
        assert.equal(outcomeOf(reply), registration)
        assert.equal(reply.json['violations'], undefined)
      }
    })

    await t.test('once under one external id, compared exactly, and once in each tenant', async () => {
      const externalUniqueIdentifier = aName()
      const body = aSingulaCustomer({ externalUniqueIdentifier })
      for (const client of [alpha, beta]) assert.equal((await client.create(body)).status, 201)
      assert.equal(
        outcomeOf(await alpha.create(aSingulaCustomer({ externalUniqueIdentifier: ` ${externalUniqueIdentifier}` }))),
        '400/90084',
      )
      assert.equal(
        (await alpha.create(aSingulaCustomer({ externalUniqueIdentifier: externalUniqueIdentifier.toUpperCase() }))).status,
        201,
      )
      const email = `${aName()}@example.com`
      for (let nth = 0; nth < 2; nth++) assert.equal((await delta.create(aSingulaCustomer({ email }))).status, 201)
    })
  })
}
