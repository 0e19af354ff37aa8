import type { WireAnswer, WireRequest } from '../dialects/dialect.ts'
import { html } from '../markup/html.ts'
import { answerTrouble, type TroubleTable, type TroubleValue } from '../violations/trouble.ts'
import { speaksJson } from './decode.ts'
import { encodeJson, encodePage } from './encode.ts'
import type { Site } from './site.ts'
import type { NoticeName } from './texts/texts.ts'

interface Answer {
  readonly status: number
  readonly notice: NoticeName | { readonly tooManyForMinutes: number }
  readonly retryAfterSeconds?: number
}

const answer = (status: number, notice: NoticeName): Answer => ({ status, notice })
const later = (status: number, retryAfterSeconds: number, notice: Answer['notice'] = 'busy'): Answer => ({
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
  too_many_requests: ({ retryAfterSeconds: n }) => later(429, n, { tooManyForMinutes: Math.ceil(n / 60) }),
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
  account_inactive: elsewhere,
  api_key_refused: elsewhere,
  registration_closed: elsewhere,
  signature_refused: elsewhere,
  storefront_key_missing: elsewhere,
  storefront_key_refused: elsewhere,
  no_such_address: elsewhere,
  no_such_data_request: elsewhere,
  no_longer_revocable: elsewhere,
  quota_reached: elsewhere,
  idempotency_key_malformed: elsewhere,
  idempotency_key_reused: elsewhere,
  reference_reused: elsewhere,
  idempotency_key_in_use: elsewhere,
}

/** A trouble as a page that says what to do, or in JSON to whoever sent JSON. */
export function encodeTrouble(trouble: TroubleValue, headers: WireRequest['headers'], site: Site): WireAnswer {
  const texts = site.textsFor(headers)
  const { status, notice, retryAfterSeconds } = answerTrouble(troubleAnswers, trouble)
  const { title, text } = typeof notice === 'string' ? texts.notices[notice] : texts.tooMany(notice.tooManyForMinutes)
  const retryAfter = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }
  if (speaksJson(headers)) return encodeJson(status, { message: `${title}. ${text}` }, retryAfter)
  return encodePage({ status, title, content: html`<p>${text}</p>`, headers: retryAfter }, texts, site)
}
