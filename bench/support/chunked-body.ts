const lastChunk = '0\r\n\r\n'

/** Whether the body comes in chunks (RFC 9112, 7.1), as it does from a server that does not know its length beforehand. */
export const isChunked = (head: string): boolean => /\r\ntransfer-encoding: *chunked/i.test(head)

/** Whether the last chunk is there. Trailers are not expected, and no JSON text holds a line break before a `0` at its end. */
export const endsChunked = (received: Buffer): boolean =>
  received.toString('latin1', received.length - lastChunk.length) === lastChunk &&
  (received.length === lastChunk.length || received.at(-lastChunk.length - 1) === 10)

/** What all of the chunks hold. */
export function readChunks(received: Buffer): Buffer {
  const chunks: Buffer[] = []
  for (let at = 0; ; ) {
    const begins = received.indexOf('\r\n', at) + 2
    const length = Number.parseInt(received.toString('latin1', at, begins), 16)
    if (!(length > 0)) return Buffer.concat(chunks)
    chunks.push(received.subarray(begins, begins + length))
    at = begins + length + 2
  }
}
