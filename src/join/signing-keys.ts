import { setTimeout as sleep } from 'node:timers/promises'
import { v4 as newKeyId } from 'uuid'
import type { Keyring } from '../adapters/secrets/keyring.ts'
import { openSigningKeys, type SigningKeys } from '../adapters/tokens/signing-keys.ts'
import type { Config } from '../config/config.ts'
import type { Engine } from '../storage/engine.ts'
import { signingKeyStore } from '../storage/signing-keys.ts'

// Nodes notice a rotation within a minute and sign with the old key until then; an hour covers clocks that differ, too.
const marginSeconds = 3_600

/** The keys that sign tokens, from the database. A retired one stays as long as a token it signed. */
export const joinSigningKeys = (parts: { engine: Engine; keyring: Keyring; config: Config }): Promise<SigningKeys> =>
  openSigningKeys({
    store: signingKeyStore(parts.engine),
    keyring: parts.keyring,
    retiredForSeconds: Math.max(parts.config.refreshTokenSeconds, parts.config.accessTokenSeconds) + marginSeconds,
    newId: () => newKeyId(),
    elapsed: () => performance.now(),
    sleep: (milliseconds) => sleep(milliseconds),
  })
