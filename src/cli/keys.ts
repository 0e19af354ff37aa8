import { createKeyring } from '../adapters/secrets/keyring.ts'
import { type Config, readConfig } from '../config/config.ts'
import type { KeyCommand, ShownKey } from '../control/keys.ts'
import { askRunningServer } from '../control/socket-client.ts'
import { joinKeys } from '../join/keys.ts'
import { assertMigrated, openDatabase } from '../join/open-database.ts'
import { joinSigningKeys } from '../join/signing-keys.ts'
import { findSecrets } from './secrets.ts'

/** Makes a key and prints it alone to the output, so that a script can take it; what is said of it goes to the errors. */
export async function createKey(options: { kind: string; name: string; expiresInDays?: number }): Promise<void> {
  const { key, text } = (await doCommand('keys/create', options)) as { key: ShownKey; text: string }
  const lasts = key.expiresAt === null ? 'does not expire' : `expires at ${key.expiresAt}`
  process.stderr.write(`Key ${key.id} (${key.kind}, ${key.name}) ${lasts}. It is shown this once:\n`)
  process.stdout.write(`${text}\n`)
}

/** Prints the keys, newest first, without their secrets, which nobody has. */
export async function listKeys({ json }: { json?: boolean }): Promise<void> {
  const keys = (await doCommand('keys/list')) as readonly ShownKey[]
  const lines = keys.map(({ id, kind, state, createdAt, expiresAt, name }) =>
    [id, kind, state.padEnd(7), `made ${createdAt}`, expiresAt === null ? 'does not expire' : `expires ${expiresAt}`, name].join(
      '  ',
    ),
  )
  if (json) process.stdout.write(`${JSON.stringify(keys, null, 2)}\n`)
  else process.stdout.write(lines.length === 0 ? 'There are no keys.\n' : `${lines.join('\n')}\n`)
}

/** Revokes a key, which stops with the next request on every node. */
export async function revokeKey(id: string): Promise<void> {
  const key = (await doCommand('keys/revoke', { id })) as ShownKey
  process.stdout.write(`Key ${key.id} (${key.kind}, ${key.name}) is revoked since ${key.revokedAt}.\n`)
}

/** Puts a new key that signs tokens in the place of the current one. */
export async function rotateSigningKey(): Promise<void> {
  const { id } = (await doCommand('keys/rotate')) as { id: string }
  process.stdout.write(`Tokens are signed with the new key ${id}; those signed before stay good for as long as they last.\n`)
  if (readConfig(process.env).tokenSecret === undefined) return
  process.stderr.write('PATRON_TOKEN_SECRET is set: while it is, tokens are signed with it and not with this key.\n')
}

async function doCommand(command: KeyCommand, given: object = {}): Promise<unknown> {
  const config = readConfig(process.env)
  const running = await askRunningServer(config.dataDir, command, given)
  return running ? running.result : doHere(config, command, given)
}

async function doHere(config: Config, command: KeyCommand, given: object): Promise<unknown> {
  const engine = await openDatabase(config, () => {})
  try {
    await assertMigrated(engine)
    const signingKeys = async () =>
      joinSigningKeys({ engine, config, keyring: createKeyring((await findSecrets(config)).secrets) })
    return await joinKeys({ engine, signingKeys })[command](given)
  } finally {
    await engine.close()
  }
}
