import type { Locale } from '../core/tenants/locale.ts'
import { type Html, html } from '../markup/html.ts'
import { Trouble } from '../violations/trouble.ts'
import { noticeTexts } from './texts/notices.ts'

/** Why a form with which nothing is wrong was not taken now. It is shown again as it was typed, to be sent once more. */
export interface Later {
  readonly status: 429 | 503
  readonly text: string
  readonly retryAfterSeconds: number
}

/** @returns `undefined` for what does not pass by waiting */
export function laterOf(error: unknown, locale: Locale): Later | undefined {
  if (!(error instanceof Trouble)) return undefined
  const { value } = error
  const say = noticeTexts(locale)
  switch (value.code) {
    case 'too_many_requests': {
      const { retryAfterSeconds } = value
      const text = `${say('tooManyTitle')}. ${say('tooMany', { n: Math.ceil(retryAfterSeconds / 60) })}`
      return { status: 429, text, retryAfterSeconds }
    }
    case 'busy':
    case 'unavailable':
      return { status: 503, text: `${say('busyTitle')}. ${say('busy')}`, retryAfterSeconds: value.retryAfterSeconds }
    default:
      return undefined
  }
}

/** What stands above such a form. */
export const laterAlert = (later: Pick<Later, 'text'> | undefined): Html | false =>
  later !== undefined && html`<p class="refused" role="alert">${later.text}</p>\n`

export const laterHeaders = ({ retryAfterSeconds }: Pick<Later, 'retryAfterSeconds'>) => ({
  headers: { 'retry-after': String(retryAfterSeconds) },
})
