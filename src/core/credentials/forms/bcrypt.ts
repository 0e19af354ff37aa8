import type { HashForm } from '../stored-hash.ts'

const mostCost = 16 // 4 seconds on a core of 2026; frameworks write 10 to 12 unasked

const crypt = '(\\$2[aby]\\$(\\d\\d)\\$[A-Za-z\\d./]{53})$'

/** Django's, before which it names its own algorithm, and bare as PHP writes it. */
export const bcryptForms: readonly HashForm[] = [
  [new RegExp(`^bcrypt_sha256\\$${crypt}`), (whole, cost) => readBcrypt(whole, cost, true)],
  [new RegExp(`^bcrypt\\$${crypt}`), (whole, cost) => readBcrypt(whole, cost, false)],
  [new RegExp(`^${crypt}`), (whole, cost) => readBcrypt(whole, cost, false)],
]

function readBcrypt(whole = '', twoDigits = '', hashedFirst: boolean): ReturnType<HashForm[1]> {
  const cost = Number(twoDigits)
  if (cost < 4 || cost > 31) return 'malformed'
  if (cost > mostCost) return 'too_costly'
  return { family: 'bcrypt', scheme: `${hashedFirst ? 'bcrypt_sha256' : 'bcrypt'}$${cost}`, crypt: whole, hashedFirst }
}
