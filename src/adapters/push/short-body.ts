// Of what Google answers nothing is longer than a few kilobytes.
const mostBytes = 65_536

/**
 * Reads the body of an answer as text, unless it is longer than an answer ever is: whoever sends without end is not listened to.
 *
 * @returns nothing for a body that is too long; the connection is closed then
 */
export async function shortBody({ body }: Pick<Response, 'body'>): Promise<string | undefined> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of body ?? []) {
    bytes += part.length
    if (bytes > mostBytes) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts).toString()
}

/** The same read as JSON; nothing as well for a body that is none, or broke off. */
export async function shortJson(response: Pick<Response, 'body'>): Promise<unknown> {
  try {
    return JSON.parse((await shortBody(response)) ?? 'null')
  } catch {
    return undefined
  }
}
