/**
 * One POST of a JSON text, whole.
 *
 * @param further  headers beside those it needs, a line each
 */
export function jsonRequest(path: string, body: string, further: readonly string[] = []): Buffer {
  const bytes = Buffer.from(body)
  const needed = ['host: 127.0.0.1', 'content-type: application/json', `content-length: ${bytes.length}`]
  const head = [`POST ${path} HTTP/1.1`, ...needed, ...further]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), bytes])
}
