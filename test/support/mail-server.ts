import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { type ReadMail, readMail } from './read-mail.ts'

/** A mail as the server took it. */
export interface ReceivedMail extends ReadMail {
  readonly sender: string
  /** As RCPT named them. */
  readonly recipients: readonly string[]
}

export interface MailServer {
  readonly port: number
  readonly url: string
  /** All that were accepted so far. */
  readonly mails: readonly ReceivedMail[]
  stop(): Promise<void>
}

/** A reply that is no acceptance. */
export const reply = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode })

export interface MailServerOptions {
  /** Absent: a free one. */
  readonly port?: number
  /** What the server says to a recipient: nothing to accept; never an answer to hang. */
  onRecipient?(address: string): Promise<Error | undefined> | Error | undefined
  /** What it says to a whole mail. */
  onMail?(): Error | undefined
  readonly settings?: SMTPServerOptions
}

/** Starts a mail server on this machine, without TLS unless its settings say so, and stops it when the test ends. */
export async function startMailServer(t: Pick<TestContext, 'after'>, options: MailServerOptions = {}): Promise<MailServer> {
  const mails: ReceivedMail[] = []
  const server = new SMTPServer({
    logger: false,
    authOptional: true,
    hideSTARTTLS: true,
    disableReverseLookup: true,
    closeTimeout: 50,
    ...options.settings,
    async onRcptTo({ address }, _session, callback) {
      callback(await options.onRecipient?.(address))
    },
    async onData(stream, { envelope }, callback) {
      const raw = await text(stream).catch(() => undefined)
      if (raw === undefined) return // whoever sent it broke off
      const refusal = options.onMail?.()
      const sender = envelope.mailFrom ? envelope.mailFrom.address : ''
      if (!refusal) mails.push({ ...readMail(raw), sender, recipients: envelope.rcptTo.map(({ address }) => address) })
      callback(refusal)
    },
  })
  server.on('error', () => {}) // clients that break off
  const listening = server.listen(options.port ?? 0, '127.0.0.1')
  await once(listening, 'listening')
  const { port } = listening.address() as AddressInfo
  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= new Promise((resolve) => server.close(resolve))
    return stopped
  }
  t.after(stop)
  return { port, url: `smtp://127.0.0.1:${port}`, mails, stop }
}
