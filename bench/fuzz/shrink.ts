import type { SentRequest } from './request.ts'

/** Smaller requests of the same kind, the boldest first. */
function* smaller(request: SentRequest): Generator<SentRequest> {
  const { target, headers, body } = request
  const [path = '', query] = target.split(/\?(.*)/s)
  if (query !== undefined) {
    yield { ...request, target: path }
    const parts = query.split('&')
    if (parts.length > 1)
      for (const index of parts.keys()) yield { ...request, target: `${path}?${parts.toSpliced(index, 1).join('&')}` }
  }
  for (const index of headers.keys()) yield { ...request, headers: headers.toSpliced(index, 1) }
  for (const member of withoutMembers(body)) yield { ...request, body: member }
  for (const less of cuts(body)) yield { ...request, body: less }
  for (const [index, [name, value]] of headers.entries())
    for (const less of cuts(value)) yield { ...request, headers: headers.with(index, [name, less]) }
  for (const less of cuts(path.slice(1))) yield { ...request, target: `/${less}${query === undefined ? '' : `?${query}`}` }
}

/** A body of JSON without one member or entry, at any depth. */
function* withoutMembers(body: string): Generator<string> {
  if (body.length > 50_000) return
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return // no JSON: cut as bytes
  }
  for (const less of lessOf(value)) yield JSON.stringify(less)
}

function* lessOf(value: unknown): Generator<unknown> {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    for (const index of value.keys()) yield value.toSpliced(index, 1)
    for (const [index, entry] of value.entries()) for (const less of lessOf(entry)) yield value.with(index, less)
    return
  }
  const entries = Object.entries(value)
  for (const index of entries.keys()) yield Object.fromEntries(entries.toSpliced(index, 1))
  for (const [index, [name, member]] of entries.entries())
    for (const less of lessOf(member)) yield Object.fromEntries(entries.with(index, [name, less]))
}

/** The text without a half, a quarter and so on of it, down to a character. */
function* cuts(text: string): Generator<string> {
  for (let size = Math.ceil(text.length / 2); size >= 1 && text.length > 0; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    if (text.length / size > 64) return
    for (let at = 0; at < text.length; at += size) yield text.slice(0, at) + text.slice(at + size)
  }
}

/**
 * The smallest request for which the same is still so, as far as so many tries find one.
 *
 * @param stillSo  sends it
 */
export async function shrink(
  request: SentRequest,
  stillSo: (smaller: SentRequest) => Promise<boolean>,
  tries: number,
): Promise<SentRequest> {
  let smallest = request
  let left = tries
  let found = true
  while (found && left > 0) {
    found = false
    for (const candidate of smaller(smallest)) {
      left -= 1
      if (left < 0) break
      if (await stillSo(candidate)) {
        smallest = candidate
        found = true
        break
      }
    }
  }
  return smallest
}
