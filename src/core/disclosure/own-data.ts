import type { Violation } from '../../violations/violation.ts'
import type { EmailChange, EmailChangeLookUp } from '../account/email-change.ts'
import { type PasswordProof, type ProvePasswordDeps, provePassword } from '../account/prove-password.ts'
import type { AddressLookUp, BookAddress } from '../addresses/address-book.ts'
import type { ConsentLookUp, ConsentRecord, ConsentState } from '../consents/consent.ts'
import type { CustomAttribute, CustomAttributeStore } from '../customers/custom-attributes.ts'
import type { Customer } from '../customers/customer.ts'
import type { DataRequest, DataRequestLookUp } from '../data-requests/data-request.ts'
import type { PlannedDeletion, PlannedDeletionLookUp } from '../erasure/planned-deletion.ts'
import type { Purchase, Recorded, VoucherRedemption } from '../purchases/purchase.ts'

/** A session as its customer may know it: nothing of what it is proven by. */
export interface OwnSession {
  readonly id: string
  /** `storefront`: a shop's pages or its app, with one token; `tokens`: what turns its tokens. */
  readonly kind: 'storefront' | 'tokens'
  /** By its short name; `null` where it is none, or nobody could tell. */
  readonly browser: string | null
  readonly startedAt: Date
  /** When its token was turned last; of a storefront's nobody notes it: `null`. */
  readonly lastUsedAt: Date | null
  readonly expiresAt: Date
  readonly endedAt: Date | null
  readonly isOpen: boolean
}

/** Where push messages go. What they are sent by stays with us. */
export interface OwnDevice {
  /** The SHA-256 of its token, in hexadecimal digits. */
  readonly id: string
  readonly addedAt: Date
}

/** A message to the customer: what it was for, and what became of it. */
export interface OwnMessage {
  readonly channel: string
  readonly purpose: string
  readonly state: string
  readonly finishedAt: Date | null
}

/** What is kept of customers and asked for nowhere else but here, all of it by its customer. */
export interface OwnDataLookUp {
  newsletterOf(customerId: string): Promise<readonly { readonly email: string; readonly subscribedAt: Date }[]>
  /** Those that have ended, too, for as long as they are kept; those begun last first. */
  sessionsOf(customerId: string): Promise<readonly OwnSession[]>
  /** Those signed in last first. */
  devicesOf(customerId: string): Promise<readonly OwnDevice[]>
  purchasesOf(customerId: string): Promise<readonly Omit<Recorded<Purchase>, 'customerId'>[]>
  redemptionsOf(customerId: string): Promise<readonly Omit<Recorded<VoucherRedemption>, 'customerId'>[]>
  messagesOf(customerId: string): Promise<readonly OwnMessage[]>
  eventsOf(customerId: string): Promise<readonly { readonly type: string; readonly occurredAt: Date }[]>
}

/** The customer but for what only the machine compares by. */
export type OwnProfile = Omit<Customer, 'emailKey' | 'emailKeyVersion' | 'usernameKey' | 'address'>

/** Everything kept of one customer that is theirs: nothing secret, and nothing of anybody else. */
export interface OwnData {
  readonly profile: OwnProfile
  readonly customAttributes: readonly CustomAttribute[]
  /** As it is named in the profile. */
  readonly image: Uint8Array | null
  readonly addresses: readonly Omit<BookAddress, 'id'>[]
  readonly consents: readonly ConsentState[]
  readonly consentHistory: readonly ConsentRecord[]
  readonly newsletter: Awaited<ReturnType<OwnDataLookUp['newsletterOf']>>
  readonly sessions: readonly Omit<OwnSession, 'isOpen'>[]
  readonly devices: readonly Omit<OwnDevice, 'id'>[]
  readonly dataRequests: readonly DataRequest[]
  readonly purchases: Awaited<ReturnType<OwnDataLookUp['purchasesOf']>>
  readonly voucherRedemptions: Awaited<ReturnType<OwnDataLookUp['redemptionsOf']>>
  /** What waits: a change of address, and to be deleted. */
  readonly emailChange: Pick<EmailChange, 'email' | 'expiresAt'> | null
  readonly deletion: PlannedDeletion | null
  readonly messages: readonly OwnMessage[]
  readonly events: Awaited<ReturnType<OwnDataLookUp['eventsOf']>>
}

export interface GatherOwnDataDeps {
  readonly own: OwnDataLookUp
  readonly customAttributes: Pick<CustomAttributeStore, 'of'>
  readonly images: { content(customerId: string, name: string): Promise<Uint8Array | undefined> }
  readonly addresses: Pick<AddressLookUp, 'list'>
  readonly consents: Pick<ConsentLookUp, 'states' | 'history'>
  readonly dataRequests: Pick<DataRequestLookUp, 'list'>
  readonly emailChanges: EmailChangeLookUp
  readonly plannedDeletions: PlannedDeletionLookUp
}

export type TellOwnDataDeps = ProvePasswordDeps & GatherOwnDataDeps

export type OwnDataOutcome =
  | { readonly ok: true; readonly data: OwnData }
  | { readonly ok: false; readonly violations: readonly Violation[] }

/**
 * Tells customers everything that is kept of them, for whoever knows the password, too: a browser that was left open is not
 * enough.
 *
 * @throws Trouble as `provePassword`; `unavailable`
 * @source Regulation (EU) 2016/679, articles 15 and 20
 */
export async function tellOwnData(proof: PasswordProof, deps: TellOwnDataDeps): Promise<OwnDataOutcome> {
  const violations = await provePassword(proof, deps)
  return violations.length > 0 ? { ok: false, violations } : { ok: true, data: await gatherOwnData(proof.customer, deps) }
}

/** Everything of the customer, for those who may know without a password. All at once: what only reads goes out together. */
export async function gatherOwnData(customer: Customer, deps: GatherOwnDataDeps): Promise<OwnData> {
  const { id, imageName } = customer
  const { own } = deps
  const [customAttributes, image, addresses, states, consentHistory, dataRequests] = await Promise.all([
    deps.customAttributes.of(id),
    imageName === null ? undefined : deps.images.content(id, imageName),
    deps.addresses.list(id),
    deps.consents.states(id),
    deps.consents.history(id),
    deps.dataRequests.list(id),
  ])
  const [change, deletion] = await Promise.all([deps.emailChanges.find(id), deps.plannedDeletions.find(id)])
  const [newsletter, sessions, devices, purchases, voucherRedemptions, messages, events] = await Promise.all([
    own.newsletterOf(id),
    own.sessionsOf(id),
    own.devicesOf(id),
    own.purchasesOf(id),
    own.redemptionsOf(id),
    own.messagesOf(id),
    own.eventsOf(id),
  ])
  return {
    profile: profileOf(customer),
    customAttributes,
    image: image ?? null,
    addresses: addresses.map(({ id: _id, ...address }) => address),
    consents: states.map(stateOf),
    consentHistory,
    newsletter,
    sessions: sessions.map(({ isOpen: _isOpen, ...session }) => session),
    devices: devices.map(({ addedAt }) => ({ addedAt })),
    dataRequests,
    purchases,
    voucherRedemptions,
    emailChange: change ? { email: change.email, expiresAt: change.expiresAt } : null,
    deletion: deletion ?? null,
    messages,
    events,
  }
}

/** Without what only the machine compares by. */
export const profileOf = ({
  emailKey: _key,
  emailKeyVersion: _version,
  usernameKey: _username,
  address: _address,
  ...own
}: Customer): OwnProfile => own

const stateOf = ({ consentId, version, decision, contactMethods, recordedAt }: ConsentRecord): ConsentState => ({
  ...{ consentId, version, decision, contactMethods, recordedAt },
})
