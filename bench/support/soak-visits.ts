import { mutation } from '../../test/support/graphql-over-wire.ts'
import { type Reply, testClient } from '../../test/support/patron.ts'
import { claimsOf } from '../../test/support/signed-in.ts'
import { basePath, type SigningKey, signedHeaders } from '../../test/support/singula.ts'
import { password } from './load.ts'
import { nthCustomer, wordOf } from './registration-request.ts'
import type { Count, Ending } from './tally.ts'

/** What the surfaces ask of who calls. */
export interface VisitorKeys {
  readonly storefront: string
  readonly signing: SigningKey
}

/** Somebody new comes to one surface after the other, registers, signs in and looks at their profile; `n` tells people apart. */
export type Visit = (n: number) => Promise<void>

const looks = 3

/** Visits of three surfaces in turn, whose every answer is counted: done is what is promised where all is well. */
export function visitsOf(url: string, run: string, { storefront, signing }: VisitorKeys, count: () => Count): Visit {
  const { send, post } = testClient(url)
  const counted = async (asked: () => Promise<Reply>, isDone: (reply: Reply) => boolean): Promise<Reply> => {
    const began = performance.now()
    const reply = await asked()
    const isShed = reply.status === 503 || reply.text.includes('SERVICE_UNAVAILABLE')
    const ending: Ending = isDone(reply) ? 'done' : isShed ? 'shed' : 'other'
    count().note(ending, performance.now() - began)
    if (ending === 'other') process.stderr.write(`${reply.status} ${reply.text.slice(0, 200)}\n`)
    if (ending !== 'done') throw new NotServed()
    return reply
  }
  const answered = (status: number) => (reply: Reply) => reply.status === status
  const ofDjango: Visit = async (n) => {
    const customer = nthCustomer(run, n)
    await counted(() => post('/api/v1/customers/', customer), answered(201))
    const signedIn = await counted(() => post('/auth/token/', { email: customer['email'], password }), answered(200))
    const { access, refresh } = signedIn.json() as { access: string; refresh: string }
    const path = `/api/v1/customers/${claimsOf(access)['user_id']}/`
    const headers = { authorization: `Bearer ${access}` }
    for (let look = 0; look < looks; look += 1) await counted(() => send('GET', path, { headers }), answered(200))
    await counted(() => post('/auth/token/refresh/', { refresh }), answered(200))
  }
  const graphql = (query: string, input?: object, token?: string) => () =>
    post(
      '/api/graphql',
      { query, variables: { input } },
      { 'x-storefront-key': storefront, ...(token && { authorization: `Bearer ${token}` }) },
    )
  const isWithoutErrors = (reply: Reply) => reply.status === 200 && !reply.text.includes('"errors"')
  const ofStorefront: Visit = async (n) => {
    const email = `${run}.${n}@example.com`
    const person = { firstName: `Ada ${wordOf(n)}`, lastName: 'Lovelace', email, password, confirmPassword: password }
    await counted(graphql(mutation('createCustomer', 'customer { _id }'), person), isWithoutErrors)
    const login = graphql(mutation('createCustomerLogin', 'customerLogin { token success }'), { email, password })
    const signedIn = await counted(login, (reply) => isWithoutErrors(reply) && reply.text.includes('"success":true'))
    const token = /"token":"([^"]+)"/.exec(signedIn.text)?.[1]
    const look = graphql('{ readCustomerProfile { email firstName } }', undefined, token)
    for (let looked = 0; looked < looks; looked += 1) await counted(look, isWithoutErrors)
  }
  const signed = (method: string, path: string, body?: object) => () =>
    send(method, path, {
      headers: { ...signedHeaders(signing, method, path), 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
  const ofSingula: Visit = async (n) => {
    const name = `${run}.${n}`
    const customer = {
      username: name,
      email: `${name}@example.com`,
      title: '-',
      lastName: 'Lovelace',
      password: 'IC4nH4zS3cretP4ssword',
    }
    const made = await counted(signed('POST', `${basePath}/customer`, customer), answered(201))
    const id = String((made.json() as { href: string }).href)
      .split('/')
      .pop()
    for (let look = 0; look < looks; look += 1) await counted(signed('GET', `${basePath}/customer/${id}`), answered(200))
  }
  const surfaces = [ofDjango, ofStorefront, ofSingula]
  return async (n) => {
    try {
      await surfaces[n % surfaces.length]?.(n)
    } catch (error) {
      if (!(error instanceof NotServed)) throw error
    }
  }
}

/** What ends a visit; it was counted. */
class NotServed extends Error {}
