import type { Violation } from '../../violations/violation.ts'
import type { Address } from '../addresses/address.ts'
import type { ConsentAnswer } from '../consents/consent.ts'
import { type AttributeChange, reviewAttributes } from '../customers/custom-attributes.ts'
import { type Particulars, type ParticularsDraft, type ParticularsPolicy, reviewParticulars } from '../customers/particulars.ts'
import type { TenantSettings } from '../tenants/settings.ts'
import { reviewSoleAddress, type SoleAddressDraft, type SoleAddressPolicy } from './sole-address.ts'

/** What a shop's own system says of a customer beside name and mailbox. What is `undefined` was not sent. */
export interface RecordDraft {
  readonly particulars: ParticularsDraft
  /** `null`: none, or none any more. */
  readonly address: SoleAddressDraft | null | undefined
  readonly attributes: readonly AttributeChange[] | undefined
  readonly consents: readonly ConsentAnswer[] | undefined
  /** What the decoder found wrong with the form of lists and of what is in them. */
  readonly faults: readonly Violation[]
}

/** What a contract asks of such a record. */
export interface RecordPolicy {
  readonly particulars: ParticularsPolicy
  readonly address: SoleAddressPolicy
}

/** A record in which nothing was wrong. */
export interface RecordDetails {
  readonly particulars: Particulars
  readonly address: Address | null | undefined
  readonly attributes: readonly AttributeChange[]
  readonly consents: readonly ConsentAnswer[] | undefined
}

/**
 * Reads a record against the rules that need nothing but the record and what the tenant has declared. Consents are not among
 * them: those are asked of what the customer said before, too.
 *
 * @param isNew  whether what is required has to be there, or only cannot be taken away
 */
export function reviewRecord(
  draft: RecordDraft,
  policy: RecordPolicy,
  settings: Pick<TenantSettings, 'customAttributes'>,
  isNew: boolean,
): { details: RecordDetails; violations: readonly Violation[] } {
  const { particulars, violations: ofParticulars } = reviewParticulars(draft.particulars, policy.particulars, isNew)
  const { address, violations: ofAddress } = draft.address
    ? reviewSoleAddress(draft.address, policy.address)
    : { address: draft.address, violations: [] }
  const attributes = draft.attributes ?? []
  return {
    details: { particulars, address, attributes, consents: draft.consents },
    violations: [...draft.faults, ...ofParticulars, ...ofAddress, ...reviewAttributes(attributes, settings)],
  }
}
