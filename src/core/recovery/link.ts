import type { RecoveryKind } from './recovery.ts'

/** The recovery that a mailed link stands for. */
export interface LinkTarget {
  readonly customerId: string
  readonly id: string
}

/** What a mailed link says: it is followed without anybody having said whose shop it is. */
export interface Link extends LinkTarget {
  readonly tenantId: string
}

/** What links are mailed for: recoveries, and the two mailboxes of a change of address. */
export type LinkKind = RecoveryKind | 'email_change_old' | 'email_change_new'

/** How the last part of a mailed link is written. */
export interface LinkTokens {
  /** The same recovery gives the same text, so that a mail sent twice holds one link. */
  make(link: Link & { readonly kind: LinkKind }): string
  /** @returns `undefined` unless the text was made for this kind, exactly as it stands; takes the same time whatever differs */
  read(kind: LinkKind, text: string): Link | undefined
}
