import type { Logger } from 'pino'
import type { SigningKeys } from '../adapters/tokens/signing-keys.ts'
import type { Engine } from '../storage/engine.ts'
import { removeExpired } from '../storage/expiry.ts'
import { startRepeating } from './repeating.ts'

export interface HousekeepingParts {
  readonly engine: Engine
  readonly signingKeys: Pick<SigningKeys, 'reload'>
  readonly logger: Logger
}

const expiryMilliseconds = 10 * 60_000
// A node that signs with a retired key for that long does no harm.
const reloadMilliseconds = 60_000

/**
 * Removes what has run out every ten minutes, and looks for changed signing keys once a minute.
 *
 * @returns how to end it, after the runs under way
 */
export function startHousekeeping({ engine, signingKeys, logger }: HousekeepingParts): () => Promise<void> {
  const every = (what: string, milliseconds: number, work: () => Promise<void>) =>
    startRepeating(
      {
        what,
        everyMilliseconds: milliseconds,
        beginsAfterMilliseconds: milliseconds,
        work: async () => {
          await work()
          return false
        },
      },
      logger,
    )
  const ends = [
    every('removing expired rows', expiryMilliseconds, () => removeExpired(engine)),
    every('looking for changed signing keys', reloadMilliseconds, () => signingKeys.reload()),
  ]
  return async () => {
    await Promise.all(ends.map((end) => end()))
  }
}
