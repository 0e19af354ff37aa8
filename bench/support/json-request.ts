interface RequestHead {
  readonly host?: string | undefined
  /** Headers beside those it needs, a line each. */
  readonly further?: readonly string[]
}

/** One POST of a JSON text, whole. */
export function jsonRequest(path: string, body: string, { host = '127.0.0.1', further = [] }: RequestHead = {}): Buffer {
  const bytes = Buffer.from(body)
  const needed = [`host: ${host}`, 'content-type: application/json', `content-length: ${bytes.length}`]
  const head = [`POST ${path} HTTP/1.1`, ...needed, ...further]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), bytes])
}
