/** What is in a mail with a plain and an HTML part. */
export interface ReadMail {
  readonly raw: string
  /** By name in lower case; of the mail, not of its parts. */
  readonly headers: ReadonlyMap<string, string>
  readonly text: string
  readonly html: string
}

const unfold = (head: string): ReadonlyMap<string, string> =>
  new Map(
    head
      .replaceAll(/\r\n[ \t]+/g, ' ')
      .split('\r\n')
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )

/** Quoted-printable: RFC 2045, 6.7. */
const unquote = (text: string): string =>
  Buffer.from(
    text
      .replaceAll(/=\r\n/g, '')
      .replaceAll(/=([0-9A-F]{2})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString()

const decoders: Readonly<Record<string, (text: string) => string>> = {
  '7bit': (text) => text,
  'quoted-printable': unquote,
  base64: (text) => Buffer.from(text, 'base64').toString(),
}

const split = (entity: string): { headers: ReadonlyMap<string, string>; body: string } => {
  const end = entity.indexOf('\r\n\r\n')
  return { headers: unfold(entity.slice(0, end)), body: entity.slice(end + 4) }
}

/** @throws when the mail is not made of a plain and an HTML part */
export function readMail(raw: string): ReadMail {
  const { headers, body } = split(raw)
  const [, boundary] = /^multipart\/alternative; boundary="([^"]+)"$/.exec(headers.get('content-type') ?? '') ?? []
  if (!boundary) throw new Error(`not a mail with two parts: ${headers.get('content-type')}`)
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => split(part.slice(2)))
  const contentOf = (type: string): string => {
    const part = parts.find((one) => one.headers.get('content-type') === `${type}; charset=utf-8`)
    const decode = decoders[part?.headers.get('content-transfer-encoding') ?? '']
    if (!part || !decode) throw new Error(`no part of type ${type}`)
    return decode(part.body).replaceAll('\r\n', '\n').trimEnd()
  }
  return { raw, headers, text: contentOf('text/plain'), html: contentOf('text/html') }
}
