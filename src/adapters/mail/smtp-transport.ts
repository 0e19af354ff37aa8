import { isIPv4 } from 'node:net'
import type { NodemailerError } from 'nodemailer'
import type { Taken } from '../../core/outbox/deliver.ts'
import { composed, type MailTransport, unsendable } from './message.ts'

export interface SmtpTransportOptions {
  readonly host: string
  readonly port: number
  /** TLS from the first byte on; otherwise STARTTLS where the server offers it. */
  readonly isTls: boolean
  readonly login: { readonly user: string; readonly password: string } | undefined
  /** Mails handed over at the same time, each on a connection of its own. */
  readonly connections: number
  readonly timeLimitMilliseconds?: number
}

// A whole mail, waiting for a connection included: half of what a message is leased for.
const defaultTimeLimitMilliseconds = 30_000
const patience = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 }

/** Hands mails to a mail server over a few connections that are kept. */
export function createSmtpTransport(options: SmtpTransportOptions): MailTransport {
  const { timeLimitMilliseconds = defaultTimeLimitMilliseconds } = options
  let opened: ReturnType<typeof openPool> | undefined
  return {
    async send(mail) {
      const message = composed(mail)
      if (!message) return unsendable
      opened ??= openPool(options)
      const pool = await opened
      try {
        await pool.sendMail({ ...message, signal: AbortSignal.timeout(timeLimitMilliseconds) })
        return { result: 'delivered' }
      } catch (error) {
        return failureOf(error)
      }
    },
    close: () => void opened?.then((pool) => pool.close({ force: true })),
  }
}

/** Connects when there is something to send. The library is loaded with the first mail: a server starts sooner without. */
async function openPool({ host, port, isTls, login, connections }: SmtpTransportOptions) {
  const { createTransport } = await import('nodemailer')
  return createTransport({
    ...patience,
    pool: true,
    maxConnections: connections,
    host,
    port,
    secure: isTls,
    // A password in clear only where nobody is in between. Once TLS has begun, the certificate has to be good.
    requireTLS: !isTls && login !== undefined && !isThisMachine(host),
    ...(login && { auth: { user: login.user, pass: login.password } }),
  })
}

const isThisMachine = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'))

/** The reply's numbers or the error's code; texts stay away, since servers repeat addresses in them. */
function failureOf(error: unknown): Taken {
  const told: Partial<NodemailerError> = error instanceof Error ? error : {}
  const { code = 'unknown', command, responseCode, response = '' } = told
  if (!responseCode) return { result: 'failed', failure: code }
  const [, enhanced] = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response) ?? []
  const failure = enhanced === undefined ? String(responseCode) : `${responseCode} ${enhanced}`
  return { result: command === 'RCPT TO' && isForGood(responseCode, enhanced) ? 'refused' : 'failed', failure }
}

/**
 * True when a reply says that there is no such recipient. 5.7 and 530 say that the server does not want us to write to
 * them, which an operator can change.
 *
 * @source RFC 5321, 4.2; RFC 3463, 3.8; RFC 4954, 6
 */
const isForGood = (responseCode: number, enhanced: string | undefined): boolean =>
  responseCode >= 500 && responseCode < 600 && responseCode !== 530 && !enhanced?.startsWith('5.7.')
