import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabases } from '../support/databases.ts'
import { eventually } from '../support/eventually.ts'
import { type FcmServer, jsonFile, serviceAccount, startFcmServer, unregistered } from '../support/fcm-server.ts'
import { startTestPatron, type TestPatron } from '../support/patron.ts'
import { asOwner, query } from '../support/query.ts'
import { bearer } from '../support/signed-in.ts'

type Ending = Parameters<typeof startFcmServer>[0]

const settingsFor = (t: Ending, { url }: Pick<FcmServer, 'url'>) => ({
  PATRON_FCM_SERVICE_ACCOUNT: jsonFile(t, serviceAccount(url)),
  PATRON_FCM_URL: url,
  PATRON_SHOP_NAME: 'Tea & Co',
})

/** What a GraphQL mutation answers. */
async function mutate(
  patron: TestPatron,
  text: string,
  input: unknown,
  headers: Record<string, string> = {},
): Promise<Record<string, Record<string, unknown>>> {
  const [, name = ''] = /^(\w+) /.exec(text) ?? []
  const query = `mutation m($input: ${name}Input!) { ${text.replace(' ', '(input: $input) ')} }`
  const reply = await patron.post('/api/graphql', { query, variables: { input } }, headers)
  const { data, errors } = reply.json() as { data: Record<string, Record<string, Record<string, unknown>>>; errors?: unknown }
  assert.equal(errors, undefined, reply.text)
  return data[name] ?? assert.fail(reply.text)
}

const person = (name: string) => ({ firstName: name, lastName: 'Lovelace', email: `${name}@example.com`.toLowerCase() })

/** Registers with a device that is named after the customer. @returns the token of the session */
async function register(patron: TestPatron, name: string, more: object = {}, headers = {}): Promise<string> {
  const passwords = { password: 'Kv7#mQ2$wZ9p', confirmPassword: 'Kv7#mQ2$wZ9p' }
  const input = { ...person(name), ...passwords, deviceToken: `${name}-device:APA91b`, ...more }
  const { customer } = await mutate(patron, 'createCustomer { customer { token } }', input, headers)
  return String(customer?.['token'])
}

const linesOf = ({ log }: TestPatron, ...texts: readonly string[]) =>
  log.filter((line) => line.includes('"channel":"push"') && texts.every((text) => line.includes(text)))
const noted = (patron: TestPatron, count: number, ...texts: readonly string[]) =>
  eventually(`${count} times ${texts}`, () => linesOf(patron, ...texts).length >= count)

for (const { engine, create } of testDatabases) {
  test(`devices are told of what concerns their customers (${engine})`, async (t) => {
    const isRemoved = (token: string) => token.startsWith('Mary')
    const server = await startFcmServer(t, { onMessage: ({ token }) => (isRemoved(token) ? unregistered : undefined) })
    const database = await create(t)
    const patron = await startTestPatron(t, database, settingsFor(t, server))
    await register(patron, 'Ada', {}, { 'x-locale': 'de' })
    await register(patron, 'Grace', { deviceToken: null })
    await noted(patron, 1, 'a message was given up', '"level":"info"', '"failure":"no_device"')
    await register(patron, 'Mary')
    await noted(patron, 2, 'a message was given up', '"failure":"no_device"')
    await noted(patron, 1, 'a message was delivered', '"purpose":"welcome"')
    await patron.stop()
    const devices = await query(database, 'select token from device')
    const again = await startTestPatron(t, database, settingsFor(t, server))
    await register(again, 'Joan')
    await noted(again, 1, 'a message was delivered')

    await t.test('who registers with a device is welcomed there, once, and who does not is not', () => {
      assert.deepEqual(
        server.messages.map(({ token, notification: { title, body }, data }) => [token, title, body, data['type']]),
        [
          ['Ada-device:APA91b', 'Willkommen bei Tea & Co', 'Ihr Konto bei Tea & Co ist eingerichtet.', 'welcome'],
          ['Joan-device:APA91b', 'Welcome to Tea & Co', 'Your account at Tea & Co is ready.', 'welcome'],
        ],
      )
      assert.deepEqual(server.faults, [])
      const log = [...patron.log, ...again.log].join('')
      assert.doesNotMatch(log, /APA91b|access-\d|PRIVATE KEY/)
    })

    await t.test('a device whose app was removed is forgotten and not asked again', () => {
      assert.deepEqual(server.asked.toSorted(), ['Ada-device:APA91b', 'Joan-device:APA91b', 'Mary-device:APA91b'])
      assert.deepEqual(devices, [{ token: 'Ada-device:APA91b' }])
    })
  })

  test(`messages outlive a Google that is away; devices that signed out and customers who left are sent nothing (${engine})`, async (t) => {
    const gone = await startFcmServer(t)
    await gone.stop()
    const database = await create(t)
    const settings = settingsFor(t, gone)

    const first = await startTestPatron(t, database, settings)
    await register(first, 'Ada')
    const signedIn = bearer(await register(first, 'Grace'))
    const leaving = bearer(await register(first, 'Joan'))
    await noted(first, 3, 'it is tried again', '"failure":"oauth ECONNREFUSED"')
    await mutate(first, 'createLogout { logout { success } }', { deviceToken: 'Grace-device:APA91b' }, signedIn)
    await mutate(first, 'createCustomerProfileDelete { customerProfileDelete { success } }', {}, leaving)
    await first.stop()
    await query(database, 'update delivery set next_at = now()')

    let isUp = false
    const server = await startFcmServer(t, { port: gone.port, onMessage: () => (isUp ? undefined : { status: 503 }) })
    const second = await startTestPatron(t, database, settings)
    await noted(second, 1, 'it is tried again', '"failure":"503"')
    const givenUp = () => [first, second].some((one) => linesOf(one, 'given up', '"failure":"no_device"').length > 0)
    await eventually('the message to Grace was given up', givenUp)
    await second.stop()
    await query(database, 'update delivery set next_at = now()')

    isUp = true
    const third = await startTestPatron(t, database, settings)
    await noted(third, 1, 'a message was delivered')
    await third.stop()
    assert.deepEqual(
      server.messages.map(({ token }) => token),
      ['Ada-device:APA91b'],
    )
    assert.deepEqual([new Set(server.asked).size, server.faults], [1, []])
    const states = await query(database, "select state, failure from delivery where channel = 'push' order by state")
    assert.deepEqual(states, [
      { state: 'delivered', failure: null },
      { state: 'given_up', failure: 'no_device' },
    ])
  })

  test(`a service account that is refused is told of as an error, once (${engine})`, async (t) => {
    const server = await startFcmServer(t, { onToken: () => ({ status: 400, body: { error: 'invalid_grant' } }) })
    const patron = await startTestPatron(t, await create(t), settingsFor(t, server))
    await register(patron, 'Ada')
    await register(patron, 'Grace')
    await noted(patron, 2, 'it is tried again', '"failure":"oauth 400 invalid_grant"')
    const [line, ...more] = patron.log.filter((one) => one.includes('"level":"error"'))
    assert.match(line ?? '', /"failure":"oauth 400 invalid_grant".*PATRON_FCM_SERVICE_ACCOUNT/)
    assert.deepEqual([more, server.asked], [[], []])
  })

  test(`without a service account the device is stored and nothing is planned for it (${engine})`, async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database)
    await register(patron, 'Ada')
    await eventually('the welcome mail was written', () => patron.log.some((line) => line.includes('a message was delivered')))
    await patron.stop()
    const stored = await asOwner(database, async (ask) => ({
      deliveries: await ask('select channel, purpose from delivery'),
      devices: await ask('select token from device'),
    }))
    assert.deepEqual(stored, {
      deliveries: [{ channel: 'mail', purpose: 'welcome' }],
      devices: [{ token: 'Ada-device:APA91b' }],
    })
  })
}

test('a file that is no service account stops the start, naming the setting, the file and what is missing', async (t) => {
  const [{ create } = assert.fail('no database')] = testDatabases
  const file = jsonFile(t, { type: 'service_account', project_id: 'shop-1' })
  const starting = startTestPatron(t, await create(t), { PATRON_FCM_SERVICE_ACCOUNT: file })
  await assert.rejects(starting, {
    name: 'ConfigurationError',
    message: `PATRON_FCM_SERVICE_ACCOUNT: ${file} is no key of a service account: it lacks client_email, private_key.`,
  })
})
