import { connect, type Socket } from 'node:net'
import { endsChunked, isChunked, readChunks } from './chunked-body.ts'

/** One answer; `head` is the status line and the headers as they came. */
export interface WireAnswer {
  readonly status: number
  readonly head: string
  readonly body: string
}

interface Waiter {
  resolve(answer: WireAnswer | undefined): void
}

const lengthHeader = /\r\ncontent-length: *(\d+)/i
const headEnds = '\r\n\r\n'

/** The value of a header whose name is given in lower case. */
export function headerOf({ head }: WireAnswer, name: string): string | undefined {
  return new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1]?.trim()
}

/**
 * One keep-alive connection that takes ready-made bytes and reads as little of the answer as it can: a driver must not
 * take from the server what it measures. One request at a time; every answer must have a `content-length` or come in chunks.
 */
export class WireClient {
  readonly #socket: Socket
  #received: Buffer = Buffer.alloc(0)
  #waiter: Waiter | undefined
  #open = true

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => this.#take(chunk))
    socket.on('error', () => {}) // `close` follows
    socket.on('close', () => {
      this.#open = false
      this.#answer(undefined)
    })
  }

  /** @returns nothing when nobody listens there */
  static connect(port: number): Promise<WireClient | undefined> {
    return new Promise((resolve) => {
      const socket = connect({ port, host: '127.0.0.1' })
      const refused = () => resolve(undefined)
      socket.once('error', refused)
      socket.once('connect', () => {
        socket.off('error', refused)
        resolve(new WireClient(socket))
      })
    })
  }

  /** Whether another request can be sent. */
  get isOpen(): boolean {
    return this.#open
  }

  /** @returns nothing when the connection broke before the whole answer was there */
  ask(request: Uint8Array): Promise<WireAnswer | undefined> {
    if (!this.#open) return Promise.resolve(undefined)
    return new Promise((resolve) => {
      this.#waiter = { resolve }
      this.#socket.write(request)
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #answer(answer: WireAnswer | undefined): void {
    const waiter = this.#waiter
    this.#waiter = undefined
    waiter?.resolve(answer)
  }

  #take(chunk: Buffer): void {
    const bytes = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
    const end = bytes.indexOf(headEnds)
    const head = end < 0 ? '' : bytes.toString('latin1', 0, end)
    const body = end < 0 ? undefined : wholeBody(head, bytes.subarray(end + headEnds.length))
    this.#received = body === undefined ? bytes : Buffer.alloc(0)
    if (body !== undefined) this.#answer({ status: Number(head.slice(9, 12)), head, body: body.toString('utf8') })
  }
}

/** @returns nothing while some of it is missing */
function wholeBody(head: string, received: Buffer): Buffer | undefined {
  if (isChunked(head)) return endsChunked(received) ? readChunks(received) : undefined
  const length = Number(lengthHeader.exec(head)?.[1] ?? Number.POSITIVE_INFINITY)
  return received.length < length ? undefined : received.subarray(0, length)
}
