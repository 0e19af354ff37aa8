/**
 * A stored password hash taken apart. `scheme` says how it was made: family and cost, neither salt nor hash.
 * Salts are text and hashes are as they stood there, in base64 or hexadecimal digits.
 */
export type StoredHash = { readonly scheme: string } & (
  | { readonly family: 'argon2'; readonly phc: string }
  | {
      readonly family: 'pbkdf2'
      readonly digest: Digest
      readonly iterations: number
      readonly salt: string
      readonly hash: string
    }
  | { readonly family: 'bcrypt'; readonly crypt: string; readonly hashedFirst: boolean }
  | { readonly family: 'scrypt'; readonly cost: ScryptCost; readonly salt: string; readonly hash: string }
  | { readonly family: 'md5'; readonly salt: string; readonly hash: string }
)

export type Digest = 'sha256' | 'sha1'

/** RFC 7914: N, r and p. It takes 128·r·N bytes while it works, and 128·r·p besides. */
export interface ScryptCost {
  readonly rounds: number
  readonly blockSize: number
  readonly parallelism: number
}

/**
 * What one verification may cost, so that no stored hash holds a thread for a minute. On a core of 2026 the worst takes
 * 20 seconds (Argon2), 10 (scrypt), 4 (bcrypt) and 1.5 (PBKDF2); everything a framework writes unasked stays below one.
 */
const most = {
  characters: 512,
  iterations: 10_000_000,
  bcryptCost: 16,
  scryptBytes: 256 * 1_048_576,
  scryptBytesTimesParallelism: 4096 * 1_048_576,
  foreignArgon2Kib: 1_048_576,
  // 4 GiB: the most that PATRON_HASH_MEMORY_KIB takes, so that nobody is locked out by what we wrote ourselves.
  ownArgon2Kib: 4_194_304,
  argon2Passes: 100,
  argon2KibTimesPasses: 16 * 1_048_576,
}

type Reader = readonly [form: RegExp, read: (...parts: string[]) => StoredHash | undefined]

const argon2Form = '\\$(?:v=\\d{1,2}\\$)?m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,3})\\$[A-Za-z\\d+/]+\\$[A-Za-z\\d+/]+)$'
const bcryptForm = '(\\$2[aby]\\$(\\d\\d)\\$[A-Za-z\\d./]{53})$'

const readers: readonly Reader[] = [
  [new RegExp(`^(\\$argon2id${argon2Form}`), readOwnArgon2],
  [new RegExp(`^argon2(\\$(argon2(?:id|i|d))${argon2Form}`), readForeignArgon2],
  pbkdf2Reader('sha256', 43),
  pbkdf2Reader('sha1', 27),
  [new RegExp(`^bcrypt_sha256\\$${bcryptForm}`), (crypt, cost) => readBcrypt(crypt, cost, true)],
  [new RegExp(`^bcrypt\\$${bcryptForm}`), (crypt, cost) => readBcrypt(crypt, cost, false)],
  [new RegExp(`^${bcryptForm}`), (crypt, cost) => readBcrypt(crypt, cost, false)],
  [/^scrypt\$(\d{1,9})\$([^$]+)\$(\d{1,9})\$(\d{1,9})\$([A-Za-z\d+/]{86}==)$/, readScrypt],
  [/^md5\$([^$]+)\$([\da-f]{32})$/, (salt, hash) => ({ family: 'md5', scheme: 'md5', salt, hash })],
]

/**
 * Takes a stored hash apart: our own Argon2id, what Django writes, and bare bcrypt as PHP writes it.
 *
 * @returns undefined for everything no password verifies against: Django's `!…`, what is malformed, what costs too much
 * @source docs/contracts/django.md, section 9
 */
export function readStoredHash(stored: string): StoredHash | undefined {
  if (stored.length > most.characters) return undefined
  for (const [form, read] of readers) {
    const parts = form.exec(stored)
    if (parts) return read(...parts.slice(1))
  }
  return undefined
}

function readOwnArgon2(phc: string, ...cost: string[]): StoredHash | undefined {
  return isBearableArgon2(cost.map(Number), most.ownArgon2Kib) ? { family: 'argon2', scheme: 'argon2id', phc } : undefined
}

function readForeignArgon2(phc: string, variety: string, ...cost: string[]): StoredHash | undefined {
  if (!isBearableArgon2(cost.map(Number), most.foreignArgon2Kib)) return undefined
  const [memoryKib, passes, parallelism] = cost.map(Number)
  return { family: 'argon2', scheme: `argon2$${variety}$m=${memoryKib},t=${passes},p=${parallelism}`, phc }
}

/** RFC 9106 asks for 8 KiB a lane, one pass and one lane at least. */
function isBearableArgon2([memoryKib = 0, passes = 0, parallelism = 0]: number[], mostKib: number): boolean {
  const isSound = passes >= 1 && parallelism >= 1 && memoryKib >= 8 * parallelism
  return isSound && memoryKib <= mostKib && passes <= most.argon2Passes && memoryKib * passes <= most.argon2KibTimesPasses
}

function pbkdf2Reader(digest: Digest, base64Characters: number): Reader {
  const form = new RegExp(`^pbkdf2_${digest}\\$(\\d{1,8})\\$([^$]+)\\$([A-Za-z\\d+/]{${base64Characters}}=)$`)
  const read = (count: string, salt: string, hash: string): StoredHash | undefined => {
    const iterations = Number(count)
    if (iterations < 1 || iterations > most.iterations) return undefined
    return { family: 'pbkdf2', scheme: `pbkdf2_${digest}$${iterations}`, digest, iterations, salt, hash }
  }
  return [form, read]
}

function readBcrypt(crypt: string, twoDigits: string, hashedFirst: boolean): StoredHash | undefined {
  const cost = Number(twoDigits)
  if (cost < 4 || cost > most.bcryptCost) return undefined
  return { family: 'bcrypt', scheme: `${hashedFirst ? 'bcrypt_sha256' : 'bcrypt'}$${cost}`, crypt, hashedFirst }
}

function readScrypt(n: string, salt: string, r: string, p: string, hash: string): StoredHash | undefined {
  const [rounds, blockSize, parallelism] = [Number(n), Number(r), Number(p)]
  const isSound = rounds > 1 && Number.isInteger(Math.log2(rounds)) && blockSize >= 1 && parallelism >= 1
  const isBearable =
    128 * blockSize * Math.max(rounds, parallelism) <= most.scryptBytes &&
    128 * blockSize * rounds * parallelism <= most.scryptBytesTimesParallelism
  if (!isSound || !isBearable) return undefined
  return {
    family: 'scrypt',
    scheme: `scrypt$${rounds}$${blockSize}$${parallelism}`,
    cost: { rounds, blockSize, parallelism },
    salt,
    hash,
  }
}
