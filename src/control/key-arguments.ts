import { acceptedNetworks, readNetworks } from '../config/networks.ts'
import { type ApiKeyDraft, type ApiKeyKind, apiKeyKinds, type Scope, scopes } from '../core/tenants/api-key.ts'
import { isUuid } from '../core/tenants/uuid.ts'
import { type Given, propertiesOf } from './given.ts'
import {
  keyNameForm,
  longestKeyName,
  mostNetworks,
  mostRequestsPerMinute,
  publicIdForm,
  usualRequestsPerMinute,
} from './key-bounds.ts'

// Ten years: whoever wants longer wants a key that does not expire.
const mostDays = 3_650
const mostGraceDays = 365
const usualGraceDays = 7
const secondsPerDay = 86_400

const isKind = (value: unknown): value is ApiKeyKind => apiKeyKinds.some((kind) => kind === value)
const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= longestKeyName && keyNameForm.test(value)
const isScope = (value: unknown): value is Scope => scopes.some((scope) => scope === value)
const isWhole = (value: unknown, least: number, most: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most

/** @throws an error that says what is accepted */
export function readKeyDraft(given: unknown): Omit<ApiKeyDraft, 'tenantId'> {
  const { kind, name, expiresInDays = null, ...bounds } = propertiesOf(given)
  if (!isKind(kind)) throw new Error(`A key is of the kind ${listed(apiKeyKinds)}.`)
  if (!isName(name)) throw new Error(`The name of a key has 1 to ${longestKeyName} characters, none of them a control character.`)
  if (expiresInDays !== null && !isWhole(expiresInDays, 1, mostDays)) {
    throw new Error(`A key expires in 1 to ${mostDays} days, or never.`)
  }
  const expiresInSeconds = expiresInDays && expiresInDays * secondsPerDay
  return { kind, name, expiresInSeconds, ...boundsOf[kind](bounds) }
}

const listed = (words: readonly string[]): string => `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`

type Bounds = Pick<ApiKeyDraft, 'publicId' | 'scopes' | 'requestsPerMinute' | 'allowedNetworks'>
const noBounds: Bounds = { publicId: null, scopes: null, requestsPerMinute: null, allowedNetworks: null }

/** What holds a key within bounds, by its kind; what a kind does not have is refused. */
const boundsOf: Readonly<Record<ApiKeyKind, (given: Given) => Bounds>> = {
  service(given) {
    if (given['allow'] !== undefined)
      throw new Error('Only the key of a storefront, or one that signs, has addresses it is allowed from.')
    refuseRateLimit(given)
    refuseSigning(given)
    return noBounds
  },
  storefront(given) {
    refuseSigning(given)
    return { ...noBounds, requestsPerMinute: readRateLimit(given), allowedNetworks: readAllowed(given) }
  },
  hmac(given) {
    refuseRateLimit(given)
    return { ...noBounds, publicId: readPublicId(given), scopes: readScopes(given), allowedNetworks: readAllowed(given) }
  },
}

function refuseRateLimit({ rateLimit }: Given): void {
  if (rateLimit !== undefined) throw new Error('Only the key of a storefront has a rate limit.')
}

function refuseSigning({ id, scope }: Given): void {
  if (id !== undefined || scope !== undefined) throw new Error('Only a key that signs (hmac) has a public id and scopes.')
}

function readRateLimit({ rateLimit = usualRequestsPerMinute }: Given): number | null {
  if (rateLimit === 'unlimited') return null
  if (isWhole(rateLimit, 1, mostRequestsPerMinute)) return rateLimit
  throw new Error(`A rate limit is 1 to ${mostRequestsPerMinute} requests a minute, or unlimited.`)
}

function readAllowed({ allow }: Given): readonly string[] | null {
  if (allow === undefined) return null
  const networks = typeof allow === 'string' ? readNetworks(allow) : undefined
  if (networks && networks.length <= mostNetworks) return networks
  throw new Error(`A key is allowed from ${acceptedNetworks}, at most ${mostNetworks}; absent, from anywhere.`)
}

function readPublicId({ id }: Given): string | null {
  if (id === undefined) return null
  if (typeof id === 'string' && publicIdForm.test(id)) return id
  throw new Error('A public id has 3 to 100 characters: letters and digits of ASCII, and . _ -')
}

/** In the order Patron lists them, each once. */
function readScopes({ scope }: Given): readonly Scope[] | null {
  if (scope === undefined) return null
  if (Array.isArray(scope) && scope.length > 0 && scope.every(isScope)) return scopes.filter((known) => scope.includes(known))
  throw new Error(`A scope is ${listed(scopes)}; absent, a key has all of them.`)
}

/** What a key is named by: its id, with dashes or as it stands in the key's text, or its public id. */
export interface NamedKey {
  readonly text: string
  /** `undefined`: it cannot be an id. */
  readonly id: string | undefined
}

/** @throws an error that says what is accepted */
export function readReplacement(given: unknown): NamedKey & { readonly graceSeconds: number } {
  return { ...readKeyName(given), graceSeconds: readGraceSeconds(given) }
}

/** @throws an error that says what is accepted */
export function readGraceSeconds(given: unknown): number {
  const { graceDays = usualGraceDays } = propertiesOf(given)
  if (isWhole(graceDays, 0, mostGraceDays)) return graceDays * secondsPerDay
  throw new Error(`What is replaced is good for 0 to ${mostGraceDays} days more.`)
}

/** @throws an error that says what is accepted */
export function readKeyName(given: unknown): NamedKey {
  const { id: text } = propertiesOf(given)
  if (typeof text === 'string') {
    const [, ...parts] = /^(.{8})-?(.{4})-?(.{4})-?(.{4})-?(.{12})$/.exec(text.toLowerCase()) ?? []
    const id = parts.join('-')
    if (isUuid(id)) return { text, id }
    if (publicIdForm.test(text)) return { text, id: undefined }
  }
  throw new Error('A key is named by its id, or its public id, as patron keys list shows it.')
}

/**
 * The tenant that a command is about.
 *
 * @returns `undefined` where none is named
 * @throws an error that says what is accepted
 */
export function readTenantName(given: unknown): string | undefined {
  const { tenant } = propertiesOf(given)
  if (tenant === undefined || typeof tenant === 'string') return tenant
  throw new Error('A tenant is named by its name, as patron tenants list shows it.')
}
