import { percentile } from './statistics.ts'
import { headerOf, type WireAnswer } from './wire-client.ts'

/** How one kind of request was answered. */
export interface Tally {
  /** As it is when all is well. */
  readonly done: number
  /** 503 that says when to come back. */
  readonly shed: number
  /** Everything else, no answer included. */
  readonly other: number
  /** Of all, however they were answered; zero of none. */
  readonly slowestMilliseconds: number
  /** 95 of a hundred that were done took no longer. */
  readonly p95Milliseconds: number
}

export type Ending = 'done' | 'shed' | 'other'

/** @param wanted  the status that is meant by done */
export function endingOf(answer: WireAnswer | undefined, wanted: number): Ending {
  if (answer?.status === wanted) return 'done'
  return answer?.status === 503 && headerOf(answer, 'retry-after') !== undefined ? 'shed' : 'other'
}

/** Counts answers of one kind of request. */
export class Count {
  readonly #ended = { done: 0, shed: 0, other: 0 }
  readonly #doneMilliseconds: number[] = []
  #slowestMilliseconds = 0

  note(ending: Ending, milliseconds: number): void {
    this.#ended[ending] += 1
    if (ending === 'done') this.#doneMilliseconds.push(milliseconds)
    this.#slowestMilliseconds = Math.max(this.#slowestMilliseconds, milliseconds)
  }

  tally(): Tally {
    return {
      ...this.#ended,
      slowestMilliseconds: this.#slowestMilliseconds,
      p95Milliseconds: percentile(this.#doneMilliseconds, 0.95),
    }
  }
}

/** An answer in a line, for whoever looks what went wrong. */
export const shown = (answer: WireAnswer | undefined): string =>
  answer ? `${answer.head.split('\r\n')[0]} ${answer.body.slice(0, 200)}` : 'no answer'
