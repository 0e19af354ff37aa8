/** A `Content-Type` header taken apart. */
export interface ContentType {
  /** As sent; empty when the header is absent. */
  readonly sent: string
  /** Type and subtype in lower case, without parameters. */
  readonly mediaType: string
  /** Names in lower case, values unquoted; of a repeated parameter the last. */
  readonly parameters: ReadonlyMap<string, string>
}

/**
 * Reads the header as Django does; whatever it says, something comes back.
 *
 * @source docs/contracts/django.md#3-request-pipeline
 */
export function readContentType(header: string | undefined): ContentType {
  const sent = header ?? ''
  const [mediaType = '', ...parameters] = splitOutsideQuotes(sent)
  return { sent, mediaType: mediaType.trim().toLowerCase(), parameters: new Map(parameters.flatMap(readParameter)) }
}

function splitOutsideQuotes(text: string): string[] {
  const pieces: string[] = []
  let start = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '"' && text[at - 1] !== '\\') quoted = !quoted
    if (character !== ';' || quoted) continue
    pieces.push(text.slice(start, at))
    start = at + 1
  }
  return [...pieces, text.slice(start)]
}

function readParameter(text: string): [name: string, value: string][] {
  const equals = text.indexOf('=')
  return equals === -1 ? [] : [[text.slice(0, equals).trim().toLowerCase(), unquote(text.slice(equals + 1).trim())]]
}

function unquote(value: string): string {
  if (value.length < 2 || !value.startsWith('"') || !value.endsWith('"')) return value
  return value.slice(1, -1).replaceAll('\\\\', '\\').replaceAll('\\"', '"')
}
