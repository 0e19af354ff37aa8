import type { Derived, Digest, HashForm } from '../stored-hash.ts'
import { paddedBase64 } from './base64.ts'

const mostIterations = 10_000_000 // a second and a half on a core of 2026; Django 5.2 writes a million

const bytesOf = { sha512: 64, sha256: 32, sha1: 20 } as const satisfies Record<Digest, number>

/** Names and digits as they stand in the hash. */
type Read = (digest: Digest, iterations: string, derived: Derived) => ReturnType<HashForm[1]>

/** Django's, passlib's (and the PHC string format's), and Werkzeug's. */
export const pbkdf2Forms: readonly HashForm[] = (['sha512', 'sha256', 'sha1'] as const).flatMap((digest) => [
  djangoForm(digest, readPbkdf2),
  passlibForm(digest, readPbkdf2),
  werkzeugForm(digest, readPbkdf2),
])

function djangoForm(digest: Digest, read: Read): HashForm {
  const length = Math.ceil(bytesOf[digest] / 3) * 4
  const padding = (3 - (bytesOf[digest] % 3)) % 3
  const form = new RegExp(`^pbkdf2_${digest}\\$(\\d{1,12})\\$([^$]+)\\$([A-Za-z\\d+/]{${length - padding}}={${padding}})$`)
  return [form, (count = '', text = '', base64 = '') => read(digest, count, { salt: { text }, hash: { base64 } })]
}

/** Bytes in base64 that ends without `=` and has `.` for `+`; a lone `$pbkdf2$` is of SHA-1. */
function passlibForm(digest: Digest, read: Read): HashForm {
  const name = digest === 'sha1' ? 'pbkdf2(?:-sha1)?' : `pbkdf2-${digest}`
  const length = Math.ceil((bytesOf[digest] * 8) / 6)
  const form = new RegExp(
    `^\\$${name}\\$(?:i=)?(\\d{1,12})(?:,l=\\d{1,3})?\\$([A-Za-z\\d+/.]{2,})\\$([A-Za-z\\d+/.]{${length}})$`,
  )
  return [
    form,
    (count = '', salt = '', hash = '') => {
      const [saltBytes, hashBytes] = [paddedBase64(salt), paddedBase64(hash)]
      if (!saltBytes || !hashBytes) return 'malformed'
      return read(digest, count, { salt: { base64: saltBytes }, hash: { base64: hashBytes } })
    },
  ]
}

function werkzeugForm(digest: Digest, read: Read): HashForm {
  const form = new RegExp(`^pbkdf2:${digest}:(\\d{1,12})\\$([^$]+)\\$([\\da-f]{${bytesOf[digest] * 2}})$`)
  return [form, (count = '', text = '', hex = '') => read(digest, count, { salt: { text }, hash: { hex } })]
}

function readPbkdf2(digest: Digest, count: string, derived: Derived): ReturnType<HashForm[1]> {
  const iterations = Number(count)
  if (iterations < 1) return 'malformed'
  if (iterations > mostIterations) return 'too_costly'
  return { family: 'pbkdf2', scheme: `pbkdf2_${digest}$${iterations}`, digest, iterations, ...derived }
}
