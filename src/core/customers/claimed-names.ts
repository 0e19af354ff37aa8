import type { Violation } from '../../violations/violation.ts'
import type { TenantSettings } from '../tenants/settings.ts'
import { type Claim, type ClaimStore, externalIdClaim, loginClaim } from './claim.ts'
import type { Customer } from './customer.ts'

/** What only one customer of a tenant may be called. */
export type Named = Pick<Customer, 'usernameKey' | 'externalId' | 'emailKey' | 'emailIsShared'>

export interface ClaimedName {
  readonly claim: Claim
  /** What is refused when somebody else is called so. */
  readonly field: 'username' | 'externalId' | 'email'
}

/** The names of a customer that are claimed; a username that is the address is claimed once. */
export function claimedNames(
  { usernameKey, externalId, emailKey, emailIsShared }: Named,
  { externalIdUnique }: Pick<TenantSettings, 'externalIdUnique'>,
): readonly ClaimedName[] {
  const named: readonly (readonly [ClaimedName['field'], Claim | undefined])[] = [
    ['username', usernameKey === null ? undefined : loginClaim(usernameKey)],
    ['externalId', externalId === null || !externalIdUnique ? undefined : externalIdClaim(externalId)],
    ['email', emailIsShared || emailKey === usernameKey ? undefined : loginClaim(emailKey)],
  ]
  return named.flatMap(([field, claim]) => (claim ? [{ claim, field }] : []))
}

export const isSameClaim = (one: Claim, other: Claim): boolean => one.kind === other.kind && one.value === other.value

export const alreadyTaken = ({ field }: ClaimedName): Violation => ({ code: 'already_taken', field })

/** Of the names, those somebody holds now. A look, no promise. */
export async function heldNames(
  names: readonly ClaimedName[],
  claims: Pick<ClaimStore, 'held'>,
): Promise<readonly ClaimedName[]> {
  const kinds = [...Map.groupBy(names, ({ claim }) => claim.kind)]
  const held = await Promise.all(
    kinds.map(async ([kind, ofKind]) => {
      const values = ofKind.map(({ claim }) => claim.value)
      const taken = await claims.held(kind, values)
      return ofKind.filter(({ claim }) => taken.includes(claim.value))
    }),
  )
  return held.flat()
}
