import { randomInt } from 'node:crypto'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const characters = 8

/** Eight letters and digits, at random: no secret, but nobody finds other people's by counting. */
export const newReferralCode = (): string =>
  Array.from({ length: characters }, () => alphabet[randomInt(alphabet.length)]).join('')
