import type { PreferenceTokens } from '../../core/account/preference-link.ts'
import { emailKey } from '../../core/customers/email-key.ts'
import type { DueDelivery, Taken } from '../../core/outbox/deliver.ts'
import type { Purpose } from '../../core/outbox/delivery.ts'
import type { EventType } from '../../core/outbox/event.ts'
import type { LinkKind, LinkTokens } from '../../core/recovery/link.ts'
import { readLocale } from '../../core/tenants/locale.ts'
import type { Presence } from '../../core/tenants/presence.ts'
import type { Mailbox, MailTransport } from './message.ts'
import { writeMail } from './templates/write-mail.ts'

/** What a shop's mails begin and end with. */
export interface Letterhead extends Presence {
  readonly from: Mailbox
}

export interface MailChannelOptions {
  readonly transport: MailTransport
  readonly linkTokens: Pick<LinkTokens, 'make'>
  readonly preferenceTokens: Pick<PreferenceTokens, 'make'>
  /** IDNA: a domain in ASCII, empty when it has no such form. */
  toAscii(domain: string): string
  letterheadOf(tenantId: string): Promise<Letterhead>
}

interface Link {
  readonly kind: LinkKind
  /** The event's fact that names what the link stands for. */
  readonly fact: string
  readonly path: string
}

const links: Readonly<Partial<Record<Purpose, Link>>> = {
  password_reset: { kind: 'password_reset', fact: 'recovery', path: '/customer/reset-password' },
  known_address: { kind: 'password_reset', fact: 'recovery', path: '/customer/reset-password' },
  email_verification: { kind: 'email_verification', fact: 'verification', path: '/customer/verify-account' },
  email_change_old: { kind: 'email_change_old', fact: 'change', path: '/customer/leave-email' },
  email_change_new: { kind: 'email_change_new', fact: 'change', path: '/customer/take-email' },
  email_changed: { kind: 'undo_email_change', fact: 'undo', path: '/customer/undo-email-change' },
}

/** Pages that ask who is there themselves. */
const pages: Readonly<Partial<Record<Purpose, string>>> = { deletion_planned: '/customer/account/delete' }

/** Writes each mail when it is sent, so that nothing secret and nothing of an erased customer rests anywhere until then. */
export function createMailChannel(options: MailChannelOptions): (due: DueDelivery) => Promise<Taken> {
  const { transport, linkTokens, preferenceTokens, letterheadOf, toAscii } = options
  const linkOf = ({ purpose, tenantId, customerId, event }: DueDelivery, publicUrl: string): string | undefined => {
    const base = publicUrl.replace(/\/+$/, '')
    const page = pages[purpose]
    if (page !== undefined) return `${base}${page}`
    const link = links[purpose]
    if (!link) return undefined
    const id = required(event.facts[link.fact], link.fact)
    return `${base}${link.path}/${linkTokens.make({ kind: link.kind, tenantId, customerId, id })}`
  }
  const unsubscribeUrlOf = ({ purpose, tenantId, customerId, event }: DueDelivery, publicUrl: string): string | undefined => {
    const key = mayBeUnwanted(purpose, event) ? emailKey(event.personal?.['email'] ?? '', toAscii) : null
    if (key === null) return undefined
    return `${publicUrl.replace(/\/+$/, '')}/customer/unsubscribe/${preferenceTokens.make({ tenantId, customerId, emailKey: key })}`
  }
  return async (due) => {
    const { id, tenantId, purpose, event } = due
    const { from, shopName, publicUrl, locale: usual } = await letterheadOf(tenantId)
    const locale = readLocale(textOf(event.facts['locale'])) ?? usual
    const firstName = event.personal?.['firstName']
    const day = textOf(event.facts['day'])
    const written = writeMail({ purpose, locale, shopName, firstName, day, linkUrl: linkOf(due, publicUrl) })
    return transport.send({
      id,
      from,
      to: recipientOf(due),
      locale,
      ...written,
      unsubscribeUrl: unsubscribeUrlOf(due, publicUrl),
    })
  }
}

/**
 * Everything that Patron writes is about the account or a key to it, and goes to whoever has one: there is nothing to unsubscribe.
 * But a welcome to somebody who subscribed to the newsletter is the first of what they subscribed to.
 */
const mayBeUnwanted = (purpose: Purpose, { facts }: DueDelivery['event']): boolean =>
  purpose === 'welcome' && facts['newsletter'] === true

const ofMailbox: ReadonlySet<EventType> = new Set([
  'customer.email_change_asked',
  'customer.email_changed',
  'customer.email_change_undone',
])

/** Of a change of mailbox, one that is asked for and one that is taken back included, the old one is told or asked, and so is the new one. */
function recipientOf({ purpose, event: { type, personal } }: DueDelivery): string {
  const isToOld = purpose === 'email_changed' || purpose === 'email_change_old'
  const field = !ofMailbox.has(type) ? 'email' : isToOld ? 'from' : 'to'
  return required(personal?.[field], field)
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

function required(value: unknown, name: string): string {
  if (typeof value === 'string') return value
  throw new TypeError(`an event that a mail follows from lacks ${name}`)
}
