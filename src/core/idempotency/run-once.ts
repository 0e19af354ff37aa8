import { Trouble } from '../../violations/trouble.ts'

/** The right to work on one key, for as long as nobody else took it over. */
export interface Lease {
  readonly digest: Uint8Array
  readonly token: string
}

/** What stands in the store for a key. */
export interface KeyRecord {
  readonly fingerprint: Uint8Array
  /** Sealed; `null` while the first request is still being worked on. */
  readonly answer: Uint8Array | null
  readonly leaseRemainingSeconds: number
}

export interface IdempotencyStore {
  /**
   * Takes the lease, committed at once, when the key is new, expired, or its holder has let the lease run out.
   *
   * @returns `undefined` when the lease was taken, else what stands there
   */
  lease(lease: Lease, fingerprint: Uint8Array): Promise<KeyRecord | undefined>
  /** Frees a key whose request wrote nothing. */
  release(lease: Lease): Promise<void>
}

/** The part of the store that works inside the transaction of what the answer tells about. */
export interface KeptAnswerStore {
  /** @returns false when the lease was lost: the transaction must not commit */
  keep(lease: Lease, customerId: string, sealed: Uint8Array): Promise<boolean>
}

/** Where a transaction keeps answers. */
export interface KeptAnswerStores {
  readonly keptAnswers: KeptAnswerStore
}

/**
 * Cryptography of kept answers; the key of the client takes part in it, so the database alone opens nothing.
 * An answer is a plain value that survives JSON; what is in it is the surface's business.
 */
export interface AnswerSeals {
  digest(scope: string, key: string): Uint8Array
  fingerprint(body: Uint8Array): Uint8Array
  /** Also true for a fingerprint made under the secret before the last rotation. */
  matches(fingerprint: Uint8Array, body: Uint8Array): boolean
  seal(key: string, answer: unknown): Uint8Array
  open(key: string, sealed: Uint8Array): unknown
}

export interface KeyedRequest {
  readonly key: string
  /** Whose key it is and for which call: the same word elsewhere is another key. */
  readonly scope: string
  readonly body: Uint8Array
}

/** Keeps the answer in the transaction that writes what it tells; call it last. */
export type Keep<Answer> = (stores: KeptAnswerStores, customerId: string, answer: Answer) => Promise<void>

export interface Answered<Answer> {
  readonly answer: Answer
  /** Whether it is the first answer once more. */
  readonly replayed: boolean
}

export interface OnceDeps {
  readonly store: IdempotencyStore
  readonly seals: AnswerSeals
  newToken(): string
}

/**
 * Does the work once for a key, whatever is retried, wherever, also after a crash.
 *
 * A repeated request gets the first answer byte for byte. An answer that wrote nothing is not kept, so the
 * same key may be used for the corrected request.
 *
 * @param work  gets `keep`, to be called inside its transaction
 * @throws Trouble `idempotency_key_reused` for another body, `idempotency_key_in_use` while the first is under way
 * @source docs/decisions/0008
 */
export async function runOnce<Answer>(
  request: KeyedRequest,
  deps: OnceDeps,
  work: (keep: Keep<Answer>) => Promise<Answer>,
): Promise<Answered<Answer>> {
  const { seals, store } = deps
  const lease: Lease = { digest: seals.digest(request.scope, request.key), token: deps.newToken() }
  const record = await store.lease(lease, seals.fingerprint(request.body))
  if (record) return { answer: replay(record, request, seals) as Answer, replayed: true }

  let kept = false
  const keep: Keep<Answer> = async ({ keptAnswers }, customerId, answer) => {
    kept = await keptAnswers.keep(lease, customerId, seals.seal(request.key, answer))
    if (!kept) throw new Trouble({ code: 'idempotency_key_in_use', retryAfterSeconds: 1 })
  }
  try {
    const answer = await work(keep)
    if (!kept) await store.release(lease)
    return { answer, replayed: false }
  } catch (error) {
    // The commit may have gone through although its confirmation was lost: then the row holds the answer and
    // `release` leaves it alone. A lease that cannot be freed now runs out; the first error is the one to report.
    await store.release(lease).catch(() => undefined)
    throw error
  }
}

function replay(record: KeyRecord, request: KeyedRequest, seals: AnswerSeals): unknown {
  if (!seals.matches(record.fingerprint, request.body)) throw new Trouble({ code: 'idempotency_key_reused' })
  if (record.answer) return seals.open(request.key, record.answer)
  const retryAfterSeconds = Math.max(1, Math.ceil(record.leaseRemainingSeconds))
  throw new Trouble({ code: 'idempotency_key_in_use', retryAfterSeconds })
}
