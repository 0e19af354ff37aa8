/** The password of everyone the fuzz registers. */
export const password = 'SecurePass@123'

/** An address nobody else has. */
export const addressOf = (number: number): string => `fuzz.${number}@example.com`

/** A name nobody else has, so that slugs are found at once. */
export const nameOf = (number: number): string => `Fuzz ${number.toString(36)}`

/** The least PNG there is: one pixel. */
export const image =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
