import { Trouble } from '../../violations/trouble.ts'

export interface Answer {
  readonly status: number
  readonly json: unknown
}

export interface Question {
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: unknown
}

// Whoever signs in waits for it, and a browser does not wait for long.
const patienceMilliseconds = 5_000
const mostBytes = 1_048_576
const worthAnotherTrySeconds = 5

/**
 * Asks another system something by HTTP, once. Redirects are not followed: a password goes to the address that was set and to
 * no other.
 *
 * @throws Trouble `unavailable` when it does not answer in time, is at fault itself (5xx), has enough of us (429), or answers
 *   something other than JSON: nothing of that says that a password is wrong
 */
export async function ask(url: string, { method, headers, body }: Question): Promise<Answer> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  try {
    const response = await fetch(url, {
      ...sent,
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMilliseconds),
      headers: { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    })
    const { status } = response
    const text = await readSome(response)
    if (status >= 500 || status === 429) throw new Error(`it answered ${status}`)
    return { status, json: readJson(text) }
  } catch (error) {
    throw outage(new Error(`${method} ${url}`, { cause: error }))
  }
}

/** JSON's own error quotes what it could not read, which may be somebody's. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('it answered something that is no JSON')
  }
}

/** What came is no answer of the contract. */
export const outage = (cause: unknown): Trouble =>
  new Trouble({ code: 'unavailable', retryAfterSeconds: worthAnotherTrySeconds }, { cause })

async function readSome({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.length
    if (bytes > mostBytes) throw new Error(`it answered more than ${mostBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/** @throws Trouble `unavailable` for what is no object */
export function objectIn(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw outage(new Error(`${what} is no object`))
  return value as Readonly<Record<string, unknown>>
}

/** @throws Trouble `unavailable` for what is no text */
export function textIn(value: unknown, what: string): string {
  if (typeof value !== 'string') throw outage(new Error(`${what} is no text`))
  return value
}
