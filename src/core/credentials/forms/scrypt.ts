import type { Derived, HashForm } from '../stored-hash.ts'
import { paddedBase64 } from './base64.ts'

/** On a core of 2026 the worst of these takes 10 seconds; frameworks write 16 to 64 MiB unasked. */
const most = { bytes: 256 * 1_048_576, bytesTimesParallelism: 4096 * 1_048_576 }

/** Django's, Werkzeug's, and passlib's, whose rounds stand there as their logarithm. */
export const scryptForms: readonly HashForm[] = [
  [
    /^scrypt\$(\d{1,12})\$([^$]+)\$(\d{1,12})\$(\d{1,12})\$([A-Za-z\d+/]{86}==)$/,
    (n, text = '', r, p, base64 = '') => readScrypt([n, r, p], { salt: { text }, hash: { base64 } }),
  ],
  [
    /^scrypt:(\d{1,12}):(\d{1,12}):(\d{1,12})\$([^$]+)\$([\da-f]{128})$/,
    (n, r, p, text = '', hex = '') => readScrypt([n, r, p], { salt: { text }, hash: { hex } }),
  ],
  [
    /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,12}),p=(\d{1,12})\$([A-Za-z\d+/.]{2,})\$([A-Za-z\d+/.]{22,86})$/,
    (ln, r, p, saltDigits = '', hashDigits = '') => {
      const [salt, hash] = [paddedBase64(saltDigits), paddedBase64(hashDigits)]
      if (!salt || !hash) return 'malformed'
      return readScrypt([String(2 ** Number(ln)), r, p], { salt: { base64: salt }, hash: { base64: hash } })
    },
  ],
]

function readScrypt(parts: readonly (string | undefined)[], derived: Derived): ReturnType<HashForm[1]> {
  const [rounds = 0, blockSize = 0, parallelism = 0] = parts.map(Number)
  if (rounds < 2 || !Number.isInteger(Math.log2(rounds)) || blockSize < 1 || parallelism < 1) return 'malformed'
  const isBearable =
    128 * blockSize * Math.max(rounds, parallelism) <= most.bytes &&
    128 * blockSize * rounds * parallelism <= most.bytesTimesParallelism
  if (!isBearable) return 'too_costly'
  const scheme = `scrypt$${rounds}$${blockSize}$${parallelism}`
  return { family: 'scrypt', scheme, cost: { rounds, blockSize, parallelism }, ...derived }
}
