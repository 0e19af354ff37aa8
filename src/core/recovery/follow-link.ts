import { Trouble } from '../../violations/trouble.ts'
import { type ClaimStore, loginClaim } from '../customers/claim.ts'
import { emailKey } from '../customers/email-key.ts'
import { enforceLimits, type Limit, type LimitStore } from '../limits/limit.ts'
import type { LinkTarget, LinkTokens } from './link.ts'
import type { FoundRecovery, RecoveryHolder, RecoveryKind, RecoveryLookUp } from './recovery.ts'

export interface LinkDeps {
  readonly tenantId: string
  readonly links: LinkTokens
  /** Looks before the transaction that decides, as `claims` does. */
  readonly recoveries: RecoveryLookUp
  readonly claims: Pick<ClaimStore, 'holder'>
  /** IDNA: a domain in ASCII, empty when it has no such form. */
  toAscii(domain: string): string
}

export interface FollowDeps extends LinkDeps {
  /** How often one client may follow links to their end; absent: as often as it likes. */
  readonly limit: Limit | undefined
  readonly limitStore: LimitStore
}

/** A link that works now. */
export interface WorkingLink {
  readonly target: LinkTarget
  /** The mailbox the link went to. */
  readonly email: string
  readonly holder: RecoveryHolder
  /** What the link is for is done already: the mailbox is proven. */
  readonly isDone: boolean
}

/** Why a link does not work is told to nobody. */
export const refuseLink = (): never => {
  throw new Trouble({ code: 'link_refused' })
}

/** Whether both are spellings of one mailbox. */
export const isSameMailbox = (one: string, other: string, toAscii: (domain: string) => string): boolean =>
  emailKey(one, toAscii) === emailKey(other, toAscii)

/**
 * Says whether a link still works, without using it up: mail scanners follow links, too.
 *
 * A link works once, until it runs out, while its customer is active. That of a new password or a verification works for the
 * mailbox it was sent to only, and that of a changed address while nobody else has the address that would come back. A link
 * of another tenant is none.
 *
 * @param token  as it stands in the link; one that we have not made costs no query
 * @throws Trouble `link_refused`
 */
export async function peekLink(kind: RecoveryKind, token: string, deps: LinkDeps): Promise<WorkingLink> {
  const link = deps.links.read(kind, token)
  const target = link?.tenantId === deps.tenantId ? link : undefined
  const found = target && (await deps.recoveries.find(kind, target))
  if (!target || found?.holder.state !== 'active') return refuseLink()
  const { email, holder } = found
  const isDone = kind === 'email_verification' && holder.isEmailVerified
  const isOver = found.isUsed || found.hasRunOut
  if ((isOver && !isDone) || !(await isStillTheirs(kind, target.customerId, found, deps))) return refuseLink()
  return { target, email, holder, isDone }
}

/** As `peekLink`, counted first for the client that wants the link done. @throws Trouble `too_many_requests` */
export async function followLink(
  { kind, token, clientNetwork }: { kind: RecoveryKind; token: string; clientNetwork: string },
  deps: FollowDeps,
): Promise<WorkingLink> {
  await enforceLimits(deps.limit ? [{ limit: deps.limit, subject: clientNetwork }] : [], deps.limitStore)
  return peekLink(kind, token, deps)
}

async function isStillTheirs(kind: RecoveryKind, customerId: string, found: FoundRecovery, deps: LinkDeps): Promise<boolean> {
  if (kind !== 'undo_email_change') return isSameMailbox(found.email, found.holder.email, deps.toAscii)
  const key = emailKey(found.email, deps.toAscii)
  const holder = key === null ? undefined : await deps.claims.holder(loginClaim(key))
  return key !== null && (holder === undefined || holder === customerId)
}
