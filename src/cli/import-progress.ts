import type { ImportProgress } from '../control/import/run-import.ts'
import type { BytesRead } from '../control/import/source-files.ts'

/** Tells people or programs how far an import is. */
export interface ProgressTeller {
  tell(progress: ImportProgress, bytes: BytesRead): void
  /** Makes room for what is said next. */
  end(): void
}

interface Told {
  readonly progress: ImportProgress
  readonly bytes: BytesRead
}

const phases = { reading: 'reading', storing: 'storing', closing: 'closing' } as const
const lineEveryMilliseconds = 5_000
const eventEveryMilliseconds = 500
const barEveryMilliseconds = 100
const barCharacters = 24

/** One line that is written over on a terminal, a line every few seconds elsewhere, an object a line for programs. */
export function createTeller(form: 'terminal' | 'log' | 'json', now = () => performance.now()): ProgressTeller {
  const rates = new Rates(now)
  const every = { terminal: barEveryMilliseconds, log: lineEveryMilliseconds, json: eventEveryMilliseconds }[form]
  let toldAt = Number.NEGATIVE_INFINITY
  let isOnLine = false
  const write = (text: string): void => void process.stderr.write(text)
  return {
    tell(progress, bytes) {
      const rate = rates.of(progress)
      if (now() - toldAt < every) return
      toldAt = now()
      const told = { progress, bytes }
      if (form === 'json') process.stdout.write(`${JSON.stringify(eventOf(told, rate))}\n`)
      else if (form === 'log') write(`${lineOf(told, rate)}\n`)
      else write(`\r\u001b[2K${barOf(told)}${lineOf(told, rate)}`)
      isOnLine = form === 'terminal'
    },
    end() {
      if (isOnLine) write('\n')
      isOnLine = false
    },
  }
}

/** Done a second, since the phase began in this process. */
class Rates {
  readonly #now: () => number
  #begun: { phase: string; at: number; done: number } | undefined

  constructor(now: () => number) {
    this.#now = now
  }

  of({ phase, done }: ImportProgress): number {
    if (this.#begun?.phase !== phase) this.#begun = { phase, at: this.#now(), done }
    const seconds = (this.#now() - this.#begun.at) / 1000
    return seconds > 0 ? (done - this.#begun.done) / seconds : 0
  }
}

/** How much of the phase is done, from 0 to 1; `undefined` where nobody knows. */
function shareOf({ progress: { done, total }, bytes: { readBytes, allBytes } }: Told): number | undefined {
  if (total !== undefined) return total === 0 ? 1 : Math.min(done / total, 1)
  return allBytes === 0 ? undefined : Math.min(readBytes / allBytes, 1)
}

function secondsLeft(told: Told, rate: number): number | undefined {
  const share = shareOf(told)
  return share === undefined || share === 0 || rate <= 0
    ? undefined
    : Math.round(((1 - share) * told.progress.done) / share / rate)
}

function barOf(told: Told): string {
  const share = shareOf(told)
  if (share === undefined) return ''
  const full = Math.round(share * barCharacters)
  return `[${'#'.repeat(full)}${'.'.repeat(barCharacters - full)}] `
}

function lineOf(told: Told, rate: number): string {
  const { phase, done, total, counts } = told.progress
  const left = secondsLeft(told, rate)
  const parts = [
    `${phases[phase]} ${done}${total === undefined ? ' rows' : ` of ${total} customers`}`,
    ...(rate > 0 ? [`${Math.round(rate)}/s`] : []),
    ...(left === undefined ? [] : [`${durationOf(left)} left`]),
    `${counts.taken} taken`,
  ]
  return parts.join(', ')
}

export const durationOf = (seconds: number): string => {
  const whole = Math.round(seconds)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}

const eventOf = (told: Told, rate: number) => ({
  event: 'progress',
  phase: told.progress.phase,
  done: told.progress.done,
  total: told.progress.total ?? null,
  perSecond: Math.round(rate),
  secondsLeft: secondsLeft(told, rate) ?? null,
  counts: told.progress.counts,
})
