import { type IncomingHttpHeaders, request } from 'node:http'
import { connect } from 'node:net'

/** One request, byte for byte: nothing is added to it but `Host`, `Connection` and the length of its body. */
export interface WireCall {
  readonly method?: string
  /** Path and query as they go over the wire. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array | undefined
  /** Sends the body in chunks, so that its length is not known beforehand. */
  readonly chunked?: boolean
}

export interface WireReply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** Sends what `fetch` would not: every method, any header or none, a body without a content type. */
export function call(url: string, { method = 'POST', path, headers = {}, body, chunked = false }: WireCall): Promise<WireReply> {
  const { hostname, port } = new URL(url)
  const length = body && !chunked ? { 'content-length': body.length } : {}
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers: { ...headers, ...length }, agent: false }, (response) => {
      const pieces: Buffer[] = []
      const reply = () => ({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) })
      response.on('data', (piece: Buffer) => pieces.push(piece))
      response.once('end', () => resolve(reply()))
      response.once('error', reject)
    })
    // A server that has answered need not read the rest; that the rest could not be sent is then no failure.
    sent.on('error', reject)
    if (chunked) sent.flushHeaders()
    sent.end(body)
  })
}

/** Sends bytes that need not be HTTP, and gives everything that came back until the server closed the connection. */
export function callRaw(url: string, bytes: string | Uint8Array): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    let received = ''
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => {
      received += text
    })
    socket.once('close', () => resolve(received))
    socket.once('error', (error) => (received === '' ? reject(error) : undefined))
  })
}
