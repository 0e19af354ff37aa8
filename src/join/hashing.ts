import { measureHashSpeed } from '../adapters/hashing/hash-speed.ts'
import type { Config } from '../config/config.ts'

// Long enough for a figure that two runs agree on within a few per cent.
const measuredMilliseconds = 2_000

const hashCost = (config: Config) => ({
  memoryKib: config.hashMemoryKib,
  passes: config.hashPasses,
  parallelism: config.hashParallelism,
})

/** The hash pool as configured. */
export const hashPoolOptions = (config: Config) => ({
  ...hashCost(config),
  workers: config.hashWorkers,
  deadlineMilliseconds: config.hashDeadlineMilliseconds,
})

/** The threads that score passwords, as configured. */
export const scoringOptions = ({ hashWorkers, hashDeadlineMilliseconds }: Config) => ({
  hashWorkers,
  deadlineMilliseconds: hashDeadlineMilliseconds,
})

/** How fast this machine hashes with the configured cost and width, measured now. */
export const measureSpeed = (config: Config) =>
  measureHashSpeed({ ...hashCost(config), workers: config.hashWorkers }, { milliseconds: measuredMilliseconds })
