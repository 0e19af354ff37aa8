import type { HashForm } from '../stored-hash.ts'

/** Django's, from the time before 1.4. */
export const md5Forms: readonly HashForm[] = [
  [/^md5\$([^$]+)\$([\da-f]{32})$/, (salt = '', hash = '') => ({ family: 'md5', scheme: 'md5', salt, hash })],
]
