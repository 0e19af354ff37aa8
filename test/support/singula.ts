import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { FileTenant } from '../../src/control/tenants-file/schema.ts'
import type { TestDatabase, TestEngine } from './databases.ts'
import { startTestPatron, type TestPatron } from './patron.ts'
import { call, type WireCall } from './wire.ts'

/** A key as a program of the tenant has it. */
export interface SigningKey {
  readonly id: string
  readonly secret: string
}

/** What a signature is made otherwise than it should be. */
export interface Signing {
  readonly key?: SigningKey
  /** Seconds that the program's clock is off. */
  readonly skew?: number
  /** In the place of the time there is. */
  readonly timestamp?: string
  /** In the place of the method and path that are called. */
  readonly method?: string
  readonly path?: string
  readonly scheme?: string
  readonly hex?: 'lower'
  /** In the place of the whole header; `null`: none. */
  readonly authorization?: string | null
}

export interface SingulaCall extends Omit<WireCall, 'path' | 'body'> {
  /** Below the base path, unless it begins with `//`: then it is the whole path behind the first slash. */
  readonly path: string
  /** Sent as JSON. */
  readonly json?: unknown
  /** Sent as it is, labelled as JSON unless the headers say otherwise. */
  readonly body?: string | Uint8Array
  /** `null`: unsigned. */
  readonly sign?: Signing | null
}

export interface SingulaReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly text: string
  /** The body read as JSON. */
  readonly json: Readonly<Record<string, unknown>>
}

/** A fault as it goes out. */
export interface SentFault {
  readonly errorCode: number
  readonly userMessage: string
  readonly developerMessage: string
  readonly moreInfo: string
  readonly violations?: readonly { readonly member: string; readonly rule: string }[]
  readonly requestId: string
}

type Body = Readonly<Record<string, unknown>>

/** One tenant's program that calls the customer API. It knows the contract and nothing of how the service is written. */
export interface SingulaClient {
  readonly key: SigningKey
  send(call: SingulaCall): Promise<SingulaReply>
  create(body: unknown, more?: Partial<SingulaCall>): Promise<SingulaReply>
  read(id: string, more?: Partial<SingulaCall>): Promise<SingulaReply>
  locate(terms: unknown, more?: Partial<SingulaCall>): Promise<SingulaReply>
  update(id: string, body: unknown, more?: Partial<SingulaCall>): Promise<SingulaReply>
  anonymise(id: string, more?: Partial<SingulaCall>): Promise<SingulaReply>
  /** A customer who is there when it returns. @returns the id */
  customer(body?: Body): Promise<string>
  /** The customer as GET answers them. */
  found(id: string): Promise<Readonly<Record<string, unknown>>>
}

/** HMAC-SHA256 in upper case, of three texts joined by nothing. */
export const signatureOf = (secret: string, timestamp: string, method: string, path: string): string =>
  createHmac('sha256', secret).update(`${timestamp}${method}${path}`, 'utf8').digest('hex').toUpperCase()

/** The two headers of a signed request. */
export function signedHeaders(key: SigningKey, method: string, target: string, signing: Signing = {}): Record<string, string> {
  const { id, secret } = signing.key ?? key
  const timestamp = signing.timestamp ?? String(Math.floor(Date.now() / 1000) + (signing.skew ?? 0))
  const [path = ''] = (signing.path ?? target).split('?')
  const digits = signatureOf(secret, timestamp, signing.method ?? method, path)
  const signature = signing.hex === 'lower' ? digits.toLowerCase() : digits
  const authorization =
    signing.authorization === undefined ? `${signing.scheme ?? 'hmac'} ${id}:${signature}` : signing.authorization
  return { ...(authorization !== null && { authorization }), timestamp }
}

export const basePath = '/apis/customers/v1'

/** @param key  whose requests these are */
export function singulaClient(url: string, key: SigningKey, base = basePath): SingulaClient {
  const send: SingulaClient['send'] = async ({ method = 'POST', path: below, json, body, headers = {}, sign = {}, chunked }) => {
    const path = below.startsWith('//') ? below.slice(1) : `${base}${below}`
    const text = json === undefined ? body : JSON.stringify(json)
    const bytes = typeof text === 'string' ? Buffer.from(text) : text
    const reply = await call(url, {
      method,
      path,
      ...(bytes && { body: bytes }),
      ...(chunked && { chunked }),
      headers: {
        ...(bytes && { 'content-type': 'application/json; charset=utf-8' }),
        ...(sign && signedHeaders(key, method, path, sign)),
        ...headers,
      },
    })
    const answer = reply.body.toString()
    return {
      status: reply.status,
      headers: reply.headers as Record<string, string | undefined>,
      text: answer,
      get json() {
        return JSON.parse(answer) as Readonly<Record<string, unknown>>
      },
    }
  }
  const client: SingulaClient = {
    key,
    send,
    create: (json, more) => send({ path: '/customer', json, ...more }),
    read: (id, more) => send({ method: 'GET', path: `/customer/${id}`, ...more }),
    locate: (json, more) => send({ path: '/customer/search', json, ...more }),
    update: (id, json, more) => send({ method: 'PATCH', path: `/customer/${id}`, json, ...more }),
    // As live clients send it: nothing, labelled as JSON.
    anonymise: (id, more) =>
      send({ path: `/customer/${id}/anonymise`, headers: { 'content-type': 'application/json; charset=utf-8' }, ...more }),
    async customer(body) {
      const reply = await client.create(aSingulaCustomer(body))
      assert.equal(reply.status, 201, reply.text)
      return idIn(reply)
    },
    async found(id) {
      const reply = await client.read(id)
      assert.equal(reply.status, 200, reply.text)
      return reply.json
    },
  }
  return client
}

/** The id in a link, as clients take it. */
export const idIn = ({ json }: SingulaReply): string => String(json['href']).split('/').pop() ?? ''

export const faultIn = (reply: SingulaReply): SentFault => reply.json as unknown as SentFault

/** Status and number of a fault; of an answer that is none, the status alone. */
export const outcomeOf = (reply: SingulaReply): string => {
  const { errorCode } = reply.text.startsWith('{') ? reply.json : {}
  return errorCode === undefined ? String(reply.status) : `${reply.status}/${errorCode}`
}

/** What is wrong, as `member rule`. */
export const violationsIn = (reply: SingulaReply): readonly string[] =>
  (faultIn(reply).violations ?? []).map(({ member, rule }) => `${member} ${rule}`)

let made = 0
/** A name nobody has yet. */
export const aName = (): string => `n${(made++).toString(36)}${randomBytes(5).toString('hex')}`

export const goodPassword = 'IC4nH4zS3cretP4ssword'

/** Everything that is required, and of it what is told otherwise. `undefined` leaves a member out. */
export function aSingulaCustomer(body: Body = {}): Body {
  const name = aName()
  return { username: name, email: `${name}@example.com`, title: '-', lastName: 'Lovelace', password: goodPassword, ...body }
}

const file = JSON.parse(readFileSync(new URL('../contracts/singula/tenants.json', import.meta.url), 'utf8')) as {
  readonly defaults: FileTenant
  readonly tenants: Readonly<Record<string, FileTenant>>
}

export type TenantName = 'alpha' | 'beta' | 'gamma' | 'delta' | 'omega'

export interface SingulaService extends Readonly<Record<TenantName, SingulaClient>> {
  readonly patron: TestPatron
  readonly database: TestDatabase
  /** A client of a further tenant's first key. */
  clientOf(tenant: string): SingulaClient
}

/**
 * A server that holds the tenants of the contract, and further ones.
 *
 * @param more  by name, as the tenants file has them; each gets a key of its name unless it has others
 */
export async function startSingula(
  t: TestContext,
  { create }: TestEngine,
  more: Readonly<Record<string, FileTenant>> = {},
  settings: Readonly<Record<string, string>> = {},
): Promise<SingulaService> {
  const database = await create(t)
  const tenants: Record<string, FileTenant> = { ...file.tenants }
  for (const [name, tenant] of Object.entries(more)) tenants[name] = { country: 'SWE', keys: [aSigningKey(name)], ...tenant }
  const tenantsFile = join(database.dataDir, 'tenants.json')
  writeFileSync(tenantsFile, JSON.stringify({ ...file, tenants }))
  const patron = await startTestPatron(t, database, { PATRON_TENANTS_FILE: tenantsFile, ...settings })
  const clientOf = (name: string): SingulaClient => {
    const key = tenants[name]?.keys?.[0]
    if (key?.kind !== 'hmac-v1') throw new Error(`Tenant ${name} has no key that signs`)
    return singulaClient(patron.url, { id: key.id, secret: key.secret ?? '' })
  }
  const [alpha, beta, gamma, delta, omega] = (['alpha', 'beta', 'gamma', 'delta', 'omega'] as const).map(clientOf)
  assert.ok(alpha && beta && gamma && delta && omega)
  return { patron, database, clientOf, alpha, beta, gamma, delta, omega }
}

export const aSigningKey = (name: string) => ({
  kind: 'hmac-v1' as const,
  id: `${name}-key`,
  secret: `${name}-secret-0123456789abcdef`,
})
