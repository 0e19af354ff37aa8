import { readConfig } from '../config/config.ts'
import type { KeyCommand, ShownKey } from '../control/keys.ts'
import { joinKeys } from '../join/keys.ts'
import { joinSigningKeys } from '../join/signing-keys.ts'
import { runCommand } from './run-command.ts'

interface OfTenant {
  readonly tenant?: string
}

interface KeyOptions extends OfTenant {
  readonly kind: string
  readonly name: string
  readonly id?: string
  readonly scope?: readonly string[]
  readonly rateLimit?: number | 'unlimited'
  readonly allow?: string
  readonly expiresInDays?: number
}

/** Makes a key and prints it alone to the output, so that a script can take it; what is said of it goes to the errors. */
export async function createKey(options: KeyOptions): Promise<void> {
  const { key, text } = (await doCommand('keys/create', options)) as { key: ShownKey; text: string }
  process.stderr.write(
    `Key ${key.id} (${key.kind}, ${key.name}) ${endOf(key)}.${boundsOf[key.kind](key)} It is shown this once:\n`,
  )
  process.stdout.write(`${text}\n`)
}

/** What a key is held to, and by what name its secret is used. */
const boundsOf: Readonly<Record<ShownKey['kind'], (key: ShownKey) => string>> = {
  service: () => '',
  storefront: (key) => ` It takes ${rateOf(key)}, ${originOf(key)}.`,
  hmac: (key) => ` It signs as ${key.publicId}, may ${scopesOf(key)}, ${originOf(key)}. What follows is its secret.`,
}

/** Prints the keys, newest first, without their secrets, which nobody has. */
export async function listKeys({ json, ...ofTenant }: OfTenant & { json?: boolean }): Promise<void> {
  const keys = (await doCommand('keys/list', ofTenant)) as readonly ShownKey[]
  if (json) process.stdout.write(`${JSON.stringify(keys, null, 2)}\n`)
  else process.stdout.write(keys.length === 0 ? 'There are no keys.\n' : `${keys.map(lineOf).join('\n')}\n`)
}

const endOf = ({ expiresAt }: ShownKey): string => (expiresAt === null ? 'does not expire' : `expires at ${expiresAt}`)

const rateOf = ({ requestsPerMinute }: ShownKey): string =>
  requestsPerMinute === null ? 'any number of requests' : `${requestsPerMinute} requests a minute`

const originOf = ({ allowedNetworks }: ShownKey): string => `from ${allowedNetworks?.join(',') ?? 'anywhere'}`

const scopesOf = ({ scopes }: ShownKey): string => scopes?.join(' ') ?? 'do everything'

/** Uses of a service's key are not noted, and nothing holds it within bounds. */
function lineOf(key: ShownKey): string {
  const { id, kind, state, createdAt, replacesId, name } = key
  const replaces = replacesId === null ? [] : [`replaces ${replacesId}`]
  return [id, kind.padEnd(10), state.padEnd(7), `made ${createdAt}`, endOf(key), ...factsOf(key), ...replaces, name].join('  ')
}

function factsOf(key: ShownKey): readonly string[] {
  const used = key.lastUsedAt === null ? 'never used' : `last used ${key.lastUsedAt}`
  if (key.kind === 'storefront') return [rateOf(key), originOf(key), used]
  if (key.kind !== 'hmac') return []
  const previous = key.previousSecretUntil === null ? [] : [`its previous secret is good until ${key.previousSecretUntil}`]
  return [`signs as ${key.publicId}`, `may ${scopesOf(key)}`, originOf(key), used, ...previous]
}

/** Revokes a key, which stops with the next request on every node. */
export async function revokeKey(id: string, ofTenant: OfTenant): Promise<void> {
  const key = (await doCommand('keys/revoke', { id, ...ofTenant })) as ShownKey
  process.stdout.write(`Key ${key.id} (${key.kind}, ${key.name}) is revoked since ${key.revokedAt}.\n`)
}

/** Rotates the key of this id, or without one the key that signs tokens. */
export async function rotateKey(id: string | undefined, options: OfTenant & { graceDays?: number }): Promise<void> {
  if (id !== undefined) return replaceKey({ id, ...options })
  if (options.graceDays !== undefined) throw new Error('--grace-days is for a key that is named by its id.')
  if (options.tenant !== undefined) throw new Error('--tenant is for a key that is named by its id.')
  return rotateSigningKey()
}

/** Puts a new key in the place of one, or a new secret in a key that signs, and prints it as `createKey` does. */
async function replaceKey(options: OfTenant & { id: string; graceDays?: number }): Promise<void> {
  const { key, text, replaced } = (await doCommand('keys/replace', options)) as {
    key: ShownKey
    text: string
    replaced: ShownKey | null
  }
  process.stderr.write(`${replaced ? inPlaceOf(key, replaced) : withNewSecret(key)}\n`)
  process.stderr.write(`It ${endOf(key)}. It is shown this once:\n`)
  process.stdout.write(`${text}\n`)
}

function inPlaceOf({ id, kind, name }: ShownKey, replaced: ShownKey): string {
  const grace = `which ${replaced.state === 'active' ? 'is good until' : 'has expired at'} ${replaced.expiresAt}`
  return `Key ${id} (${kind}, ${name}) is in the place of ${replaced.id}, ${grace}.`
}

function withNewSecret({ id, kind, name, publicId, previousSecretUntil }: ShownKey): string {
  const grace = previousSecretUntil === null ? 'is good no more' : `is good until ${previousSecretUntil}`
  return `Key ${id} (${kind}, ${name}) signs as ${publicId} with a new secret; the previous one ${grace}.`
}

/** Puts a new key that signs tokens in the place of the current one. */
async function rotateSigningKey(): Promise<void> {
  const { id } = (await doCommand('keys/rotate')) as { id: string }
  process.stdout.write(`Tokens are signed with the new key ${id}; those signed before stay good for as long as they last.\n`)
  if (readConfig(process.env).tokenSecret === undefined) return
  process.stderr.write('PATRON_TOKEN_SECRET is set: while it is, tokens are signed with it and not with this key.\n')
}

const doCommand = (command: KeyCommand, given: object = {}): Promise<unknown> =>
  runCommand(command, given, ({ engine, config, keyring }) =>
    joinKeys({ engine, keyring, signingKeys: async () => joinSigningKeys({ engine, config, keyring: await keyring() }) }),
  )
