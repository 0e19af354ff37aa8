import type { IncomingMessage } from 'node:http'

// What a client has on its way when it is answered: buffers of both sides and of the network.
const mostBytes = 4 * 1_048_576
const longestMilliseconds = 2_000

/**
 * Has the connection of a request whose body is not wanted closed only after the answer could be read: what comes is read and
 * forgotten for a moment. Closed at once, a connection with unread bytes is reset, and whoever goes on sending learns of the reset
 * and not of the answer. Call it before the answer is sent, which has to say `connection: close`.
 */
export function closeLingering(request: IncomingMessage): void {
  const { socket } = request
  const limit = socket.bytesRead + mostBytes
  const close = () => socket.destroy()
  // Node's server calls this once the answer is out and the connection is not to be used again.
  socket.destroySoon = () => {
    socket.end()
    const lastMoment = setTimeout(close, longestMilliseconds)
    socket.once('close', () => clearTimeout(lastMoment))
    request.on('data', () => socket.bytesRead > limit && close())
    request.once('end', close)
    request.resume()
  }
}
