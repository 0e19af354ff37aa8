/** Where mail is handed over, and as whom. */
export interface SmtpServer {
  readonly host: string
  readonly port: number
  /** TLS from the first byte on; otherwise it begins with STARTTLS. */
  readonly isTls: boolean
  readonly login: { readonly user: string; readonly password: string } | undefined
}

/** A name, which may be empty, and an address. */
export interface Mailbox {
  readonly name: string
  readonly address: string
}

const schemes: Readonly<Record<string, { isTls: boolean; usualPort: number }>> = {
  'smtp:': { isTls: false, usualPort: 587 },
  'smtps:': { isTls: true, usualPort: 465 },
}

/** Reads `smtp://` and `smtps://` addresses. Nothing may follow host and port: no option is to turn off a check. */
export function readSmtpServer(text: string): SmtpServer | undefined {
  if (!URL.canParse(text)) return undefined
  const { protocol, username, password, hostname, port, pathname, search, hash } = new URL(text)
  const scheme = schemes[protocol]
  const isBare = ['', '/'].includes(pathname) && search === '' && hash === ''
  if (!scheme || hostname === '' || !isBare || (username === '') !== (password === '')) return undefined
  const login = username === '' ? undefined : readLogin(username, password)
  if (login === null) return undefined
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? scheme.usualPort : Number(port),
    isTls: scheme.isTls,
    login,
  }
}

/** @returns `null` for what is no percent encoding */
function readLogin(user: string, password: string): SmtpServer['login'] | null {
  try {
    return { user: decodeURIComponent(user), password: decodeURIComponent(password) }
  } catch {
    return null
  }
}

const mailbox = /^(?:"?(?<name>[^"<>\p{Cc}]*?)"?\s*<(?<inside>[^<>\s]+)>|(?<alone>[^<>\s]+))$/u
const plainAddress = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@(?:[a-z\d][a-z\d-]*\.)*[a-z\d][a-z\d-]*$/i

/** Reads `Shop <accounts@shop.example>`, or the address alone. It is written in ASCII without quotes, as a domain of ours is. */
export function readMailbox(text: string): Mailbox | undefined {
  const { name = '', inside, alone } = mailbox.exec(text)?.groups ?? {}
  const address = inside ?? alone
  return address !== undefined && plainAddress.test(address) ? { name: name.trim(), address } : undefined
}
