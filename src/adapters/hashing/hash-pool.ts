import type { HashLane, PasswordHashing } from '../../core/credentials/hashing.ts'
import { isForeign, own, schemeOf, unusable } from '../../core/credentials/scheme.ts'
import type { HashCost, HashOutcomes, HashTask } from './hash-worker.ts'
import { drawOwnHash, makeUpHash, ownPrefix } from './made-up-hash.ts'
import { WorkerPool, type WorkerPoolFigures, workerScript } from './worker-pool.ts'

export interface HashPoolOptions extends HashCost {
  /** Threads, and so hashes at the same time; more than there are cores gains nothing. */
  workers: number
  /** How long after it was asked for a hash is still worth having. */
  deadlineMilliseconds: number
  /** The script of a worker; ours unless a test brings another. */
  workerUrl?: URL
  /** Told of each task done how long it had waited to begin; called on the server's own thread, so let it be quick. */
  onWaited?: (milliseconds: number, lane: HashLane, pool: 'own' | 'foreign') => void
}

export interface PoolFigures extends Omit<WorkerPoolFigures, 'done'> {
  /** Hashes worked out, to be stored or to be compared. */
  hashed: number
}

/** Of our own hashes; foreign ones are counted apart, and not before the first has come. */
export interface HashFigures extends PoolFigures {
  foreign: PoolFigures | undefined
}

export interface HashPool extends PasswordHashing {
  /** Refuses what comes from now on, finishes what was let in (the deadline bounds that), then ends the threads. */
  close(): Promise<void>
  /** For metrics and the doctor: counts and times, no secrets. */
  figures(): HashFigures
}

/** 12 ms for 19 MiB and two passes on a core of 2026; the first hashes put it right. */
const guessedMillisecondsPerKibPass = 12 / (19_456 * 2)

// Measured on a core of 2026: 100 ms for Django's PBKDF2, 240 ms for bcrypt of cost 12.
const guessedMillisecondsOfForeign = 240

/** A foreign verification takes up to half a second, where ours takes some 12 ms. */
const foreignPatience = 4

const ownWorkerUrl = workerScript('./hash-worker', import.meta.url)

/** One is often disturbed, the middle of three seldom. */
const measurements = 3

/** Threads for foreign hashes beside so many for ours: half of them, since these seldom come and each takes long. */
export const foreignThreads = (workers: number): number => Math.max(1, Math.floor(workers / 2))

/**
 * Starts the first thread and returns at once; hashes can be asked for before it is up, and others follow when they are needed.
 * Those for foreign hashes, half as many, start with the first of these: most servers never see one, and threads cost memory.
 *
 * @param options  `memoryKib` in KiB as Argon2 counts, never below OWASP's minimum outside tests (ASVS 11.4.2)
 * @throws an error a person can act on, when hashes of this cost could be made but not verified
 */
export function createHashPool(options: HashPoolOptions): HashPool {
  return new OwnAndForeignPools(options)
}

type HashThreads = WorkerPool<HashTask, HashOutcomes>

class OwnAndForeignPools implements HashPool {
  readonly #own: HashThreads
  readonly #foreign: HashThreads
  readonly #prefix: string
  readonly #decoy: string
  readonly #measured = new Map<string, Promise<number>>()

  constructor({ workers, deadlineMilliseconds, workerUrl = ownWorkerUrl, onWaited, ...cost }: HashPoolOptions) {
    this.#prefix = ownPrefix(cost)
    this.#decoy = drawOwnHash(cost)
    if (schemeOf(this.#decoy) !== own) throw new Error(notVerifiable(cost))
    this.#own = new WorkerPool({
      name: 'patron-hash',
      workerUrl,
      workerData: cost,
      workers,
      deadlineMilliseconds,
      firstGuessMilliseconds: cost.memoryKib * cost.passes * guessedMillisecondsPerKibPass,
      onWaited: onWaited && ((milliseconds, lane) => onWaited(milliseconds, lane, 'own')),
    })
    this.#foreign = new WorkerPool({
      name: 'patron-foreign',
      workerUrl,
      workerData: cost,
      workers: foreignThreads(workers),
      deadlineMilliseconds: deadlineMilliseconds * foreignPatience,
      firstGuessMilliseconds: guessedMillisecondsOfForeign,
      onWaited: onWaited && ((milliseconds, lane) => onWaited(milliseconds, lane, 'foreign')),
    })
    this.#own.start()
  }

  admit(lane: HashLane): void {
    this.#own.admit(lane)
  }

  async hash(password: string, lane: HashLane): Promise<string> {
    const { outcome } = await this.#own.ask({ kind: 'hash', password }, lane)
    return outcome
  }

  async verify(password: string, hash: string): Promise<boolean> {
    const scheme = schemeOf(hash)
    if (scheme === unusable) return false
    const pool = isForeign(scheme) ? this.#foreign : this.#own
    const { outcome } = await pool.ask({ kind: 'verify', password, hash }, 'sign_in')
    return outcome
  }

  isOutdated(hash: string): boolean {
    return !hash.startsWith(this.#prefix)
  }

  async decoy(): Promise<string> {
    return this.#decoy
  }

  millisecondsOf(scheme: string): Promise<number> {
    const known = this.#measured.get(scheme)
    if (known) return known
    const measuring = this.#measure(scheme)
    this.#measured.set(scheme, measuring)
    measuring.catch(() => this.#measured.delete(scheme)) // busy now is not busy for ever
    return measuring
  }

  async #measure(scheme: string): Promise<number> {
    const hash = makeUpHash(scheme)
    if (!isForeign(scheme) || schemeOf(hash) !== scheme) return 0
    const milliseconds: number[] = []
    while (milliseconds.length < measurements) {
      const answer = await this.#foreign.ask({ kind: 'verify', password: 'correct horse battery staple', hash }, 'sign_in')
      milliseconds.push(answer.milliseconds)
    }
    return milliseconds.sort((one, other) => one - other)[Math.floor(measurements / 2)] ?? 0
  }

  async close(): Promise<void> {
    await Promise.all([this.#own.close(), this.#foreign.close()])
  }

  figures(): HashFigures {
    return { ...figuresOf(this.#own), foreign: this.#foreign.isStarted ? figuresOf(this.#foreign) : undefined }
  }
}

function figuresOf(pool: HashThreads): PoolFigures {
  const { done, ...others } = pool.figures()
  return { ...others, hashed: done }
}

const notVerifiable = ({ memoryKib, passes, parallelism }: HashCost): string =>
  `Hashes of ${memoryKib} KiB, ${passes} passes and ${parallelism} lanes could not be verified: Argon2 needs 8 KiB for each lane, and ` +
  'memory times passes may be 16 GiB. Change PATRON_HASH_MEMORY_KIB, PATRON_HASH_PASSES or PATRON_HASH_PARALLELISM.'
