import { Trouble } from '../../violations/trouble.ts'

// 16: shorter keys are guessed or collide; 255: what clients of this header expect to be accepted.
export const keyBounds = { minimumCharacters: 16, maximumCharacters: 255 } as const

/**
 * Reads an `Idempotency-Key` header, quoted as the specification has it or bare as most clients send it.
 *
 * @returns the key, or `undefined` when the header is absent
 * @throws Trouble `idempotency_key_malformed`
 * @source draft-ietf-httpapi-idempotency-key-header-07, docs/decisions/0008
 */
export function readIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  const { minimumCharacters, maximumCharacters } = keyBounds
  const key = /^"(.*)"$/.exec(header.trim())?.[1] ?? header.trim()
  const wellFormed = key.length >= minimumCharacters && key.length <= maximumCharacters && /^[\x21-\x7e]+$/.test(key)
  if (!wellFormed) throw new Trouble({ code: 'idempotency_key_malformed', ...keyBounds })
  return key
}
