/** One answer; each character of `head` is a byte. */
export interface Answer {
  readonly status: number
  /** Status line and headers. */
  readonly head: string
  readonly body: Buffer
}

/** The value of a header whose name is given in lower case. */
export const headerIn = ({ head }: Pick<Answer, 'head'>, name: string): string | undefined =>
  new RegExp(`\r\n${name}: ?([^\r]*)`, 'i').exec(head)?.[1]

const headEnds = '\r\n\r\n'

/** Takes answers apart as they come over one connection. */
export class AnswerReader {
  #received: Buffer = Buffer.alloc(0)

  take(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
  }

  /** What came and belongs to no answer that was given. */
  get rest(): Buffer {
    return this.#received
  }

  /** The next answer once all of it is there. @param isBodiless  what was asked for has no body in its answer */
  next(isBodiless: boolean): Answer | undefined {
    for (;;) {
      const end = this.#received.indexOf(headEnds)
      if (end < 0) return undefined
      const head = this.#received.toString('latin1', 0, end)
      const status = Number(head.slice(9, 12))
      const bodyAt = end + headEnds.length
      if (status >= 100 && status < 200) {
        this.#received = this.#received.subarray(bodyAt)
        continue
      }
      const read =
        isBodiless || status === 204 || status === 304 ? { body: Buffer.alloc(0), end: bodyAt } : this.#body(head, bodyAt)
      if (!read) return undefined
      this.#received = this.#received.subarray(read.end)
      return { status, head, body: read.body }
    }
  }

  #body(head: string, from: number): { body: Buffer; end: number } | undefined {
    if (/\r\ntransfer-encoding: ?chunked/i.test(head)) return this.#chunks(from)
    const end = from + Number(headerIn({ head }, 'content-length') ?? 0)
    return this.#received.length < end ? undefined : { body: this.#received.subarray(from, end), end }
  }

  #chunks(from: number): { body: Buffer; end: number } | undefined {
    const pieces: Buffer[] = []
    let at = from
    for (;;) {
      const lineEnd = this.#received.indexOf('\r\n', at)
      if (lineEnd < 0) return undefined
      const length = Number.parseInt(this.#received.toString('latin1', at, lineEnd), 16)
      const end = lineEnd + 2 + length + 2
      if (!(this.#received.length >= end)) return undefined
      if (length === 0) return { body: Buffer.concat(pieces), end }
      pieces.push(this.#received.subarray(lineEnd + 2, end - 2))
      at = end
    }
  }
}
