import type { WireAnswer, WireRequest } from '../dialects/dialect.ts'
import { html } from '../markup/html.ts'
import { answerTrouble, type TroubleTable, type TroubleValue } from '../violations/trouble.ts'
import { speaksJson } from './decode.ts'
import { encodeJson, encodePage } from './encode.ts'
import type { Site } from './site.ts'
import { type NoticeName, noticeTexts } from './texts/notices.ts'

interface Answer {
  readonly status: number
  readonly notice: NoticeName
  readonly retryAfterSeconds?: number
}

const answer = (status: number, notice: NoticeName): Answer => ({ status, notice })
const later = (status: number, retryAfterSeconds: number, notice: NoticeName = 'busy'): Answer => ({
  status,
  notice,
  retryAfterSeconds,
})
/** Of what concerns other surfaces, and cannot happen here. */
const elsewhere = (): Answer => answer(500, 'ours')

const troubleAnswers: TroubleTable<Answer> = {
  unreadable_body: () => answer(400, 'unreadable'),
  unsupported_media_type: () => answer(415, 'unreadable'),
  unsupported_content_encoding: () => answer(415, 'unreadable'),
  body_too_large: () => answer(413, 'unreadable'),
  method_not_allowed: () => answer(405, 'notAllowed'),
  not_found: () => answer(404, 'notFound'),
  forbidden: () => answer(403, 'forbidden'),
  link_refused: () => answer(410, 'linkOver'),
  form_over: () => answer(403, 'formOver'),
  registration_closed: () => answer(403, 'closed'),
  no_such_address: () => answer(404, 'notFound'),
  quota_reached: () => answer(409, 'quota'),
  account_inactive: () => answer(403, 'forbidden'),
  too_many_requests: ({ retryAfterSeconds: n }) => later(429, n, 'tooMany'),
  busy: ({ retryAfterSeconds: n }) => later(503, n),
  unavailable: ({ retryAfterSeconds: n }) => later(503, n),
  internal: () => answer(500, 'ours'),
  not_acceptable: elsewhere,
  no_such_customer: elsewhere,
  credentials_refused: elsewhere,
  email_unverified: elsewhere,
  unauthenticated: elsewhere,
  authorization_malformed: elsewhere,
  token_refused: elsewhere,
  api_key_refused: elsewhere,
  signature_refused: elsewhere,
  storefront_key_missing: elsewhere,
  storefront_key_refused: elsewhere,
  no_such_data_request: elsewhere,
  no_longer_revocable: elsewhere,
  idempotency_key_malformed: elsewhere,
  idempotency_key_reused: elsewhere,
  reference_reused: elsewhere,
  idempotency_key_in_use: elsewhere,
}

/** A trouble as a page that says what to do, or in JSON to whoever sent JSON. */
export function encodeTrouble(trouble: TroubleValue, headers: WireRequest['headers'], site: Site): WireAnswer {
  const locale = site.localeFor({ headers })
  const say = noticeTexts(locale)
  const { status, notice, retryAfterSeconds } = answerTrouble(troubleAnswers, trouble)
  const title = say(`${notice}Title`)
  const text = say(notice, { n: Math.ceil((retryAfterSeconds ?? 0) / 60) })
  const retryAfter = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }
  if (speaksJson(headers)) return encodeJson(status, { message: `${title}. ${text}` }, retryAfter)
  return encodePage({ status, title, content: html`<p>${text}</p>`, headers: retryAfter }, locale, site)
}
