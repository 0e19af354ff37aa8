import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabases } from '../../support/databases.ts'
import {
  aName,
  aSingulaCustomer,
  basePath,
  faultIn,
  goodPassword,
  idIn,
  outcomeOf,
  type SingulaCall,
  type SingulaReply,
  startSingula,
} from '../../support/singula.ts'

const nobodysId = '0190b6a4-8f6f-7000-8000-000000000000'
const typed = (type: string) => ({ headers: { 'content-type': type } })
const nested = (levels: number): string => `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`
const nestedLists = (levels: number): string => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`
const ofSize = (bytes: number): string => `{"a":"${'a'.repeat(bytes - 8)}"}`

/** Codes with what users are told, in the words of section 5.1 or, where those are known, of live answers. */
const userMessages: Readonly<Record<number, string>> = {
  90000: 'Additional data required',
  90003: 'Address creation has failed',
  90004: 'Password provided is incorrect',
  90011: 'Username provided is incorrect',
  90019: 'Currency code provided does not exist',
  90020: 'Date of Birth provided is incorrect',
  90026: 'Postcode provided is incorrect',
  90030: 'Username provided is invalid',
  90037: 'Consent Method Required',
  90038: 'Contact Method Required',
  90044: 'No Password provided',
  90055: 'Registration cannot be completed at this time',
  90061: 'System Failure, please try again later',
  90066: 'ConsentId provided does not exist',
  90067: 'Contact Method provided does not exist',
  90068: 'Customer cannot be located',
  90073: 'Provided Password does not meet minimum secure requirements',
  90074: 'Username provided already exists',
  90075: 'No Username provided',
  90084: 'External unique identifier provided already exists',
  90101: 'Email address provided already exists',
}

for (const database of testDatabases) {
  const { engine } = database
  test(`bodies are read and faults are written as the contract says (${engine})`, async (t) => {
    const { alpha, gamma, patron } = await startSingula(t, database)
    const post = (call: Partial<SingulaCall>) => alpha.send({ path: '/customer', ...call })

    await t.test('JSON in UTF-8 is taken under every name it has, and nothing else', async () => {
      const body = () => JSON.stringify(aSingulaCustomer())
      for (const type of [
        'application/json',
        'application/json; charset=utf-8',
        'application/json;charset=UTF-8',
        'Application/JSON ; Charset="utf-8"',
        'application/json; charset=utf8',
        'application/json; profile=a; charset=utf-8',
        'application/json;',
      ])
        assert.equal(outcomeOf(await post({ body: body(), ...typed(type) })), '201', type)
      for (const type of [
        '',
        'text/plain',
        'text/json',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=a',
        'application/xml',
        'application/json5',
        'application/merge-patch+json',
        'application/json, application/json',
        'application/json; charset=iso-8859-1',
        'application/json; charset=utf-16',
        'application/json; charset=utf-8; charset=utf-16',
        'application/json; charset=""',
      ]) {
        assert.equal(outcomeOf(await post({ body: body(), ...typed(type) })), '415/415', type)
        assert.equal(outcomeOf(await alpha.locate({ customerId: nobodysId }, typed(type))), '415/415', type)
        assert.equal(outcomeOf(await alpha.update(nobodysId, {}, typed(type))), '415/415', type)
      }
      const untyped = await alpha.send({ path: '/customer', json: aSingulaCustomer(), headers: { 'content-type': '' } })
      assert.equal(outcomeOf(untyped), '415/415')
    })

    await t.test('a body that is no JSON object is 400', async () => {
      const none = [
        '',
        ' ',
        '{',
        '[]',
        '[{}]',
        '"a"',
        '5',
        'true',
        'null',
        '{"a":1}x',
        "{'a':1}",
        '{"a":undefined}',
        '{"a":"\n"}',
        '\0',
        '{a:1}',
      ]
      for (const body of none) {
        assert.equal(outcomeOf(await post({ body })), '400/400', body)
        if (body !== '') assert.equal(outcomeOf(await alpha.send({ path: '/customer/search', body })), '400/400', body)
      }
      for (const body of [
        Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
        Buffer.from('{"a":"\xe4"}', 'latin1'),
        Buffer.from('{"a":1}', 'utf16le'),
      ])
        assert.equal(outcomeOf(await post({ body })), '400/400')
      assert.equal(outcomeOf(await post({ headers: { 'content-type': 'application/json' } })), '400/400')
      assert.equal(outcomeOf(await post({})), '400/400')
      assert.equal(outcomeOf(await post({ body: `\ufeff${JSON.stringify(aSingulaCustomer())}` })), '201')
      assert.equal(outcomeOf(await post({ body: '{}' })), '400/90075')
    })

    await t.test('32 levels deep and 1 MiB long, and no further', async () => {
      for (const make of [nested, nestedLists]) {
        assert.equal(outcomeOf(await post({ body: make(32) })), '400/90075')
        assert.equal(outcomeOf(await post({ body: make(33) })), '400/400')
        assert.equal(outcomeOf(await post({ body: make(50_000) })), '400/400')
      }
      for (const chunked of [false, true]) {
        assert.equal(outcomeOf(await post({ body: ofSize(1_048_576), chunked })), '400/90075')
        const reply = await post({ body: ofSize(1_048_577), chunked })
        assert.equal(outcomeOf(reply), '413/413')
        assert.equal(
          outcomeOf(await alpha.send({ method: 'PATCH', path: `/customer/${nobodysId}`, body: ofSize(1_048_577), chunked })),
          '413/413',
        )
      }
    })

    await t.test('members of any name do no harm, and of two of one name the last is meant', async () => {
      const { username, ...others } = aSingulaCustomer()
      const text = JSON.stringify(others).slice(1)
      const reply = await post({
        body: `{"__proto__":{"title":"x"},"constructor":{},"username":"a b","username":"${username}","":1,${text}`,
      })
      assert.equal(outcomeOf(reply), '201')
      assert.equal((await alpha.found(idIn(reply)))['username'], username)
      const inherited = JSON.stringify({ ...others, username: aName(), email: `${aName()}@example.com` }).replace(
        '"lastName"',
        '"__proto__":{"lastName":"x"},"other"',
      )
      assert.equal(outcomeOf(await post({ body: inherited })), '400/90055')
    })

    await t.test('a fault has its members in order, and nothing but them', async () => {
      const other = aSingulaCustomer({ externalUniqueIdentifier: aName() }) as Record<string, string>
      assert.equal((await alpha.create(other)).status, 201)
      const { username, email, externalUniqueIdentifier } = other
      const id = await alpha.customer()
      const weak = 'qwertyuiop'
      const news = (consented: boolean, contactMethods: readonly unknown[]) => [{ consentId: 'NEWS', consented, contactMethods }]
      const consents = (...companyConsents: unknown[]) => ({ consents: { companyConsents } })
      const terms = { consentId: 'TERMS', consented: true }
      const replies: readonly (readonly [code: number, reply: SingulaReply, developerMessage: string | RegExp])[] = [
        [90000, await alpha.locate({}), /names/],
        [90003, await alpha.update(id, { addresses: [{}, {}] }), 'Member addresses: maxItems 1'],
        [90004, await alpha.update(id, { password: `${goodPassword}2`, currentPassword: weak }), 'Member currentPassword: wrong'],
        [90011, await alpha.update(id, { username: 'a b' }), 'Member username: characters'],
        [90019, await alpha.create(aSingulaCustomer({ currency: 'XXQ' })), 'Member currency: unknown'],
        [90020, await alpha.create(aSingulaCustomer({ dateOfBirth: 'x' })), 'Member dateOfBirth: format'],
        [90026, await alpha.create(aSingulaCustomer({ addresses: [{ postCode: 'x' }] })), 'Member addresses.postCode: format'],
        [90030, await alpha.create(aSingulaCustomer({ username: 'a b' })), 'Member username: characters'],
        [90037, await gamma.create(aSingulaCustomer(consents(terms))), 'Consent NEWS: answerRequired'],
        [90038, await gamma.create(aSingulaCustomer(consents(terms, ...news(true, [])))), 'Consent NEWS: required'],
        [90044, await alpha.create(aSingulaCustomer({ password: null })), 'Member password: required'],
        [
          90055,
          await alpha.create(aSingulaCustomer({ title: null, lastName: '' })),
          'Member title: required; Member lastName: required',
        ],
        [90066, await alpha.create(aSingulaCustomer(consents({ consentId: 'NOPE', consented: true }))), 'Consent NOPE: unknown'],
        [90067, await alpha.create(aSingulaCustomer(consents(...news(true, ['FAX'])))), 'Contact method FAX: unknown'],
        [90068, await alpha.read(nobodysId), `Customer ${nobodysId} not located`],
        [90068, await alpha.read('zz'), 'Customer zz not located'],
        [90068, await alpha.update(nobodysId, {}), `Customer ${nobodysId} not located`],
        [90068, await alpha.anonymise(nobodysId), `Customer ${nobodysId} not located`],
        [90068, await alpha.locate({ externalUniqueIdentifier: 'x 666' }), 'Customer with external ID x 666 not located'],
        [90073, await alpha.create(aSingulaCustomer({ password: weak })), 'Member password: minimumScore 2'],
        [90074, await alpha.create(aSingulaCustomer({ username })), `Username ${username} already exists`],
        [90075, await alpha.create(aSingulaCustomer({ username: '' })), 'Member username: required'],
        [
          90084,
          await alpha.create(aSingulaCustomer({ externalUniqueIdentifier })),
          `External unique identifier ${externalUniqueIdentifier} already exists`,
        ],
        [90101, await alpha.create(aSingulaCustomer({ email })), `Email address ${email} already exists`],
      ]
      const page = await patron.send('GET', '/docs/faults')
      assert.equal(page.status, 200)
      for (const [code, reply, developerMessage] of replies) {
        const fault = faultIn(reply)
        const { violations, ...plain } = fault
        assert.deepEqual(Object.keys(plain), ['errorCode', 'userMessage', 'developerMessage', 'moreInfo', 'requestId'])
        const members = Object.keys(fault)
        if (violations) assert.equal(members.indexOf('violations'), 4)
        assert.equal(fault.errorCode, code, reply.text)
        assert.equal(fault.userMessage, userMessages[code])
        if (typeof developerMessage === 'string') assert.equal(fault.developerMessage, developerMessage)
        else assert.match(fault.developerMessage, developerMessage)
        assert.equal(fault.moreInfo, `${patron.url}/docs/faults#${code}`)
        assert.equal(reply.headers['x-request-id'], fault.requestId)
        assert.equal(reply.headers['content-type'], 'application/json')
        assert.ok(!reply.text.includes(goodPassword) && !reply.text.includes(weak))
        const isAbsent = [90019, 90066, 90067, 90068].includes(code)
        assert.equal(reply.status, isAbsent ? 404 : 400)
      }
      for (const code of [...Object.keys(userMessages), 400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 503])
        assert.ok(page.text.includes(`id="${code}"`), `an anchor for ${code}`)
      for (const text of Object.values(userMessages)) assert.ok(page.text.includes(text), text)
      assert.ok(!patron.log.join('').includes(goodPassword))
    })

    await t.test('conditions without a code of their own have their status', async () => {
      const id = await alpha.customer()
      const conditions: Record<string, Promise<SingulaReply>> = {
        '400': alpha.send({ path: '/customer', body: '[]' }),
        '401': alpha.read(id, { sign: null }),
        '404': alpha.send({ method: 'GET', path: '/customers' }),
        '405': alpha.send({ method: 'DELETE', path: `/customer/${id}` }),
        '413': alpha.send({ path: '/customer', body: ofSize(1_048_577) }),
        '415': alpha.send({ path: '/customer', body: 'a', ...typed('text/plain') }),
      }
      for (const [status, pending] of Object.entries(conditions)) {
        const reply = await pending
        assert.equal(outcomeOf(reply), `${status}/${status}`)
        const { moreInfo, requestId, ...fault } = faultIn(reply)
        assert.deepEqual(Object.keys(fault), ['errorCode', 'userMessage', 'developerMessage'])
        assert.ok(fault.userMessage !== '' && fault.developerMessage !== '')
        assert.equal(moreInfo, `${patron.url}/docs/faults#${status}`)
        assert.equal(requestId, reply.headers['x-request-id'])
      }
    })

    await t.test('a path has the methods that Allow names, and other paths are not there', async () => {
      const id = await alpha.customer()
      const paths = {
        '/customer': 'POST',
        '/customer/search': 'POST',
        [`/customer/${id}`]: 'GET, PATCH',
        [`/customer/${id}/anonymise`]: 'POST',
      }
      for (const [path, allow] of Object.entries(paths)) {
        for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'PROPFIND']) {
          if (allow.split(', ').includes(method)) continue
          const reply = await alpha.send({ method, path })
          assert.equal(reply.status, 405, `${method} ${path}`)
          assert.equal(reply.headers['allow'], allow, `${method} ${path}`)
          if (method !== 'HEAD') assert.equal(reply.json['errorCode'], 405)
        }
      }
      for (const path of [
        '/',
        '/customers',
        '/customer/a/b',
        `/customer/${id}/delete`,
        `/customer/${id}/anonymise/x`,
        '/x',
        '/customer/%zz/x',
        '/customer/%zz',
      ]) {
        for (const method of ['GET', 'POST', 'PATCH']) {
          const reply = await alpha.send({ method, path, ...(method === 'GET' ? {} : { json: {} }) })
          assert.equal(reply.status, 404, `${method} ${path}`)
          assert.equal(reply.headers['content-type'], 'application/json')
          assert.match(String(reply.json['errorCode']), /^(404|90068)$/)
        }
      }
      assert.equal((await alpha.send({ method: 'GET', path: `/${basePath}/customer/${id}/` })).status, 200)
    })
  })
}
