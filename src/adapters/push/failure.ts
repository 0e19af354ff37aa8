/** Why there is no message on its way, or no access token. */
export interface PushFailure {
  /** Numbers and codes: texts stay away, since servers repeat tokens in them. */
  readonly code: string
  /** It goes on until somebody changes a setting, the service account or the project. */
  readonly needsOperator: boolean
  /** The access token is no good. */
  readonly isAccessRefused: boolean
  readonly retryAfterSeconds: number | undefined
}

/** An answer that is none of success, as an error for whoever has to throw. */
export class PushRefusal extends Error {
  readonly failure: PushFailure

  constructor(failure: PushFailure) {
    super(failure.code)
    this.failure = failure
  }
}

/** What was thrown on the way to an answer. */
export function failureOf(error: unknown): PushFailure {
  const chain = causesOf(error)
  const refusal = chain.find((one) => one instanceof PushRefusal)
  const passing = { needsOperator: false, isAccessRefused: false, retryAfterSeconds: undefined }
  return refusal?.failure ?? { code: codeIn(chain), ...passing }
}

function causesOf(error: unknown): readonly Error[] {
  const chain: Error[] = []
  for (let one = error; one instanceof Error && !chain.includes(one); one = one.cause) chain.push(one)
  return chain
}

const codeIn = (chain: readonly Error[]): string =>
  chain
    .toReversed()
    .flatMap((error) => [Reflect.get(error, 'code'), error.name])
    .find((told): told is string => typeof told === 'string' && /^(?:[A-Z][A-Z\d_]{2,40}|TimeoutError|AbortError)$/.test(told)) ??
  'unknown'

/** The header as seconds; a date is left aside. */
export function retryAfterOf({ headers }: Pick<Response, 'headers'>): number | undefined {
  const sent = headers.get('retry-after') ?? ''
  return /^\d{1,9}$/.test(sent) ? Number(sent) : undefined
}
