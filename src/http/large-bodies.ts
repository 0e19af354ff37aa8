import { type Readable, Transform } from 'node:stream'
import { Trouble } from '../violations/trouble.ts'

/**
 * The body as it comes, held to a limit that is lower than the route's. It is counted while it is read, since a body in
 * chunks does not say how long it is.
 *
 * @returns a stream that fails with Trouble `body_too_large` as soon as there is more
 */
export function heldTo(limitBytes: number, body: Readable): Readable & { readonly receivedEncodedLength: number } {
  let received = 0
  const counter = new Transform({
    transform(piece: Buffer, _encoding, done) {
      received += piece.length
      if (received > limitBytes) done(new Trouble({ code: 'body_too_large', limitBytes }))
      else done(null, piece)
    },
  })
  body.once('error', (error) => counter.destroy(error))
  // What Fastify compares with the length the client has announced.
  return Object.defineProperty(body.pipe(counter), 'receivedEncodedLength', { get: () => received }) as Transform & {
    readonly receivedEncodedLength: number
  }
}
