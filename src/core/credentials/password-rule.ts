import type { Violation } from '../../violations/violation.ts'

/** One question about a password that is a non-blank text; `null` means nothing to say against it. */
export type PasswordRule = (password: string) => Violation | null
