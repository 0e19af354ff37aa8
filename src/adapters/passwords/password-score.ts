import type { PasswordScoring } from '../../core/credentials/password-score.ts'
import { WorkerPool, workerScript } from '../hashing/worker-pool.ts'
import type { ScoreOutcomes, ScoreTask } from './score-worker.ts'

export interface PasswordScoringOptions {
  /** Threads that hash; a quarter as many score, since a score takes a quarter of what a hash takes. */
  hashWorkers: number
  /** How long after it was asked for a score is still worth having. */
  deadlineMilliseconds: number
  /** The script of a worker; ours unless a test brings another. */
  workerUrl?: URL
}

export interface PasswordScores extends PasswordScoring {
  score(password: string, ownWords: readonly string[]): Promise<ScoreOutcomes['score']>
  /** Refuses what comes from now on, finishes what was let in (the deadline bounds that), then ends the threads. */
  close(): Promise<void>
}

// Measured on a core of 2026: 1 to 6 ms.
const guessedMilliseconds = 3

const ownWorkerUrl = workerScript('./score-worker', import.meta.url)

/**
 * Scores passwords by zxcvbn with the passwords that are guessed first, English first names and the customer's own words. The
 * first thread starts and loads them with the first password; many installations never score one, and this takes 40 to 60 MB.
 */
export function createPasswordScoring(options: PasswordScoringOptions): PasswordScores {
  const { hashWorkers, deadlineMilliseconds, workerUrl = ownWorkerUrl } = options
  const pool = new WorkerPool<ScoreTask, ScoreOutcomes>({
    name: 'patron-score',
    workerUrl,
    workers: Math.ceil(hashWorkers / 4),
    deadlineMilliseconds,
    firstGuessMilliseconds: guessedMilliseconds,
  })
  return {
    async score(password, ownWords) {
      // Only new passwords are scored: those of registrations, and a few changed ones.
      const { outcome } = await pool.ask({ kind: 'score', password, ownWords }, 'registration')
      return outcome
    },
    close: () => pool.close(),
  }
}
