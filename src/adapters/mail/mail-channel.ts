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

/** Writes each mail when it is sent, so that nothing secret and nothing of an erased customer rests anywhere until then. */
export function createMailChannel(options: MailChannelOptions): (due: DueDelivery) => Promise<Taken> {
  const { transport, linkTokens, letterheadOf } = options
  const linkOf = ({ purpose, tenantId, customerId, event }: DueDelivery, publicUrl: string): string | undefined => {
    const link = links[purpose]
    if (!link) return undefined
    const id = required(event.facts[link.fact], link.fact)
    return `${publicUrl.replace(/\/+$/, '')}${link.path}/${linkTokens.make({ kind: link.kind, tenantId, customerId, id })}`
  }
  return async (due) => {
    const { id, tenantId, purpose, event } = due
    const { from, shopName, publicUrl, locale: usual } = await letterheadOf(tenantId)
    const locale = readLocale(textOf(event.facts['locale'])) ?? usual
    const firstName = event.personal?.['firstName']
    const written = writeMail({ purpose, locale, shopName, firstName, linkUrl: linkOf(due, publicUrl) })
    return transport.send({ id, from, to: recipientOf(due), locale, ...written })
  }
}

/** After a change of mailbox the old one is told of it, and the new one is asked to prove itself. */
function recipientOf({ purpose, event: { type, personal } }: DueDelivery): string {
  const field = type !== 'customer.email_changed' ? 'email' : purpose === 'email_changed' ? 'from' : 'to'
  return required(personal?.[field], field)
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

function required(value: unknown, name: string): string {
  if (typeof value === 'string') return value
  throw new TypeError(`an event that a mail follows from lacks ${name}`)
}
