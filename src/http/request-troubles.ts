import { Trouble, type TroubleValue } from '../violations/trouble.ts'

/** What the HTTP library calls the things that go wrong before a handler runs. */
const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

/** Node's word on a client that has closed its connection while it was still sending. */
const isGone = (error: unknown): boolean =>
  error instanceof Error && error.message === 'aborted' && codeOf(error) === 'ECONNRESET'

/**
 * Names what stopped a request. `undefined` means it is a fault of ours: log it, and answer `internal`.
 */
export function troubleOf(error: unknown, bodyLimitBytes: number): TroubleValue | undefined {
  if (error instanceof Trouble) return error.value
  if (isGone(error)) return { code: 'unreadable_body', detail: 'The request ended before its body did.' }
  switch (codeOf(error)) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return { code: 'body_too_large', limitBytes: bodyLimitBytes }
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return { code: 'unreadable_body', detail: 'Request body size did not match Content-Length.' }
    default:
      return undefined
  }
}
