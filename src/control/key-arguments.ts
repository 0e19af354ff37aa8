import { type ApiKeyKind, apiKeyKinds } from '../core/tenants/api-key.ts'
import type { ApiKeyDraft } from '../core/tenants/make-api-key.ts'

const longestName = 100
// Ten years: whoever wants longer wants a key that does not expire.
const mostDays = 3_650

const propertiesOf = (given: unknown): Readonly<Record<string, unknown>> =>
  typeof given === 'object' && given !== null ? { ...given } : {}

const isKind = (value: unknown): value is ApiKeyKind => apiKeyKinds.some((kind) => kind === value)
const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= longestName && /^[^\p{Cc}\p{Cs}]*\S[^\p{Cc}\p{Cs}]*$/u.test(value)
const isDays = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= mostDays

/** @throws an error that says what is accepted */
export function readKeyDraft(given: unknown): Omit<ApiKeyDraft, 'tenantId'> {
  const { kind, name, expiresInDays = null } = propertiesOf(given)
  if (!isKind(kind)) throw new Error(`A key is of the kind ${apiKeyKinds.join(' or ')}.`)
  if (!isName(name)) throw new Error(`The name of a key has 1 to ${longestName} characters, none of them a control character.`)
  if (expiresInDays !== null && !isDays(expiresInDays)) throw new Error(`A key expires in 1 to ${mostDays} days, or never.`)
  return { kind, name, expiresInDays }
}

/**
 * The id of a key, with dashes or as it stands in the key's text.
 *
 * @throws an error that says what is accepted
 */
export function readKeyId(given: unknown): string {
  const { id } = propertiesOf(given)
  const [, ...parts] = /^(.{8})-?(.{4})-?(.{4})-?(.{4})-?(.{12})$/.exec(typeof id === 'string' ? id.toLowerCase() : '') ?? []
  const uuid = parts.join('-')
  if (!/^[0-9a-f-]{36}$/.test(uuid)) throw new Error('A key is named by its id, as patron keys list shows it.')
  return uuid
}
