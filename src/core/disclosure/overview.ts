import type { AddressLookUp } from '../addresses/address-book.ts'
import type { ConsentLookUp, ConsentState } from '../consents/consent.ts'
import type { PasswordLookUp } from '../credentials/credential.ts'
import { schemeOf, unusable } from '../credentials/scheme.ts'
import type { Customer } from '../customers/customer.ts'
import type { PlannedDeletion, PlannedDeletionLookUp } from '../erasure/planned-deletion.ts'
import { type OwnDataLookUp, type OwnProfile, profileOf } from './own-data.ts'

/** What whoever runs the shop sees of a customer: nothing secret. */
export interface CustomerOverview {
  readonly profile: OwnProfile
  readonly consents: readonly ConsentState[]
  readonly addresses: number
  readonly openSessions: number
  /** How the password is hashed, as `schemeOf` says; `null`: there is none that could be used. */
  readonly passwordScheme: string | null
  /** The wish to be deleted that waits for its day. */
  readonly deletion: PlannedDeletion | null
}

export interface OverviewDeps {
  readonly consents: Pick<ConsentLookUp, 'states'>
  readonly addresses: Pick<AddressLookUp, 'list'>
  readonly own: Pick<OwnDataLookUp, 'sessionsOf'>
  readonly passwords: PasswordLookUp
  readonly plannedDeletions: PlannedDeletionLookUp
}

/** Tells what is kept of a customer, in short. @throws Trouble `unavailable` */
export async function overviewOf(customer: Customer, deps: OverviewDeps): Promise<CustomerOverview> {
  const { id } = customer
  const [states, addresses, sessions, hash, deletion] = await Promise.all([
    deps.consents.states(id),
    deps.addresses.list(id),
    deps.own.sessionsOf(id),
    deps.passwords.hashOf(id),
    deps.plannedDeletions.find(id),
  ])
  const scheme = hash === undefined ? unusable : schemeOf(hash)
  return {
    profile: profileOf(customer),
    consents: states.map(({ consentId, version, decision, contactMethods, recordedAt }) => ({
      ...{ consentId, version, decision, contactMethods, recordedAt },
    })),
    addresses: addresses.length,
    openSessions: sessions.filter(({ isOpen }) => isOpen).length,
    passwordScheme: scheme === unusable ? null : scheme,
    deletion: deletion ?? null,
  }
}
