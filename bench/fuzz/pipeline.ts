import { connect, type Socket } from 'node:net'
import { type Answer, AnswerReader, headerIn } from './answer-reader.ts'

/** What became of a request. */
export type Outcome =
  | { readonly kind: 'answered'; readonly answer: Answer; readonly milliseconds: number }
  /** The connection ended in its turn. */
  | { readonly kind: 'unanswered' }
  /** The connection ended before its turn came. */
  | { readonly kind: 'unread' }
  /** In its turn, and for too long. */
  | { readonly kind: 'hangs' }

interface Waiter {
  readonly isBodiless: boolean
  began: number
  resolve(outcome: Outcome): void
}

/** One connection that sends requests before the answers to earlier ones are there. */
export class Pipeline {
  readonly #socket: Socket
  readonly #reader = new AnswerReader()
  readonly #patience: NodeJS.Timeout
  #waiters: Waiter[] = []
  #isOpen = true

  private constructor(socket: Socket, patienceMilliseconds: number) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => this.#take(chunk))
    socket.on('error', () => {}) // `close` follows
    socket.on('close', () => this.#end('unanswered'))
    this.#patience = setInterval(() => {
      const [first] = this.#waiters
      if (first && performance.now() - first.began > patienceMilliseconds) this.#end('hangs')
    }, 250)
  }

  /** @throws Error when nobody listens there */
  static connect(port: number, patienceMilliseconds: number): Promise<Pipeline> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1' })
      socket.once('error', reject)
      socket.once('connect', () => {
        socket.off('error', reject)
        resolve(new Pipeline(socket, patienceMilliseconds))
      })
    })
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Whatever was received and is no answer to anything. */
  get rest(): Buffer {
    return this.#reader.rest
  }

  ask(request: Uint8Array, isBodiless = false): Promise<Outcome> {
    if (!this.#isOpen) return Promise.resolve({ kind: 'unread' })
    return new Promise((resolve) => {
      this.#waiters.push({ isBodiless, began: performance.now(), resolve })
      this.#socket.write(request)
    })
  }

  close(): void {
    this.#end('unanswered')
  }

  #take(chunk: Buffer): void {
    this.#reader.take(chunk)
    for (let [first] = this.#waiters; first; [first] = this.#waiters) {
      const answer = this.#reader.next(first.isBodiless)
      if (!answer) return
      const now = performance.now()
      this.#waiters.shift()
      const [next] = this.#waiters
      if (next) next.began = now // its turn
      first.resolve({ kind: 'answered', answer, milliseconds: now - first.began })
      if (/^close$/i.test(headerIn(answer, 'connection') ?? '')) this.#end('unread')
    }
  }

  #end(ofFirst: 'unanswered' | 'unread' | 'hangs'): void {
    this.#isOpen = false
    clearInterval(this.#patience)
    this.#socket.destroy()
    const [first, ...others] = this.#waiters
    this.#waiters = []
    first?.resolve({ kind: ofFirst })
    for (const other of others) other.resolve({ kind: 'unread' })
  }
}
