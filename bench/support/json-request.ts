export interface RequestHead {
  /** POST unless told otherwise. */
  readonly method?: 'POST' | 'PUT' | 'PATCH'
  readonly host?: string | undefined
  /** Headers beside those it needs, a line each. */
  readonly further?: readonly string[]
}

/** One request with a JSON text, whole. */
export function jsonRequest(
  path: string,
  body: string,
  { method = 'POST', host = '127.0.0.1', further = [] }: RequestHead = {},
): Buffer {
  const bytes = Buffer.from(body)
  const needed = [`host: ${host}`, 'content-type: application/json', `content-length: ${bytes.length}`]
  const head = [`${method} ${path} HTTP/1.1`, ...needed, ...further]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), bytes])
}

/** One GET, whole. */
export const getRequest = (path: string, further: readonly string[] = []): Buffer =>
  Buffer.from(`${[`GET ${path} HTTP/1.1`, 'host: 127.0.0.1', ...further].join('\r\n')}\r\n\r\n`)
