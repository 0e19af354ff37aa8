import type { IncomingMessage } from 'node:http'

// What a client has on its way when it is answered: buffers of both sides and of the network.
const mostBytes = 4 * 1_048_576
const longestMilliseconds = 2_000

/**
 * Has the connection of a request whose body is not wanted closed only after the answer could be read: up to 4 MiB more are read
 * and forgotten, for a moment. Closed at once, a connection with unread bytes is reset, and whoever goes on sending learns of
 * the reset and not of the answer. Call it before the answer is sent, which has to say `connection: close`.
 */
export function closeLingering(request: IncomingMessage): void {
  const { socket } = request
  const limit = socket.bytesRead + mostBytes
  // Begun before the answer is out, since Node would then read on without an end. Whoever sends more than is taken has to wait,
  // and looks.
  request.on('data', () => socket.bytesRead > limit && request.pause())
  request.resume()
  const close = () => socket.destroy()
  // Node's server calls this once the answer is out and the connection is not to be used again.
  socket.destroySoon = () => {
    const lastMoment = setTimeout(close, longestMilliseconds)
    socket.once('close', () => clearTimeout(lastMoment))
    socket.end(() => (request.readableEnded ? close() : request.once('end', close)))
  }
}
