import type { HashForm, StoredHash } from '../stored-hash.ts'

/** On a core of 2026 the worst of these takes 20 seconds; everything a framework writes unasked stays below one. */
const most = {
  foreignKib: 1_048_576,
  // 4 GiB: the most that PATRON_HASH_MEMORY_KIB takes, so that nobody is locked out by what we wrote ourselves.
  ownKib: 4_194_304,
  passes: 100,
  kibTimesPasses: 16 * 1_048_576,
}

const cost = '\\$(?:v=\\d{1,2}\\$)?m=(\\d{1,12}),t=(\\d{1,12}),p=(\\d{1,12})\\$[A-Za-z\\d+/]+\\$[A-Za-z\\d+/]+)$'

/** Argon2id alone may be our own; of that it cannot be told who wrote it, for Laravel and others write the same. */
export const argon2Forms: readonly HashForm[] = [
  [new RegExp(`^(\\$argon2id${cost}`), readOwn],
  [new RegExp(`^(\\$(argon2(?:i|d))${cost}`), readForeign],
  [new RegExp(`^argon2(\\$(argon2(?:id|i|d))${cost}`), readForeign],
]

function readOwn(phc: string, ...parts: string[]): ReturnType<HashForm[1]> {
  return faultOf(parts.map(Number), most.ownKib) ?? { family: 'argon2', scheme: 'argon2id', phc }
}

function readForeign(phc: string, variety: string, ...parts: string[]): ReturnType<HashForm[1]> {
  const [memoryKib, passes, parallelism] = parts.map(Number)
  const scheme = `argon2$${variety}$m=${memoryKib},t=${passes},p=${parallelism}`
  return faultOf(parts.map(Number), most.foreignKib) ?? ({ family: 'argon2', scheme, phc } satisfies StoredHash)
}

/** RFC 9106 asks for 8 KiB a lane, one pass and one lane at least. */
function faultOf([memoryKib = 0, passes = 0, parallelism = 0]: number[], mostKib: number) {
  if (passes < 1 || parallelism < 1 || memoryKib < 8 * parallelism) return 'malformed'
  const isBearable = memoryKib <= mostKib && passes <= most.passes && memoryKib * passes <= most.kibTimesPasses
  return isBearable ? undefined : 'too_costly'
}
