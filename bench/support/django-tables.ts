import { pbkdf2Sync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'

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

const emailOf = (n: number): string => `Customer.${n}@${n % 3 === 0 ? 'Example.com' : 'shop.example'}`

/** As PostgreSQL writes a `timestamptz`. */
const instantOf = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 23).replace('T', ' ')}+00`

const customerColumns =
  'id,password,last_login,is_superuser,email,first_name,last_name,slug,date_of_birth,is_active,is_vendor,products_bought_count,total_units_bought,last_purchase_date,date_joined'

const customerRow = (n: number, hash: string): readonly (string | number)[] => [
  ...[
    n,
    hash,
    n % 4 === 0 ? '' : instantOf(1_700_000_000_000 + n * 1000),
    'f',
    emailOf(n),
    firstOf(n),
    lastOf(n),
    `customer-${n}`,
  ],
  ...[n % 5 === 0 ? '' : `19${50 + (n % 50)}-0${1 + (n % 9)}-1${n % 10}`, 't', n % 50 === 0 ? 't' : 'f', n % 6, n % 11, ''],
  instantOf(1_500_000_000_000 + n * 1000),
]

const addressColumns = 'id,customer_id,street_address,postal_code,city,state,country'

const addressRow = (n: number): readonly (string | number)[] => [
  ...[n, n * 2, `"Ring ${n}, Hinterhaus"`, 10_000 + (n % 80_000), 'Dresden', 'SN', 'DE'],
]

/**
 * Writes the tables of a shop on Django as `\copy … to … csv header` does: customers each with a mailbox, names that thousands
 * share, a slug, a real hash and dates, and in a second file an address of every second one.
 *
 * @returns the files, customers first
 */
export async function writeDjangoTables(folder: string, customers: number): Promise<readonly string[]> {
  const hashes = Array.from({ length: realHashes }, madeHash)
  const files = [join(folder, 'customers_customer.csv'), join(folder, 'customers_address.csv')] as const
  await writeRows(files[0], customerColumns, customers, (n) => customerRow(n, hashes[n % realHashes] ?? ''))
  await writeRows(files[1], addressColumns, Math.floor(customers / 2), addressRow)
  return files
}

async function writeRows(
  file: string,
  columns: string,
  rows: number,
  rowOf: (n: number) => readonly (string | number)[],
): Promise<void> {
  const out = createWriteStream(file)
  out.write(`${columns}\n`)
  for (let n = 1; n <= rows; n += 1) {
    if (!out.write(`${rowOf(n).join(',')}\n`)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'close')
}
