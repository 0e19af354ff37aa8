import { pbkdf2Sync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'

// Django 5.0's. A hash takes a tenth of a second to make, so there are a few, and customers have them in turn.
const iterations = 720_000
const realHashes = 16

const madeHash = (): string => {
  const salt = randomBytes(16).toString('hex').slice(0, 22)
  return `pbkdf2_sha256$${iterations}$${salt}$${pbkdf2Sync('a password of a bench', salt, iterations, 32, 'sha256').toString('base64')}`
}

const firstNames = 'Ada,Grace,Alan,Edsger,Barbara,Katherine,Donald,Margaret,Tony,Radia,José,Ingrid,Łukasz,Søren,Zoë,李'.split(',')
const lastNames =
  'Lovelace,Hopper,Turing,Dijkstra,Liskov,Johnson,Knuth,Hamilton,Hoare,Perlman,Núñez,Müller,Nowak,Ødegård,Smith,雷'.split(',')
const firstOf = (n: number): string =>
  `${firstNames[n % firstNames.length]}${n % 7 === 0 ? '' : ` ${letters(Math.floor(n / 16) % 5_000)}`}`
const lastOf = (n: number): string => lastNames[Math.floor(n / firstNames.length) % lastNames.length] ?? ''

const letters = (number: number): string =>
  String.fromCharCode(65 + (number % 26)) + (number >= 26 ? letters(Math.floor(number / 26)) : '.')

export const incomingEmail = (n: number): string => `Customer.${n}@${n % 3 === 0 ? 'Example.com' : 'shop.example'}`

/**
 * Writes customers as a reader of Django's tables gives them: each with a mailbox, names that thousands share, a real hash, the
 * number they had, dates, and an address nested in the row of every second one.
 */
export async function writeIncoming(file: string, customers: number): Promise<void> {
  const hashes = Array.from({ length: realHashes }, madeHash)
  const out = createWriteStream(file)
  for (let n = 1; n <= customers; n += 1) {
    if (!out.write(`${JSON.stringify(incoming(n, hashes[n % realHashes] ?? ''))}\n`)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'close')
}

const incoming = (n: number, passwordHash: string) => ({
  kind: 'customer',
  key: String(n),
  profile: {
    email: incomingEmail(n),
    firstName: firstOf(n),
    lastName: lastOf(n),
    number: n,
    dateOfBirth: n % 5 === 0 ? '0000-00-00' : `19${50 + (n % 50)}-0${1 + (n % 9)}-1${n % 10}`,
    createdAt: new Date(1_500_000_000_000 + n * 1000).toISOString(),
    lastSignInAt: n % 4 === 0 ? null : new Date(1_700_000_000_000 + n * 1000).toISOString(),
    isVendor: n % 50 === 0,
  },
  passwordHash,
  beside: {},
  addresses:
    n % 2 === 0
      ? [
          {
            streetAddress: `Ring ${n}`,
            postcode: String(10_000 + (n % 80_000)),
            city: 'Dresden',
            state: 'SN',
            country: 'DE',
            isDefault: true,
          },
        ]
      : [],
})
