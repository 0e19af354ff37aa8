/**
 * Moves customers of a Django shop in, by nothing but their own sign-ins, and switches the Django off: `npm run
 * bench:live-migration -- --customers 100`.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { scratchFolder } from '../test/support/scratch-folder.ts'
import { djangoPeer } from './peers/django/peer.ts'
import { type BenchDatabase, startDatabase } from './support/bench-database.ts'
import { describeMachine } from './support/machine.ts'
import { type Column, markdownTable } from './support/markdown-table.ts'
import { writeReliability } from './support/results.ts'
import { freePort, startServer } from './support/server-process.ts'
import { wholeNumbers } from './support/whole-numbers.ts'

const { values: options } = parseArgs({ options: { customers: { type: 'string', default: '100' } } })
const [customers = 1] = wholeNumbers('--customers', options.customers)

const emailOf = (index: number): string => `mover.${index}@example.com`
const passwordOf = (index: number): string => `Kv7#mQ2$wZ9p-${index}`
const everybody = Array.from({ length: customers }, (_, index) => index)

interface Reply {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  readonly milliseconds: number
}

async function ask(url: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
  const began = performance.now()
  const response = await fetch(`${url}${path}`, {
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json', ...headers },
  })
  const read = (await response.json()) as Reply['body']
  return { status: response.status, body: read, milliseconds: performance.now() - began }
}

const signIn = (url: string, index: number, password = passwordOf(index)): Promise<Reply> =>
  ask(url, '/auth/token/', { email: emailOf(index), password })

function expectStatus(what: string, { status, body }: Reply, expected: number): void {
  if (status !== expected) throw new Error(`${what} was answered ${status} and not ${expected}: ${JSON.stringify(body)}`)
}

/** @throws Error unless the customer is here as they were there */
async function expectProfile(url: string, signedIn: Reply, index: number): Promise<void> {
  const access = String(signedIn.body['access'])
  const { user_id: number } = JSON.parse(Buffer.from(access.split('.')[1] ?? '', 'base64url').toString())
  const profile = await ask(url, `/api/v1/customers/${number}/`, undefined, { authorization: `Bearer ${access}` })
  expectStatus('a profile', profile, 200)
  const { email, first_name: first, last_name: last, date_of_birth: born } = profile.body
  const told = JSON.stringify([email, first, last, born])
  if (told !== JSON.stringify([emailOf(index), 'Ada', `Lovelace ${index}`, '1990-05-15'])) throw new Error(`came as ${told}`)
}

async function registerAll(url: string): Promise<void> {
  for (const index of everybody) {
    const password = passwordOf(index)
    const person = { first_name: 'Ada', last_name: `Lovelace ${index}`, date_of_birth: '1990-05-15' }
    const body = { email: emailOf(index), password, password2: password, ...person }
    expectStatus('a registration there', await ask(url, '/api/v1/customers/', body), 201)
  }
}

/** Signs everybody in, one after the other. @returns what the middle one took, in milliseconds */
async function signAllIn(url: string, what: string): Promise<number> {
  const taken: number[] = []
  for (const index of everybody) {
    const reply = await signIn(url, index)
    expectStatus(what, reply, 200)
    await expectProfile(url, reply, index)
    taken.push(reply.milliseconds)
  }
  return taken.toSorted((one, other) => one - other)[Math.floor(taken.length / 2)] ?? 0
}

async function isAnswering(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/auth/token/`).then(
    (response) => response.status === 405,
    () => false,
  )
}

async function countRows(database: BenchDatabase): Promise<Readonly<Record<string, number>>> {
  const [row] = await database.examine((query) =>
    query<Record<string, number>>(
      `select (select count(*)::int from customer) as customers,
         (select count(*)::int from imported_customer where moved_at is not null) as moved,
         (select count(*)::int from credential where scheme = 'argon2id') as hashes`,
    ),
  )
  return row ?? {}
}

const [there, here] = [await startDatabase('postgresql'), await startDatabase('postgresql')]
const { folder, remove } = scratchFolder()
const django = await djangoPeer({ databaseUrl: there.settings['DATABASE_URL'] ?? '', hash: 'its own' })
try {
  const [oldPort, port] = [await freePort(), await freePort()]
  const old = await django.start(oldPort, () => isAnswering(oldPort))
  const oldUrl = `http://127.0.0.1:${oldPort}`
  await registerAll(oldUrl)

  const tenantsFile = join(folder, 'tenants.json')
  const previousSystem = { contract: 'django', url: oldUrl }
  writeFileSync(tenantsFile, JSON.stringify({ tenants: { default: { previousSystem } } }))
  const url = `http://127.0.0.1:${port}`
  const publicly = { PATRON_PUBLIC_URL: url, PATRON_TENANTS_FILE: tenantsFile }
  const patron = await startServer({ port, settings: { ...here.settings, ...publicly } })
  expectStatus('a wrong password', await signIn(url, 0, 'Another-Pass-77'), 401)
  expectStatus('a stranger', await signIn(url, customers), 401)
  const moving = await signAllIn(url, 'a sign-in that moves in')
  const { customers: came, moved, hashes } = await countRows(here)
  if (came !== customers || moved !== customers || hashes !== customers)
    throw new Error(`${came} came, ${moved} moved in and ${hashes} have hashes of ours, and not ${customers}`)

  await old.stop()
  const settled = await signAllIn(url, 'a sign-in without the old system')
  expectStatus('a wrong password of somebody who moved in', await signIn(url, 0, 'Another-Pass-77'), 401)
  expectStatus('a stranger while the old system is off', await signIn(url, customers), 503)
  await patron.stop()

  const right = (title: string): Column => ({ title, alignment: 'right' })
  const columns = ['Customers', 'Moved in', 'First sign-in, ms', 'Signed in with Django off', 'Sign-in then, ms'].map(right)
  const row = [customers, moved, moving.toFixed(0), customers, settled.toFixed(0)].map(String)
  writeReliability(
    'Moving in from a system that runs',
    `${describeMachine([here.name, ...django.versions])}

${markdownTable(columns, [row])}

Made by \`npm run bench:live-migration\`. ${customers} customers register with Django REST Framework under gunicorn, each with a password
of their own, hashed as Django does it. Patron names it as \`previousSystem\`; nothing is imported. Each signs in through Patron’s
Django surface, and is looked at: address, names and day of birth are those they had, the password is Argon2id, and there are as many
customers as there were. Then Django is stopped, and each signs in again. A wrong password is 401 before and after, a stranger 401
while Django runs and 503 while it does not. Milliseconds are medians, one after the other, all servers on the same cores; the first
sign-in has Django’s own hash in it.`,
  )
} finally {
  await django.close()
  await Promise.all([there.close(), here.close()])
  remove()
}
