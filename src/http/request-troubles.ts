import { Trouble, type TroubleValue } from '../violations/trouble.ts'

/** What the HTTP library calls the things that go wrong before a handler runs. */
const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

/**
 * Names what stopped a request. `undefined` means it is a fault of ours: log it, and answer `internal`.
 */
export function troubleOf(error: unknown, bodyLimitBytes: number): TroubleValue | undefined {
  if (error instanceof Trouble) return error.value
  switch (codeOf(error)) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return { code: 'body_too_large', limitBytes: bodyLimitBytes }
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return { code: 'unreadable_body', detail: 'Request body size did not match Content-Length.' }
    default:
      return undefined
  }
}
