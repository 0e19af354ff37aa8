import type { PreferenceTokens } from '../../core/account/preference-link.ts'
import { emailKey } from '../../core/customers/email-key.ts'
import type { DueDelivery, Taken } from '../../core/outbox/deliver.ts'
import type { Purpose } from '../../core/outbox/delivery.ts'
import type { LinkTokens } from '../../core/recovery/link.ts'
import type { RecoveryKind } from '../../core/recovery/recovery.ts'
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
  readonly kind: RecoveryKind
  /** The event's fact that names the recovery. */
  readonly fact: string
  readonly path: string
}

const links: Readonly<Partial<Record<Purpose, Link>>> = {
  password_reset: { kind: 'password_reset', fact: 'recovery', path: '/customer/reset-password' },
  known_address: { kind: 'password_reset', fact: 'recovery', path: '/customer/reset-password' },
  email_verification: { kind: 'email_verification', fact: 'verification', path: '/customer/verify-account' },
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

/** After a change of mailbox both are told: the old one how to undo it, and the new one to prove itself or that it is the one now. */
function recipientOf({ purpose, event: { type, personal } }: DueDelivery): string {
  const isOfMailbox = type === 'customer.email_changed' || type === 'customer.email_change_undone'
  const field = !isOfMailbox ? 'email' : purpose === 'email_changed' ? 'from' : 'to'
  return required(personal?.[field], field)
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

function required(value: unknown, name: string): string {
  if (typeof value === 'string') return value
  throw new TypeError(`an event that a mail follows from lacks ${name}`)
}
