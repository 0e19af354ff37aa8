import { type PushFailure, retryAfterOf } from './failure.ts'
import { shortJson } from './short-body.ts'
import { valueIn } from './value-in.ts'

/** What FCM said to a message for one device. */
export type FcmAnswer =
  | { readonly result: 'sent' }
  /** Nobody will ever be reached by this token. */
  | { readonly result: 'gone' }
  /** The message will never be taken; nothing is said about the device. */
  | { readonly result: 'refused'; readonly failure: PushFailure }
  | { readonly result: 'failed'; readonly failure: PushFailure }

// What FCM wants us to wait when it says nothing else: https://firebase.google.com/docs/cloud-messaging/scale-fcm
const quotaPauseSeconds = 60

/**
 * Reads an answer of `messages:send`. A device is gone only where the answer says so of its token in so many words: a 404
 * may as well be a wrong address or project, and a 400 a message that is too long, and neither is to cost a shop its devices.
 *
 * @source https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode
 */
export async function readFcmAnswer(response: Response): Promise<FcmAnswer> {
  const { ok, status } = response
  const error = valueIn(await shortJson(response), 'error')
  if (ok) return { result: 'sent' }
  const told = codeIn(error)
  if (told === 'UNREGISTERED' || (status === 400 && isAboutToken(error))) return { result: 'gone' }
  const failure: PushFailure = {
    code: told === undefined ? String(status) : `${status} ${told}`,
    needsOperator: [401, 403, 404].includes(status),
    isAccessRefused: status === 401,
    retryAfterSeconds: retryAfterOf(response) ?? (status === 429 ? quotaPauseSeconds : undefined),
  }
  const mayPass = failure.needsOperator || status === 408 || status === 429 || status >= 500
  return { result: mayPass ? 'failed' : 'refused', failure }
}

/** FCM's own code where there is one: UNREGISTERED, QUOTA_EXCEEDED; else Google's: NOT_FOUND, RESOURCE_EXHAUSTED. */
const codeIn = (error: unknown): string | undefined =>
  [...detailsIn(error).map((detail) => valueIn(detail, 'errorCode')), valueIn(error, 'status')].find(
    (code): code is string => typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code),
  )

function isAboutToken(error: unknown): boolean {
  const fields = detailsIn(error).flatMap((detail) => listIn(detail, 'fieldViolations').map((one) => valueIn(one, 'field')))
  const message = valueIn(error, 'message')
  return fields.includes('message.token') || (typeof message === 'string' && /\bregistration token\b/i.test(message))
}

const detailsIn = (error: unknown): readonly unknown[] => listIn(error, 'details')

function listIn(from: unknown, name: string): readonly unknown[] {
  const list = valueIn(from, name)
  return Array.isArray(list) ? list : []
}
