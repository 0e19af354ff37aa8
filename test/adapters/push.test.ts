import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createAccessTokens } from '../../src/adapters/push/access-tokens.ts'
import { createFcmChannel, type FcmChannelOptions } from '../../src/adapters/push/fcm-channel.ts'
import { readServiceAccount } from '../../src/adapters/push/service-account.ts'
import type { DueDelivery, Taken } from '../../src/core/outbox/deliver.ts'
import { eventually } from '../support/eventually.ts'
import {
  endlessBody,
  type FcmReply,
  type FcmServer,
  fcmError,
  jsonFile,
  privateKey,
  projectId,
  serviceAccount,
  startFcmServer,
  unregistered,
} from '../support/fcm-server.ts'

const id = '01890000-0000-7000-8000-0000000000ff'
const due = (facts: DueDelivery['event']['facts'] = {}, more: Partial<DueDelivery> = {}): DueDelivery => ({
  id,
  customerId: 'ada',
  tenantId: 'shop',
  channel: 'push',
  purpose: 'welcome',
  attempts: 1,
  isTooLate: false,
  event: { type: 'customer.registered', facts, personal: { email: 'ada@example.com' } },
  ...more,
})

interface Opened {
  readonly handOver: (due: DueDelivery) => Promise<Taken>
  /** Tokens the customer's devices have. */
  readonly devices: Set<string>
  /** What was told loudly. */
  readonly told: readonly string[]
  close(): void
}

/** A channel to the stand-in, for one customer of one tenant. */
async function aChannel(
  t: TestContext,
  { url }: Pick<FcmServer, 'url'>,
  tokens: readonly string[] = ['phone'],
  more: Partial<FcmChannelOptions> = {},
): Promise<Opened> {
  const { projectId, ...account } = await readServiceAccount(jsonFile(t, serviceAccount(url)))
  const [devices, told, closing] = [new Set(tokens), [] as string[], new AbortController()]
  t.after(() => closing.abort())
  const { signal } = closing
  const handOver = createFcmChannel({
    url: `${url}/`,
    projectId,
    accessTokens: await createAccessTokens({ ...account, signal }),
    devicesOf(tenantId) {
      assert.equal(tenantId, 'shop')
      return {
        of: async (customerId) => (customerId === 'ada' ? [...devices] : []),
        remove: async (_customerId, token) => void devices.delete(token),
      }
    },
    async presenceOf(tenantId) {
      assert.equal(tenantId, 'shop')
      return { shopName: 'Tea & Co', locale: 'en' }
    },
    onRefused: (failure) => told.push(failure),
    signal,
    ...more,
  })
  return { handOver, devices, told, close: () => closing.abort() }
}

const delivered: Taken = { result: 'delivered' }
const failed = (failure: string, retryAfterSeconds = 0): Taken => ({ result: 'failed', failure, retryAfterSeconds })
const refused = (failure: string): Taken => ({ result: 'refused', failure })

test('each device gets the message, in the language of the customer, with a tag that a repeated one replaces it by', async (t) => {
  const server = await startFcmServer(t)
  const { handOver } = await aChannel(t, server, ['phone', 'tablet'])
  assert.deepEqual(await handOver(due({ locale: 'de' })), delivered)
  const german = { title: 'Willkommen bei Tea & Co', body: 'Ihr Konto bei Tea & Co ist eingerichtet.' }
  const common = {
    data: { type: 'welcome' },
    android: { notification: { tag: id } },
    apns: { headers: { 'apns-collapse-id': id } },
  }
  assert.deepEqual(
    server.messages.toSorted((a, b) => a.token.localeCompare(b.token)),
    ['phone', 'tablet'].map((token) => ({ token, notification: german, ...common })),
  )
  assert.deepEqual(server.faults, [])
})

test('a customer whose language is not known is told in that of the shop', async (t) => {
  const server = await startFcmServer(t)
  const { handOver } = await aChannel(t, server)
  await handOver(due())
  await handOver(due({ locale: 'it' }, { id: 'another' }))
  const english = { title: 'Welcome to Tea & Co', body: 'Your account at Tea & Co is ready.' }
  assert.deepEqual(
    server.messages.map(({ notification }) => notification),
    [english, english],
  )
})

test('an access token serves many messages, and another one is asked for when it is refused', async (t) => {
  const server = await startFcmServer(t)
  const { handOver, told } = await aChannel(t, server)
  await Promise.all(['a', 'b', 'c'].map((one) => handOver(due({}, { id: one }))))
  assert.equal(server.accessTokens.length, 1)
  server.forgetAccessTokens()
  assert.deepEqual(await handOver(due()), failed('401 UNAUTHENTICATED'))
  assert.deepEqual(await handOver(due()), delivered)
  assert.equal(server.accessTokens.length, 2)
  assert.deepEqual(told, ['401 UNAUTHENTICATED'])
  assert.deepEqual(server.faults, [])
})

test('who has no device is sent nothing, and Google is not asked', async (t) => {
  const server = await startFcmServer(t)
  const { handOver } = await aChannel(t, server, [])
  assert.deepEqual(await handOver(due()), refused('no_device'))
  assert.deepEqual([server.asked, server.accessTokens], [[], []])
})

test('an answer without end is not listened to beyond its status', { timeout: 15_000 }, async (t) => {
  const bodies = [endlessBody(), endlessBody()]
  const [failing, taking] = [500, 200].map((status, index) => ({ status, body: bodies[index] }))
  let reply = failing
  const server = await startFcmServer(t, { onMessage: () => reply })
  const { handOver } = await aChannel(t, server)
  assert.deepEqual(await handOver(due()), failed('500'))
  reply = taking
  assert.deepEqual(await handOver(due()), delivered)
  for (const body of bodies) await eventually('nobody reads on', () => body.destroyed)
  const tokens = endlessBody()
  const other = await startFcmServer(t, { onToken: () => ({ status: 200, body: tokens }) })
  assert.equal((await (await aChannel(t, other)).handOver(due())).result, 'failed')
  await eventually('nobody reads on', () => tokens.destroyed)
})

const aboutField = (field: string): FcmReply => ({
  status: 400,
  body: {
    error: {
      message: 'Request contains an invalid argument.',
      status: 'INVALID_ARGUMENT',
      details: [{ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ field, description: 'Invalid' }] }],
    },
  },
})
const invalid = (message: string) => fcmError(400, 'INVALID_ARGUMENT', { message, errorCode: 'INVALID_ARGUMENT' })

const gone: readonly [said: string, reply: FcmReply][] = [
  ['404 UNREGISTERED', unregistered],
  ['400 about the registration token', invalid('The registration token is not a valid FCM registration token')],
  ['400 about the field of the token', aboutField('message.token')],
]
for (const [said, reply] of gone) {
  test(`a device is forgotten after ${said}, and the others get the message`, async (t) => {
    const server = await startFcmServer(t, { onMessage: ({ token }) => (token === 'old' ? reply : undefined) })
    const { handOver, devices, told } = await aChannel(t, server, ['old', 'phone'])
    assert.deepEqual(await handOver(due()), delivered)
    assert.deepEqual([...devices], ['phone'])
    devices.delete('phone')
    devices.add('old')
    assert.deepEqual(await handOver(due({}, { id: 'another' })), refused('no_device'))
    assert.deepEqual([devices.size, told], [0, []])
  })
}

const others: readonly [said: string, reply: FcmReply, taken: Taken, isTold: boolean][] = [
  ['a message that is wrong', aboutField('message.notification.title'), refused('400 INVALID_ARGUMENT'), false],
  ['a message that is too long', invalid('Message too big'), refused('400 INVALID_ARGUMENT'), false],
  ['413', { status: 413 }, refused('413'), false],
  ['no such project', fcmError(404, 'NOT_FOUND'), failed('404 NOT_FOUND'), true],
  ['404 of something else', { status: 404, body: '<html>phone</html>' }, failed('404'), true],
  ['no right to send', fcmError(403, 'PERMISSION_DENIED'), failed('403 PERMISSION_DENIED'), true],
  [
    'another project’s token',
    fcmError(403, 'PERMISSION_DENIED', { errorCode: 'SENDER_ID_MISMATCH' }),
    failed('403 SENDER_ID_MISMATCH'),
    true,
  ],
  [
    'a bad APNs key',
    fcmError(401, 'UNAUTHENTICATED', { errorCode: 'THIRD_PARTY_AUTH_ERROR' }),
    failed('401 THIRD_PARTY_AUTH_ERROR'),
    true,
  ],
  ['too much', fcmError(429, 'RESOURCE_EXHAUSTED', { errorCode: 'QUOTA_EXCEEDED' }), failed('429 QUOTA_EXCEEDED', 60), false],
  ['too much for a while', { status: 429, headers: { 'retry-after': '120' } }, failed('429', 120), false],
  ['overload', { ...fcmError(503, 'UNAVAILABLE'), headers: { 'retry-after': '30' } }, failed('503 UNAVAILABLE', 30), false],
  ['a date to come back at', { status: 503, headers: { 'retry-after': 'Fri, 31 Dec 2027 23:59:59 GMT' } }, failed('503'), false],
  ['a fault', fcmError(500, 'INTERNAL'), failed('500 INTERNAL'), false],
  ['words that are no code', { status: 500, body: { error: { status: 'the token phone', details: 'x' } } }, failed('500'), false],
]
for (const [said, reply, taken, isTold] of others) {
  test(`nobody is forgotten after an answer about ${said}: ${taken.result}${isTold ? ', told loudly' : ''}`, async (t) => {
    const server = await startFcmServer(t, { onMessage: () => reply })
    const { handOver, devices, told } = await aChannel(t, server)
    assert.deepEqual(await handOver(due()), taken)
    await handOver(due())
    assert.deepEqual([...devices], ['phone'])
    assert.deepEqual(told, isTold && taken.result === 'failed' ? [taken.failure] : [])
  })
}

test('of several devices only those that failed are tried again', async (t) => {
  let isUp = false
  const reply = (token: string) => (token === 'old' ? unregistered : isUp || token === 'phone' ? undefined : { status: 503 })
  const server = await startFcmServer(t, { onMessage: ({ token }) => reply(token) })
  const { handOver } = await aChannel(t, server, ['phone', 'tablet', 'old'])
  assert.deepEqual(await handOver(due()), failed('503'))
  assert.deepEqual(await handOver(due()), failed('503'))
  isUp = true
  assert.deepEqual(await handOver(due()), delivered)
  assert.deepEqual(server.asked.toSorted(), ['old', 'phone', 'tablet', 'tablet', 'tablet'])
  assert.deepEqual(server.messages.map(({ token }) => token).toSorted(), ['phone', 'tablet'])
})

test('a device that signs out while another try waits leaves the message delivered to those it reached', async (t) => {
  const server = await startFcmServer(t, { onMessage: ({ token }) => (token === 'tablet' ? { status: 503 } : undefined) })
  const { handOver, devices } = await aChannel(t, server, ['phone', 'tablet'])
  await handOver(due())
  devices.delete('tablet')
  assert.deepEqual(await handOver(due()), delivered)
  assert.equal(server.messages.length, 1)
})

test('what refuses everything is told again once something went out in between', async (t) => {
  let status = 403
  const server = await startFcmServer(t, { onMessage: () => (status === 200 ? undefined : { status }) })
  const { handOver, told } = await aChannel(t, server)
  for (const next of [403, 503, 403, 200, 403]) {
    status = next
    await handOver(due({}, { id: String(Math.random()) }))
  }
  assert.deepEqual(told, ['403', '403'])
})

const oauth: readonly [reply: FcmReply, failure: string, retryAfterSeconds: number, isTold: boolean][] = [
  [{ status: 400, body: { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' } }, '400 invalid_grant', 0, true],
  [{ status: 401, body: { error: 'the assertion eyJ' } }, '401', 0, true],
  [{ status: 503, headers: { 'retry-after': '7' } }, '503', 7, false],
  [{ status: 429, body: '<html>' }, '429', 0, false],
  [{ status: 200, body: 'no token' }, 'unknown', 0, false],
  [{ status: 302, headers: { location: '/elsewhere' } }, 'unknown', 0, false],
]
for (const [reply, failure, seconds, isTold] of oauth) {
  test(`without an access token nothing is sent and all is tried again: ${reply.status} is ${failure}`, async (t) => {
    let isDown = true
    let requests = 0
    const onToken = () => {
      requests += 1
      return isDown ? reply : undefined
    }
    const server = await startFcmServer(t, { onToken })
    const { handOver, told } = await aChannel(t, server)
    assert.deepEqual(await handOver(due()), failed(`oauth ${failure}`, seconds))
    assert.deepEqual([requests, server.asked, server.faults], [1, [], []])
    assert.deepEqual(told, isTold ? [`oauth ${failure}`] : [])
    isDown = false
    assert.deepEqual(await handOver(due()), delivered)
  })
}

test('messages do not follow a redirect: the access token is for one address', async (t) => {
  const other = await startFcmServer(t)
  const location = `${other.url}/v1/projects/${projectId}/messages:send`
  const server = await startFcmServer(t, { onMessage: () => ({ status: 307, headers: { location } }) })
  const { handOver } = await aChannel(t, server)
  assert.deepEqual(await handOver(due()), failed('unknown'))
  assert.deepEqual(other.asked, [])
})

test('a server that is not there and one that does not answer are tried again', async (t) => {
  const gone = await startFcmServer(t)
  await gone.stop()
  assert.deepEqual(await (await aChannel(t, gone)).handOver(due()), failed('oauth ECONNREFUSED'))
  const silence = Promise.withResolvers<undefined>()
  t.after(() => silence.resolve(undefined))
  const silent = await startFcmServer(t, { onMessage: () => silence.promise })
  const patient = await aChannel(t, silent, ['phone'], { timeLimitMilliseconds: 50 })
  assert.deepEqual(await patient.handOver(due()), failed('TimeoutError'))
  const closed = await aChannel(t, silent)
  const underWay = closed.handOver(due())
  closed.close()
  const { result } = await underWay
  assert.equal(result, 'failed')
})

const account = serviceAccount('http://127.0.0.1:9')
const wrongFiles: readonly [what: string, content: unknown, fault: RegExp][] = [
  ['no JSON', `{ "private_key": ${privateKey}`, /firebase\.json is no JSON$/],
  ['a list', [], /firebase\.json is no key of a service account: it lacks project_id, client_email, private_key$/],
  ['a user’s own', { ...account, client_email: ' ', private_key: undefined }, /it lacks client_email, private_key$/],
  ['a key that was cut', { ...account, private_key: privateKey.slice(0, 200) }, /its private_key is no RSA key in PEM$/],
  ['an address of files', { ...account, token_uri: 'file:///etc/passwd' }, /its token_uri is no http\(s\) address$/],
]
for (const [what, content, fault] of wrongFiles) {
  test(`a file that is ${what} is no service account; the message names the file and shows nothing of it`, async (t) => {
    await assert.rejects(readServiceAccount(jsonFile(t, content)), (error) => {
      assert.ok(error instanceof Error)
      assert.match(error.message, fault)
      assert.doesNotMatch(`${error.message} ${error.cause}`, /BEGIN|passwd/)
      return true
    })
  })
}

test('a file of a service account without a token_uri means Google', async (t) => {
  const { token_uri: _, ...content } = account
  assert.equal((await readServiceAccount(jsonFile(t, content))).tokenUri, 'https://oauth2.googleapis.com/token')
})
