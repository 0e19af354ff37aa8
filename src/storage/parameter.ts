/**
 * Writes a value as PostgreSQL reads it from a parameter: texts as they are, bytes as bytes, lists as array literals.
 *
 * @throws TypeError for what no column of ours holds
 */
export function encodeParameter(value: unknown): string | Buffer | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  if (Array.isArray(value)) return `{${value.map(arrayElement).join(',')}}`
  throw new TypeError('a statement was given a value that is no text, number, boolean, instant, bytes or list')
}

const special = /["\\]/

function arrayElement(value: unknown): string {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string' && !special.test(value)) return `"${value}"`
  const encoded = encodeParameter(value)
  if (encoded === null) return 'NULL'
  const text = typeof encoded === 'string' ? encoded : `\\x${encoded.toString('hex')}`
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}
