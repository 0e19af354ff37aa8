import { createHashPool } from '../../src/adapters/hashing/hash-pool.ts'
import { createPasswordScoring } from '../../src/adapters/passwords/password-score.ts'
import type { Config } from '../../src/config/config.ts'
import { hashPoolOptions, scoringOptions } from '../../src/join/hashing.ts'
import { joinPreviousSystems } from '../../src/join/previous-system.ts'
import { keyring } from './tokens.ts'

/**
 * What the core is joined with beside the database: threads of its own, and nobody who counts what is done.
 *
 * @param closing  told how to end the threads
 */
export function openCoreParts(config: Config, closing: (close: () => Promise<unknown>) => void) {
  const hashing = createHashPool(hashPoolOptions(config))
  closing(() => hashing.close())
  const scoring = createPasswordScoring(scoringOptions(config))
  closing(() => scoring.close())
  return {
    ...{ hashing, scoring, keyring, config },
    tallying: { count() {} },
    previousSystems: joinPreviousSystems(() => undefined),
    now: () => new Date(),
  }
}
