import { type Load, requestsOf } from './load.ts'
import { offer } from './open-loop.ts'

/** What became of one request that was due at its time, whatever else was going on. */
export interface PacedAnswer {
  /** On the clock of `performance.now()`. */
  readonly dueAt: number
  /** From then to the whole answer. */
  readonly milliseconds: number
  /** `busy`: told to come back later. */
  readonly outcome: 'done' | 'busy' | 'failed'
}

export interface Paced {
  /** Waits for the last answers. @returns all of them, in the order in which they came */
  stop(): Promise<readonly PacedAnswer[]>
}

/** A few requests a second, evenly spaced, sent by this process: what somebody meets who has nothing to do with a storm. */
export function pace(port: number, perSecond: number, load: Load): Paced {
  const { next, status } = requestsOf(load)
  const answers: PacedAnswer[] = []
  const outcomeOf = (answered: number | undefined) => (answered === status ? 'done' : answered === 503 ? 'busy' : 'failed')
  const loop = offer({
    port,
    perSecond,
    spacing: 'even',
    next,
    onAnswer: (answer, milliseconds, dueAt) => answers.push({ dueAt, milliseconds, outcome: outcomeOf(answer?.status) }),
  })
  return { stop: () => loop.stop().then(() => answers) }
}

/** How long those took that were done. */
export const latenciesOf = (answers: readonly PacedAnswer[]): readonly number[] =>
  answers.filter(({ outcome }) => outcome === 'done').map(({ milliseconds }) => milliseconds)
