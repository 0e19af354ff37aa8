import type { Logger } from 'pino'
import type { Tallies } from '../adapters/metrics/tallies.ts'
import type { RegistrationRequest } from '../core/registration/take-registration.ts'
import type { Tallying, TallyKind } from '../core/statistics/tally.ts'
import type { Engine } from '../storage/engine.ts'
import { tallyStore } from '../storage/tallies.ts'
import { statementByStatement } from '../storage/transaction.ts'
import { Trouble, type TroubleCode } from '../violations/trouble.ts'
import { startRepeating } from './repeating.ts'

// A crash loses at most so much of what was counted.
const everyMilliseconds = 60_000

/**
 * Stores what was counted once a minute, in one statement for each tenant something happened in.
 *
 * @returns how to end it, after what is counted yet is stored
 */
export function startTallying(engine: Engine, tallies: Tallies, logger: Pick<Logger, 'info' | 'warn'>): () => Promise<void> {
  const work = async () => {
    await storeTallies(engine, tallies)
    return false
  }
  const what = 'storing what was counted'
  const end = startRepeating({ what, everyMilliseconds, beginsAfterMilliseconds: everyMilliseconds, work }, logger)
  return async () => {
    await end()
    await storeTallies(engine, tallies).catch((error: unknown) => logger.warn({ err: error }, 'what was counted last is lost'))
  }
}

/** @throws what the first failure threw; what could not be stored is counted yet */
export async function storeTallies(engine: Engine, tallies: Tallies): Promise<void> {
  const failures: unknown[] = []
  for (const [tenantId, counted] of tallies.take()) {
    await tallyStore(statementByStatement(engine, tenantId, 'relaxed'), tenantId)
      .add(counted)
      .catch((error: unknown) => {
        tallies.putBack(counted)
        failures.push(error)
      })
  }
  if (failures.length > 0) throw failures[0]
}

/** Refusals that are ours to count: of what was sent, and of whoever sent it. Faults of ours are in the metrics. */
const becauseOf: Readonly<Partial<Record<TroubleCode, 'refused' | 'turned_away'>>> = {
  credentials_refused: 'refused',
  account_inactive: 'refused',
  email_unverified: 'refused',
  registration_closed: 'turned_away',
  too_many_requests: 'turned_away',
  busy: 'turned_away',
}

/** The same sign-in, counted for the tenant by what becomes of it. */
export const tallySignIns =
  <Attempt, Result>(tenantId: string, tallying: Tallying, signIn: (attempt: Attempt) => Promise<Result>) =>
  async (attempt: Attempt): Promise<Result> => {
    const result = await noting(tenantId, 'sign_in', tallying, () => signIn(attempt))
    const isRefused = typeof result === 'object' && result !== null && 'ok' in result && result.ok === false
    tallying.count(tenantId, isRefused ? 'sign_in_refused' : 'sign_in')
    return result
  }

/** The same registration, counted where it is refused: one that is stored has its event. */
export const tallyRegistrations =
  <Answer, Result>(tenantId: string, tallying: Tallying, take: (request: RegistrationRequest<Answer>) => Promise<Result>) =>
  (request: RegistrationRequest<Answer>): Promise<Result> => {
    const { answers } = request
    const refused: typeof answers.refused = (violations) => {
      tallying.count(tenantId, 'registration_refused')
      return answers.refused(violations)
    }
    return noting(tenantId, 'registration', tallying, () => take({ ...request, answers: { ...answers, refused } }))
  }

async function noting<Result>(
  tenantId: string,
  what: 'sign_in' | 'registration',
  tallying: Tallying,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    const why = error instanceof Trouble ? becauseOf[error.value.code] : undefined
    if (why) tallying.count(tenantId, `${what}_${why}` satisfies TallyKind)
    throw error
  }
}
