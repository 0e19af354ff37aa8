import { acceptedNetworks, readNetworks } from '../config/networks.ts'
import { type ApiKeyDraft, type ApiKeyKind, apiKeyKinds } from '../core/tenants/api-key.ts'
import type { Replacement } from '../core/tenants/replace-api-key.ts'

const longestName = 100
// Ten years: whoever wants longer wants a key that does not expire.
const mostDays = 3_650
const mostGraceDays = 365
const usualGraceDays = 7
const secondsPerDay = 86_400
// The published console command gives 100 and goes up to 5000 (docs/contracts/bagisto.md#4-storefront-keys).
const usualRequestsPerMinute = 100
const mostRequestsPerMinute = 5_000
// Each is looked at with every request.
const mostNetworks = 50

const propertiesOf = (given: unknown): Readonly<Record<string, unknown>> =>
  typeof given === 'object' && given !== null ? { ...given } : {}

const isKind = (value: unknown): value is ApiKeyKind => apiKeyKinds.some((kind) => kind === value)
const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= longestName && /^[^\p{Cc}\p{Cs}]*\S[^\p{Cc}\p{Cs}]*$/u.test(value)
const isWhole = (value: unknown, least: number, most: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most

/** @throws an error that says what is accepted */
export function readKeyDraft(given: unknown): Omit<ApiKeyDraft, 'tenantId'> {
  const { kind, name, expiresInDays = null, rateLimit, allow } = propertiesOf(given)
  if (!isKind(kind)) throw new Error(`A key is of the kind ${apiKeyKinds.join(' or ')}.`)
  if (!isName(name)) throw new Error(`The name of a key has 1 to ${longestName} characters, none of them a control character.`)
  if (expiresInDays !== null && !isWhole(expiresInDays, 1, mostDays)) {
    throw new Error(`A key expires in 1 to ${mostDays} days, or never.`)
  }
  const expiresInSeconds = expiresInDays && expiresInDays * secondsPerDay
  if (kind === 'storefront') return { kind, name, expiresInSeconds, ...readBounds(rateLimit, allow) }
  if (rateLimit !== undefined || allow !== undefined) {
    throw new Error('Only the key of a storefront has a rate limit and addresses it is allowed from.')
  }
  return { kind, name, expiresInSeconds, requestsPerMinute: null, allowedNetworks: null }
}

/** What holds a storefront within bounds. */
function readBounds(rateLimit: unknown, allow: unknown): Pick<ApiKeyDraft, 'requestsPerMinute' | 'allowedNetworks'> {
  const requestsPerMinute = rateLimit === 'unlimited' ? null : (rateLimit ?? usualRequestsPerMinute)
  if (requestsPerMinute !== null && !isWhole(requestsPerMinute, 1, mostRequestsPerMinute)) {
    throw new Error(`A rate limit is 1 to ${mostRequestsPerMinute} requests a minute, or unlimited.`)
  }
  const allowedNetworks = allow === undefined ? null : typeof allow === 'string' ? readNetworks(allow) : undefined
  if (allowedNetworks === undefined || (allowedNetworks?.length ?? 0) > mostNetworks) {
    throw new Error(`A key is allowed from ${acceptedNetworks}, at most ${mostNetworks}; absent, from anywhere.`)
  }
  return { requestsPerMinute, allowedNetworks }
}

/** @throws an error that says what is accepted */
export function readReplacement(given: unknown): Omit<Replacement, 'tenantId'> {
  const { graceDays = usualGraceDays } = propertiesOf(given)
  if (!isWhole(graceDays, 0, mostGraceDays))
    throw new Error(`A key that is replaced is good for 0 to ${mostGraceDays} days more.`)
  return { id: readKeyId(given), graceSeconds: graceDays * secondsPerDay }
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
