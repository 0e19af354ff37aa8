import type { Logger } from 'pino'
import type { FollowedClock } from '../adapters/clock/followed-clock.ts'
import type { SigningKeys } from '../adapters/tokens/signing-keys.ts'
import { startRepeating } from './repeating.ts'
import type { joinRetention } from './retention.ts'

export interface HousekeepingParts {
  readonly retention: Pick<ReturnType<typeof joinRetention>, 'removeSome' | 'forgetSome'>
  readonly signingKeys: Pick<SigningKeys, 'reload'>
  readonly clock: Pick<FollowedClock, 'follow'>
  readonly logger: Logger
}

const expiryMilliseconds = 10 * 60_000
// A look goes through all customers of a tenant that wants it, for what is a matter of days.
const accountsMilliseconds = 60 * 60_000
// A node that signs with a retired key for that long does no harm.
const reloadMilliseconds = 60_000
// Clocks of machines run apart by a few milliseconds in that time.
const clockMilliseconds = 60_000

/**
 * Removes what has outlived its time every ten minutes, some at a time until nothing is left, and once an hour accounts that nobody
 * has made their own; and once a minute looks for changed signing keys and at the clock of the database.
 *
 * @returns how to end it, after the runs under way
 */
export function startHousekeeping({ retention, signingKeys, clock, logger }: HousekeepingParts): () => Promise<void> {
  const every = (what: string, milliseconds: number, work: () => Promise<boolean>) =>
    startRepeating({ what, everyMilliseconds: milliseconds, beginsAfterMilliseconds: milliseconds, work }, logger)
  const ends = [
    every('removing what has outlived its time', expiryMilliseconds, async () => (await retention.removeSome()).isMore),
    every('erasing accounts nobody has made their own', accountsMilliseconds, async () => {
      const { removed, isMore } = await retention.forgetSome()
      const erased = removed.reduce((sum, { count }) => sum + count, 0)
      if (erased > 0) logger.info({ erased }, 'accounts were erased that were never verified or signed in to')
      return isMore
    }),
    every(
      'looking for changed signing keys',
      reloadMilliseconds,
      once(() => signingKeys.reload()),
    ),
    every(
      'following the clock of the database',
      clockMilliseconds,
      once(() => clock.follow()),
    ),
  ]
  return async () => {
    await Promise.all(ends.map((end) => end()))
  }
}

/** Work of which nothing is left when it is done. */
const once = (work: () => Promise<void>) => async (): Promise<false> => {
  await work()
  return false
}
