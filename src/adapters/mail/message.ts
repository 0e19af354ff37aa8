import type { SendMailOptions } from 'nodemailer'
import type { Taken } from '../../core/outbox/deliver.ts'
import type { Locale } from '../../core/tenants/locale.ts'
import { sendableAddress } from './recipient.ts'

/** A name, which may be empty, and an address. */
export interface Mailbox {
  readonly name: string
  readonly address: string
}

/** One mail to one recipient. */
export interface Mail {
  /** Of the delivery: a mail that is sent again is known by it. */
  readonly id: string
  readonly from: Mailbox
  /** As the customer typed it. */
  readonly to: string
  readonly locale: Locale
  readonly subject: string
  readonly text: string
  readonly html: string
  /** Where whoever wants no more mails of this kind says so; absent where they cannot: a mail about the account itself. */
  readonly unsubscribeUrl?: string | undefined
}

/** Where mails go. */
export interface MailTransport {
  /** Ends within half a minute, whatever the other side does. Failures are returned and name nobody. */
  send(mail: Mail): Promise<Taken>
  /** Breaks off what is under way, which then has failed. */
  close(): void
}

/** What nobody can be written to at, such as an address with a line break in it. */
export const unsendable: Taken = { result: 'refused', failure: 'address' }

/**
 * The mail as nodemailer takes it. The recipient is an object and not a list in a text, in the header and in the envelope, so
 * nothing in it is read as another address.
 *
 * @returns `undefined` when there is no such recipient
 */
export function composed(mail: Mail): SendMailOptions | undefined {
  const { id, from, locale, subject, text, html, unsubscribeUrl } = mail
  const address = sendableAddress(mail.to)
  if (address === undefined) return undefined
  const to = { name: '', address }
  return {
    from,
    to,
    envelope: { from: { name: '', address: from.address }, to },
    subject,
    text,
    html,
    messageId: `<${id}@${from.address.slice(from.address.lastIndexOf('@') + 1)}>`,
    // Nobody's "out of office" is to answer, nor is it to be asked for a receipt: RFC 3834; the second is Exchange's own.
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': locale,
      ...(unsubscribeUrl !== undefined && unsubscribing(unsubscribeUrl)),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

/** One click is for https alone. @source RFC 2369, section 3.2; RFC 8058, section 3.1 */
const unsubscribing = (url: string): Readonly<Record<string, string>> => ({
  'List-Unsubscribe': `<${url}>`,
  ...(url.startsWith('https:') && { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
})
