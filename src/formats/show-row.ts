import type { MappedColumn } from './column-map.ts'
import type { Values } from './reading/reading.ts'

const mostCharacters = 60

/** What is a secret, or a proof of one, by its name or by how it begins. */
const secretName = /pass|secret|token|hash|salt|key|otp|pin$/i
const secretText = /^(?:\$\w|!|pbkdf2|bcrypt|argon2|scrypt|sha1\$|md5\$|[\da-f]{32,}$)/i

/** A row for people to look at: short, and without anything secret. */
export function showRow(values: Values, map: readonly MappedColumn[]): Readonly<Record<string, string>> {
  const isSecret = (column: string): boolean =>
    secretName.test(column) || map.some((one) => one.source === column && secretName.test(one.column))
  return Object.fromEntries(Object.entries(values).map(([column, value]) => [column, show(value, isSecret(column))]))
}

function show(value: unknown, isSecret: boolean): string {
  if (value === null || value === undefined) return 'null'
  const text = typeof value === 'object' ? JSON.stringify(withoutSecrets(value)) : String(value)
  if (text !== '' && (isSecret || secretText.test(text))) return '(not shown)'
  const line = text.replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]+/gu, ' ')
  const characters = [...line]
  return characters.length > mostCharacters ? `${characters.slice(0, mostCharacters - 1).join('')}…` : line
}

const withoutSecrets = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (name, inner: unknown) => (name && secretName.test(name) ? '(not shown)' : inner))
