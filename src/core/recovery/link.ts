import type { RecoveryKind } from './recovery.ts'

/** The recovery that a mailed link stands for. */
export interface LinkTarget {
  readonly customerId: string
  readonly id: string
}

/** How the last part of a mailed link is written. */
export interface LinkTokens {
  /** The same recovery gives the same text, so that a mail sent twice holds one link. */
  make(link: LinkTarget & { readonly kind: RecoveryKind }): string
  /** @returns `undefined` unless the text was made for this kind, exactly as it stands; takes the same time whatever differs */
  read(kind: RecoveryKind, text: string): LinkTarget | undefined
}
