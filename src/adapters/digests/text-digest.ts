import { createHash } from 'node:crypto'

/** SHA-256 of a text's UTF-8, without a mark before it and exactly as it is: what `printf %s "$TEXT" | sha256sum` tells. */
export const textDigest = (text: string): Uint8Array => createHash('sha256').update(text).digest()
