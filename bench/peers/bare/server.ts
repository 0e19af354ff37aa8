import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import { hash } from '@node-rs/argon2'
import { comparedCost } from '../../support/peer.ts'

// The least that can answer these calls: nothing is checked but the token, and nothing is stored.
const cost = {
  algorithm: 2,
  memoryCost: comparedCost.memoryKib,
  timeCost: comparedCost.passes,
  parallelism: comparedCost.parallelism,
}
const profile = { email: 'ada@example.com', first_name: 'Ada', last_name: 'Lovelace', slug: 'ada-lovelace' }

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const signed = (text: string): string => `${text}.${createHmac('sha256', 'a secret').update(text).digest('base64url')}`
const access = signed(`${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded({ user_id: 1 })}`)

const isOurs = (token: string): boolean => token === signed(token.slice(0, token.lastIndexOf('.')))

async function answerOf(request: IncomingMessage): Promise<readonly [status: number, body: unknown]> {
  if (request.method === 'GET') {
    return isOurs(request.headers.authorization?.slice('Bearer '.length) ?? '') ? [200, profile] : [401, {}]
  }
  const { password } = (await json(request)) as { password: string }
  await hash(password, cost)
  return request.url === '/auth/token/' ? [200, { access, refresh: access }] : [201, profile]
}

function send(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body)
}

createServer((request, response) => {
  answerOf(request).then(([status, value]) => send(response, status, value))
}).listen(Number(process.env['PEER_PORT']), '127.0.0.1')
