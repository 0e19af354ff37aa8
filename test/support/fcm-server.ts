import { generateKeyPairSync, verify } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pipeline, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import { scratchFolder } from './scratch-folder.ts'

/** A message as `messages:send` takes it. */
export interface PushMessage {
  readonly token: string
  readonly notification: { readonly title: string; readonly body: string }
  readonly data: Readonly<Record<string, string>>
  readonly android: unknown
  readonly apns: unknown
}

export interface FcmReply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON, unless it is a text or a stream. */
  readonly body?: unknown
}

export interface FcmServerOptions {
  /** Absent: a free one. */
  readonly port?: number
  /** What is said to a message; nothing to take it, never an answer to hang. */
  onMessage?(message: PushMessage): FcmReply | undefined | Promise<FcmReply | undefined>
  /** What is said to who asks for an access token; nothing to give one. */
  onToken?(): FcmReply | undefined
}

export interface FcmServer {
  readonly port: number
  readonly url: string
  /** Messages that were taken. */
  readonly messages: readonly PushMessage[]
  /** Tokens of devices for which anything was asked, in that order. */
  readonly asked: readonly string[]
  /** Access tokens that were given. */
  readonly accessTokens: readonly string[]
  /** What was wrong with requests; a test that is through looks that there was nothing. */
  readonly faults: readonly string[]
  /** No access token is good any more. */
  forgetAccessTokens(): void
  stop(): Promise<void>
}

// One for the whole process: it takes a tenth of a second.
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
const clientEmail = 'push@shop-1.iam.gserviceaccount.example'
export const privateKey = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
export const projectId = 'shop-1'

/** What Google's file of a service account says; it asks for access tokens at the stand-in. */
export const serviceAccount = (url: string) => ({
  type: 'service_account',
  project_id: projectId,
  private_key_id: 'a1b2c3',
  private_key: privateKey,
  client_email: clientEmail,
  token_uri: `${url}/token`,
})

/** A file in a folder of its own that is gone when the test ends. */
export function jsonFile(t: Pick<TestContext, 'after'>, content: unknown): string {
  const { folder, remove } = scratchFolder()
  t.after(remove)
  const file = join(folder, 'firebase.json')
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

/** An error as FCM sends it. */
export const fcmError = (status: number, code: string, more: { message?: string; errorCode?: string } = {}): FcmReply => ({
  status,
  body: {
    error: {
      code: status,
      message: more.message ?? 'an explanation',
      status: code,
      ...(more.errorCode !== undefined && {
        details: [{ '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode: more.errorCode }],
      }),
    },
  },
})

/** What FCM says of the token of an app that was removed from its device. */
export const unregistered = fcmError(404, 'NOT_FOUND', { message: 'Requested entity was not found.', errorCode: 'UNREGISTERED' })

/** Stands in for Google on this machine: gives access tokens to the service account, and takes messages with them. */
export async function startFcmServer(t: Pick<TestContext, 'after'>, options: FcmServerOptions = {}): Promise<FcmServer> {
  const [messages, asked, accessTokens, faults]: [PushMessage[], string[], string[], string[]] = [[], [], [], []]
  let good = new Set<string>()
  const giveAccess = async (body: string): Promise<FcmReply> => {
    const refusal = options.onToken?.()
    if (refusal) return refusal
    faults.push(...faultsOf(new URLSearchParams(body), url))
    const token = `access-${accessTokens.length + 1}`
    accessTokens.push(token)
    good.add(token)
    return { status: 200, body: { access_token: token, expires_in: 3599, token_type: 'Bearer' } }
  }
  const takeMessage = async (body: string, { authorization = '' }: IncomingHttpHeaders): Promise<FcmReply> => {
    const { message } = JSON.parse(body) as { message: PushMessage }
    asked.push(message.token)
    if (!good.has(authorization.replace(/^Bearer /, ''))) return fcmError(401, 'UNAUTHENTICATED')
    const refusal = await options.onMessage?.(message)
    if (refusal) return refusal
    messages.push(message)
    return { status: 200, body: { name: `projects/${projectId}/messages/${messages.length}` } }
  }
  const routes: Readonly<Record<string, (body: string, headers: IncomingHttpHeaders) => Promise<FcmReply>>> = {
    'POST /token': giveAccess,
    [`POST /v1/projects/${projectId}/messages:send`]: takeMessage,
  }
  const server = createServer(async (request, response) => {
    const route = routes[`${request.method} ${request.url}`]
    if (!route) faults.push(`asked for ${request.method} ${request.url}`)
    const body = await text(request).catch(() => undefined)
    if (body === undefined) return // whoever sent it broke off
    answer(response, route ? await route(body, request.headers) : { status: 404 })
  })
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= new Promise((resolve) => server.close(() => resolve()))
    server.closeAllConnections()
    return stopped
  }
  t.after(stop)
  const forgetAccessTokens = () => {
    good = new Set()
  }
  return { port, url, messages, asked, accessTokens, faults, forgetAccessTokens, stop }
}

/** A body that goes on until nobody takes it any more, and leaves this process time for other things. */
export const endlessBody = (): Readable =>
  new Readable({
    read() {
      setTimeout(() => this.push('x'.repeat(16_384)), 5)
    },
  })

function answer(response: ServerResponse, { status, headers, body }: FcmReply): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  if (body instanceof Readable) pipeline(body, response, () => {})
  else response.end(typeof body === 'string' ? body : JSON.stringify(body))
}

/** What is wrong with a request for an access token. @source RFC 7523, 2.1 and 3 */
function faultsOf(form: URLSearchParams, url: string): readonly string[] {
  const [header = '', payload = '', signature = ''] = (form.get('assertion') ?? '').split('.')
  const read = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString() || '{}')
  const isSigned = verify('sha256', Buffer.from(`${header}.${payload}`), keys.publicKey, Buffer.from(signature, 'base64url'))
  const { iss, scope, aud, exp, iat } = read(payload)
  const expected: readonly [what: string, isSo: boolean][] = [
    ['grant type', form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer'],
    ['algorithm', read(header)['alg'] === 'RS256'],
    ['signature', isSigned],
    ['issuer', iss === clientEmail],
    ['scope', scope === 'https://www.googleapis.com/auth/firebase.messaging'],
    ['audience', aud === `${url}/token`],
    ['end', Number(exp) > Date.now() / 1000 && Number(exp) - Number(iat) <= 3600],
  ]
  return expected.flatMap(([what, isSo]) => (isSo ? [] : [`the ${what} of an assertion`]))
}
