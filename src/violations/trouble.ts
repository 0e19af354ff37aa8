/**
 * Everything that stops a request for reasons other than what it says: the transport, the load, the machine.
 * Like violations, a closed list of codes with facts; each dialect has a status and a body for every one.
 */
export interface TroubleFacts {
  /** The body is not what its media type promises; `detail` is in the contract's words and holds nothing the caller did not send. */
  unreadable_body: { detail: string }
  /** No decoder for this media type; as sent, empty when the header is absent. */
  unsupported_media_type: { mediaType: string }
  /** Bodies are read as they come, never inflated. */
  unsupported_content_encoding: { contentEncoding: string }
  /** The caller accepts no media type this route can answer in. */
  not_acceptable: Record<never, never>
  /** The path has other methods; its route says which. */
  method_not_allowed: { method: string }
  not_found: Record<never, never>
  /** The tenant takes no new customers. */
  registration_closed: Record<never, never>
  /** The tenant has no customer of this id or number. */
  no_such_customer: Record<never, never>
  /** The customer has no address of this number; whether somebody else has is not told. */
  no_such_address: Record<never, never>
  /** As `no_such_address`, of requests about one's data. */
  no_such_data_request: Record<never, never>
  /** The request about one's data was decided or revoked. */
  no_longer_revocable: Record<never, never>
  /** The customer has as many of these as one may have. */
  quota_reached: { of: 'addresses' | 'newsletter_subscriptions' | 'data_requests'; maximum: number }
  /** No active customer has this login and this password; which of it is wrong is not told. */
  credentials_refused: Record<never, never>
  /** Login and password, or the token, are right; the mailbox is unproven where that is asked for. */
  email_unverified: Record<never, never>
  /** A form that was not made for this browser as it is signed in now. */
  form_over: Record<never, never>
  /** The call needs credentials, and none came that this surface reads. */
  unauthenticated: Record<never, never>
  /** The `Authorization` header names the scheme and not one token. */
  authorization_malformed: Record<never, never>
  /** A token that is none of ours, has expired, is of the other kind, or belongs to a session that has ended. */
  token_refused: { carriedIn: TokenCarrier; fault: 'invalid' | 'wrong_kind' | 'ended' }
  /** A good token of a customer who may not use it now; `deleted` ones do not come back. */
  account_inactive: { carriedIn: TokenCarrier; state: 'suspended' | 'deactivated' | 'deleted' }
  /** The key of a program is none of ours, was revoked, or has expired; which of it, only a holder of its secret is told. */
  api_key_refused: { fault: 'unknown' | 'revoked' | 'expired' }
  /** A request that is not signed by a key of ours, or not now, or not for this; which of it is not told. */
  signature_refused: Record<never, never>
  /** The call needs the key of a storefront, and none came. */
  storefront_key_missing: Record<never, never>
  /** The key of a storefront is none of ours, was revoked, has expired, or may not be used from there; which of it is not told. */
  storefront_key_refused: Record<never, never>
  /** A mailed link that is none of ours, was used, has run out, or whose account has changed; which of it is not told. */
  link_refused: Record<never, never>
  /** Known, and not allowed to do this. */
  forbidden: Record<never, never>
  body_too_large: { limitBytes: number }
  /** One client, one account or one storefront asks more often than the limit allows. */
  too_many_requests: { retryAfterSeconds: number }
  /** The hash queue cannot meet its deadline; another try later can. */
  busy: { retryAfterSeconds: number }
  /** The database does not answer. */
  unavailable: { retryAfterSeconds: number }
  /** The Idempotency-Key header is no key: too short, too long, or not printable. */
  idempotency_key_malformed: { minimumCharacters: number; maximumCharacters: number }
  /** The key was used before, with another body. */
  idempotency_key_reused: Record<never, never>
  /** The caller's own name for what it reports stands for something else already. */
  reference_reused: Record<never, never>
  /** The first request with this key is still being worked on. */
  idempotency_key_in_use: { retryAfterSeconds: number }
  /** Ours. Details are in the log under the request id, never in the answer. */
  internal: Record<never, never>
}

/** A token stands for its bearer in the header, and for itself in the body. */
export type TokenCarrier = 'header' | 'body'

export type TroubleCode = keyof TroubleFacts
export type TroubleValue<C extends TroubleCode = TroubleCode> = { [K in C]: { code: K } & TroubleFacts[K] }[C]

/** One row per code, as with violations. */
export type TroubleTable<Answer> = { readonly [K in TroubleCode]: (trouble: TroubleValue<K>) => Answer }

/** What is logged with the way it came about; everything else is expected, and its code says all there is to know. */
const faults: ReadonlySet<TroubleCode> = new Set(['unavailable', 'internal'])

/**
 * Thrown where the work must stop; the surface that took the request turns it into its dialect's answer.
 * Only what is logged has a stack: a storm is refused thousands of times a second, and each walk up the stack takes time.
 */
export class Trouble extends Error {
  override readonly name = 'Trouble'
  readonly value: TroubleValue

  constructor(value: TroubleValue, options?: ErrorOptions) {
    const frames = Error.stackTraceLimit
    if (!faults.has(value.code)) Error.stackTraceLimit = 0
    super(value.code, options)
    Error.stackTraceLimit = frames
    this.value = value
  }
}

/** Looks the trouble up in a dialect's table. */
export function answerTrouble<Answer>(table: TroubleTable<Answer>, trouble: TroubleValue): Answer {
  const row = table[trouble.code] as (trouble: TroubleValue) => Answer
  return row(trouble)
}
