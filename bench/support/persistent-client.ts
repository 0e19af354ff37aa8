import { headerOf, type WireAnswer, WireClient } from './wire-client.ts'

/** As `WireClient`, over a new connection whenever the last one was closed, and with an end to its patience. */
export class PersistentClient {
  readonly #port: number
  readonly #patienceMilliseconds: number
  #client: WireClient | undefined

  constructor(port: number, patienceMilliseconds: number) {
    this.#port = port
    this.#patienceMilliseconds = patienceMilliseconds
  }

  /** @returns nothing when nobody listens, the connection broke before the whole answer was there, or it took too long */
  async ask(request: Uint8Array): Promise<WireAnswer | undefined> {
    this.#client ??= await WireClient.connect(this.#port)
    if (!this.#client) return undefined
    const givenUp = setTimeout(() => this.close(), this.#patienceMilliseconds)
    const answer = await this.#client.ask(request)
    clearTimeout(givenUp)
    if (!answer || headerOf(answer, 'connection') === 'close') this.close()
    return answer
  }

  close(): void {
    this.#client?.close()
    this.#client = undefined
  }
}
