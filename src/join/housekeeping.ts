import type { Logger } from 'pino'
import type { FollowedClock } from '../adapters/clock/followed-clock.ts'
import type { SigningKeys } from '../adapters/tokens/signing-keys.ts'
import type { Engine } from '../storage/engine.ts'
import { removeExpired } from '../storage/expiry.ts'
import { startRepeating } from './repeating.ts'

export interface HousekeepingParts {
  readonly engine: Engine
  readonly signingKeys: Pick<SigningKeys, 'reload'>
  readonly clock: Pick<FollowedClock, 'follow'>
  readonly logger: Logger
}

const expiryMilliseconds = 10 * 60_000
// A node that signs with a retired key for that long does no harm.
const reloadMilliseconds = 60_000
// Clocks of machines run apart by a few milliseconds in that time.
const clockMilliseconds = 60_000

/**
 * Removes what has run out every ten minutes, and once a minute looks for changed signing keys and at the clock of the database.
 *
 * @returns how to end it, after the runs under way
 */
export function startHousekeeping({ engine, signingKeys, clock, logger }: HousekeepingParts): () => Promise<void> {
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
    every('following the clock of the database', clockMilliseconds, () => clock.follow()),
  ]
  return async () => {
    await Promise.all(ends.map((end) => end()))
  }
}
