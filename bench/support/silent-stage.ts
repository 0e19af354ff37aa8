import { setTimeout as sleep } from 'node:timers/promises'
import { v7 } from 'uuid'
import { aCustomer } from '../../test/support/a-customer.ts'
import type { BenchDatabase } from './bench-database.ts'
import { registrationRequest } from './registration-request.ts'
import { WireClient } from './wire-client.ts'

/** The shops of the stage, by what is different in each, and the host that leads to it. */
export const hosts = {
  usual: 'usual.example',
  /** Registrations are private. */
  private: 'private.example',
  /** There are passwords hashed elsewhere. */
  migrated: 'migrated.example',
} as const
export type Shop = keyof typeof hosts

/** Who there is in each shop. Words of one length, as what is answered may repeat them. */
export const casts = {
  usual: ['known', 'ended'],
  private: ['known', 'asked'],
  migrated: ['known', 'alien'],
} as const satisfies Readonly<Record<Shop, readonly string[]>>

/** How many of each there are. */
export const castSize = 50

const letters = 'abcdefghijklmnopqrstuvwxyz'

/** A word of five letters that no other number below 11,881,376 has. */
export const fiveLetters = (number: number): string =>
  Array.from({ length: 5 }, (_, place) => letters[Math.floor(number / letters.length ** place) % letters.length]).join('')

export const emailOf = (kind: string, n: number): string => `${kind}.${fiveLetters(n)}@example.com`

// PBKDF2 as Django 5.0 makes it; nobody knows the password.
const foreignHash = `pbkdf2_sha256$720000$PNTYZQUYQTCKQfx89vTcR4$${'A'.repeat(43)}=`
const foreignScheme = 'pbkdf2_sha256$720000'

/** Makes the shops and everybody in them. The tables have to be there. @throws Error with an answer that was another */
export async function setStage(port: number, database: BenchDatabase): Promise<void> {
  await database.examine(async (query) => {
    for (const [name, host] of Object.entries(hosts)) {
      const [id, settings] = [v7(), JSON.stringify({ privateRegistration: name === 'private' })]
      await query('insert into tenant (id, name, settings) values ($1, $2, $3::jsonb)', [id, name, settings])
      await query('insert into tenant_host (host, owner_tenant_id) values ($1, $2)', [host, id])
    }
  })
  const client = await WireClient.connect(port)
  if (!client) throw new Error('nobody listens there')
  for (const [shop, host] of Object.entries(hosts)) {
    for (const kind of casts[shop as Shop]) await registerCast(client, kind, host)
  }
  client.close()
  await waitForAll(database)
  const ofKind = "email_key like $1 || '.%'"
  await database.examine(async (query) => {
    await query(`update customer set state = 'suspended' where ${ofKind}`, ['ended'])
    await query(`update customer set email_verified_at = now() where ${ofKind}`, ['known'])
    await query(`update credential set hash = $2, scheme = $3 where customer_id in (select id from customer where ${ofKind})`, [
      'alien',
      foreignHash,
      foreignScheme,
    ])
  })
}

async function registerCast(client: WireClient, kind: string, host: string): Promise<void> {
  for (let n = 0; n < castSize; n += 1) {
    const names = { first_name: `Ada ${fiveLetters(n)}`, last_name: `Lovelace ${kind}` }
    const answer = await client.ask(registrationRequest(aCustomer({ email: emailOf(kind, n), ...names }), { host }))
    if (answer?.status !== 201) throw new Error(`expected 201 and got ${answer?.status} ${answer?.body}`)
  }
}

/** Private registrations are stored a moment after they are answered. */
async function waitForAll(database: BenchDatabase): Promise<void> {
  const everybody = Object.values(casts).flat().length * castSize
  for (;;) {
    const [stored] = await database.examine((query) => query<{ count: number }>('select count(*)::int as count from customer'))
    if (stored?.count === everybody) return
    await sleep(50)
  }
}
