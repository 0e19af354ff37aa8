/** One POST to `/api/graphql`, whole. The body is the document with its variables, or a text as it is. */
export function graphqlRequest(body: string | { readonly query: string; readonly variables?: unknown }): Buffer {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  const head = [
    'POST /api/graphql HTTP/1.1',
    'host: 127.0.0.1',
    'content-type: application/json',
    `content-length: ${bytes.length}`,
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), bytes])
}
