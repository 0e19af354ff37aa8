import { longestOfAddress } from '../account/review-address.ts'
import { longestAttribute, mostAttributes } from '../customers/custom-attributes.ts'
import { emailKey } from '../customers/email-key.ts'
import { storedEmail } from '../customers/stored-email.ts'
import { type DataRequestStatus, dataRequestTypes } from '../data-requests/data-request.ts'
import type { PlannedDeletion } from '../erasure/planned-deletion.ts'
import { canBeNumber } from '../tenants/numbered.ts'
import { isUuid } from '../tenants/uuid.ts'
import type { IncomingAddress, IncomingCustomer, IncomingPiece } from './incoming.ts'
import { isBelievable, NotStorable, reviewing, storableText, writtenText } from './review-values.ts'
import type { Review, ReviewedCustomer, ReviewedPiece, ReviewedRow, ReviewRules } from './reviewed.ts'

type Warn = (text: string) => void
type Owner = Pick<ReviewedCustomer['customer'], 'email' | 'emailKey' | 'createdAt' | 'subscribedToNewsletter' | 'imageName'> &
  Pick<ReviewedCustomer['customer'], 'productsBought' | 'redeemedVouchers'>

/** Says what is to be stored of something that stands in a row of its own. Whether there is such a customer is not known yet. */
export const reviewPiece = (incoming: IncomingPiece, rules: ReviewRules): Review<ReviewedRow> =>
  reviewing((warn) => {
    const key = storableText('customerKey', incoming.customerKey, 255)
    return { place: incoming.place, key, piece: pieceOf(incoming, rules, warn) }
  })

function pieceOf(incoming: IncomingPiece, rules: ReviewRules, warn: Warn): ReviewedPiece {
  if (incoming.kind === 'address') return { kind: 'address', value: reviewAddress(incoming.address, rules) }
  if (incoming.kind === 'token') return { kind: 'token', value: reviewToken(incoming, rules) }
  return subscriptionOf(incoming.email, incoming.subscribedAt, rules, warn)
}

/**
 * What a customer has beside the profile. One fault in it keeps the whole row from being taken, so that nobody comes without
 * what they had.
 *
 * @throws NotStorable
 */
export function reviewBeside(incoming: IncomingCustomer, owner: Owner, rules: ReviewRules, warn: Warn): readonly ReviewedPiece[] {
  const { beside, addresses } = incoming
  const subscriptions = [
    ...(beside.subscriptions ?? []),
    // Patron writes subscriptions down beside the mark; of other systems the mark is all there is.
    ...(owner.subscribedToNewsletter && rules.system !== 'patron' ? [{ email: owner.email, subscribedAt: owner.createdAt }] : []),
  ]
  const attributes = beside.customAttributes ?? []
  return [
    ...addresses.map((address): ReviewedPiece => ({ kind: 'address', value: reviewAddress(address, rules) })),
    ...subscriptions.map(({ email, subscribedAt }) => subscriptionOf(email, subscribedAt, rules, warn)),
    ...(attributes.length > 0 ? [attributesOf(attributes)] : []),
    ...(beside.consents ?? []).map((consent, index) => consentOf(consent, index, rules)),
    ...recordedOf(incoming, rules),
    ...owner.productsBought.map(
      (product): ReviewedPiece => ({ kind: 'bought', value: { product: word('productsBought', product) } }),
    ),
    ...owner.redeemedVouchers.map(
      (voucher): ReviewedPiece => ({ kind: 'redeemed', value: { voucher: word('redeemedVouchers', voucher) } }),
    ),
    ...(beside.plannedDeletion ? [plannedDeletionOf(beside.plannedDeletion, rules)] : []),
    ...(beside.image && owner.imageName !== null ? [imageOf(owner.imageName, beside.image)] : []),
  ]
}

const longestWord = 255
const longestMessage = 10_000

const word = (field: string, value: unknown): string => storableText(field, value, longestWord)

function reviewAddress(address: IncomingAddress, { now, system }: ReviewRules) {
  const text = (field: keyof typeof longestOfAddress) =>
    writtenText(`address.${field}`, address[field], longestOfAddress[field], system)
  // `null`: nobody noted it.
  const when = (instant: Date | null | undefined, otherwise: Date | null) =>
    instant === null || isBelievable(instant, now) ? instant : otherwise
  const createdAt = when(address.createdAt, now)
  return {
    id: isUuid(address.id) ? address.id : null,
    number: typeof address.number === 'number' && canBeNumber(address.number) ? address.number : null,
    // Absent, the customer's; there and empty, empty.
    firstName: address.firstName === undefined ? null : (text('firstName') ?? ''),
    lastName: address.lastName === undefined ? null : (text('lastName') ?? ''),
    companyName: text('companyName'),
    vatId: text('vatId'),
    email: text('email'),
    phone: text('phone'),
    streetAddress: text('streetAddress') ?? '',
    postcode: text('postcode') ?? '',
    city: text('city') ?? '',
    state: text('state') ?? '',
    country: text('country') ?? '',
    kind: writtenText('address.kind', address.kind, longestWord, system),
    isDefault: address.isDefault === true,
    usesForShipping: address.usesForShipping === true,
    createdAt,
    updatedAt: when(address.updatedAt, createdAt),
  }
}

function subscriptionOf(email: string, subscribedAt: Date | null, rules: ReviewRules, warn: Warn): ReviewedPiece {
  const typed = storedEmail(storableText('subscription.email', email, 254))
  const key = emailKey(typed, rules.toAscii)
  if (key === null) throw new NotStorable('subscription.email', 'is no address of a mailbox')
  if (!isBelievable(subscribedAt, rules.now)) warn('when a newsletter was subscribed to is not noted: taken as now')
  const value = { email: typed, emailKey: key, subscribedAt: isBelievable(subscribedAt, rules.now) ? subscribedAt : rules.now }
  return { kind: 'subscription', value }
}

const digestBytes = 32

function reviewToken(token: Extract<IncomingPiece, { kind: 'token' }>, { now, tokenSeconds, newId }: ReviewRules) {
  if (!canBeNumber(token.number)) throw new NotStorable('token.number', 'is none that stands before the bar of a token')
  if (token.digest.length !== digestBytes) throw new NotStorable('token.digest', 'is no SHA-256')
  const expiresAt = token.expiresAt ?? new Date(now.getTime() + tokenSeconds * 1000)
  if (expiresAt <= now) throw new NotStorable('token.expiresAt', 'is over: the token opens nothing any more')
  const startedAt = isBelievable(token.createdAt, now) ? token.createdAt : now
  return { id: newId(), number: token.number, digest: hex(token.digest), startedAt, expiresAt }
}

/** The core knows no Buffer. */
const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

function attributesOf(attributes: NonNullable<IncomingCustomer['beside']['customAttributes']>): ReviewedPiece {
  if (attributes.length > mostAttributes) throw new NotStorable('customAttributes', `are more than ${mostAttributes}`)
  const value = attributes.map(({ name, value: text }) => ({
    name: storableText('customAttributes', name, longestAttribute.name),
    value: storableText('customAttributes', text, longestAttribute.value),
  }))
  return { kind: 'attributes', value: { attributes: value } }
}

type Beside = IncomingCustomer['beside']
type Consent = NonNullable<Beside['consents']>[number]

const decisions: ReadonlySet<string> = new Set(['granted', 'declined', 'withdrawn'])
const speakers: ReadonlySet<string> = new Set(['customer', 'staff', 'program'])

/** What Patron wrote down stays evidence of what it was; what others did came by this import. */
function consentOf(consent: Consent, index: number, { system, now, newId }: ReviewRules): ReviewedPiece {
  if (!decisions.has(consent.decision)) throw new NotStorable('consents', 'has a decision that is none')
  const isOurs = system === 'patron'
  const evidence = isOurs
    ? {
        surface: word('consents', consent.surface),
        actingAs: consent.actingAs,
        actingId: writtenText('consents', consent.actingId, longestWord, system),
        clientAddress: writtenText('consents', consent.clientAddress, longestWord, system),
        userAgent: writtenText('consents', consent.userAgent, longestMessage, system),
        requestId: writtenText('consents', consent.requestId, longestWord, system),
      }
    : { surface: 'import', actingAs: 'program' as const, actingId: null, clientAddress: null, userAgent: null, requestId: null }
  if (!speakers.has(evidence.actingAs)) throw new NotStorable('consents', 'was given by nobody we know of')
  return {
    kind: 'consent',
    value: {
      ...evidence,
      id: isOurs && isUuid(consent.id) ? consent.id : newId(),
      number: isOurs && canBeNumber(consent.number) ? consent.number : index + 1,
      consentId: word('consents', consent.consentId),
      version: word('consents', consent.version),
      locale: writtenText('consents', consent.locale, longestWord, system),
      textDigest: consent.textDigest ? hex(consent.textDigest) : null,
      decision: consent.decision,
      contactMethods: storableMethods(consent.contactMethods),
      recordedAt: isBelievable(consent.recordedAt, now) ? consent.recordedAt : now,
    },
  }
}

const storableMethods = (methods: Consent['contactMethods']): Consent['contactMethods'] =>
  Object.fromEntries(Object.entries(methods ?? {}).map(([name, is]) => [word('consents', name), is === true]))

function recordedOf({ beside }: IncomingCustomer, { now, newId }: ReviewRules): readonly ReviewedPiece[] {
  const when = (instant: Date | null): Date => (isBelievable(instant, now) ? instant : now)
  return [
    ...(beside.dataRequests ?? []).map(
      (request): ReviewedPiece => ({
        kind: 'dataRequest',
        value: {
          type: oneOf('dataRequests', request.type, dataRequestTypes),
          status: oneOf('dataRequests', request.status, statuses),
          revokedAt: request.revokedAt && when(request.revokedAt),
          id: isUuid(request.id) ? request.id : newId(),
          number: canBeNumber(request.number) ? request.number : null,
          email: storableText('dataRequests', request.email, 254),
          message: storableText('dataRequests', request.message, longestMessage),
          createdAt: when(request.createdAt),
          updatedAt: when(request.updatedAt),
        },
      }),
    ),
    ...(beside.purchases ?? []).map((purchase): ReviewedPiece => {
      if (!canBeNumber(purchase.units)) throw new NotStorable('purchases', 'has units that are no whole number from 1')
      return {
        kind: 'purchase',
        value: {
          ...{
            reference: word('purchases', purchase.reference),
            product: word('purchases', purchase.product),
            units: purchase.units,
          },
          ...{ purchasedAt: when(purchase.purchasedAt), recordedAt: when(purchase.recordedAt) },
        },
      }
    }),
    ...(beside.voucherRedemptions ?? []).map(
      (redemption): ReviewedPiece => ({
        kind: 'redemption',
        value: {
          ...{
            reference: word('voucherRedemptions', redemption.reference),
            voucher: word('voucherRedemptions', redemption.voucher),
          },
          ...{ redeemedAt: when(redemption.redeemedAt), recordedAt: when(redemption.recordedAt) },
        },
      }),
    ),
  ]
}

const statuses: readonly DataRequestStatus[] = ['pending', 'processing', 'approved', 'declined', 'revoked']

function oneOf<Word extends string>(field: string, value: Word, words: readonly Word[]): Word {
  if (words.includes(value)) return value
  throw new NotStorable(field, 'has a word that means nothing here')
}

/** A day that is past comes at once: whoever wanted to go, goes. */
function plannedDeletionOf({ askedAt, dueAt }: PlannedDeletion, { now }: ReviewRules): ReviewedPiece {
  if (!isBelievable(askedAt, now) || Number.isNaN(dueAt.getTime()))
    throw new NotStorable('plannedDeletion', 'cannot have been then')
  return { kind: 'plannedDeletion', value: { askedAt, dueAt } }
}

function imageOf(name: string, content: Uint8Array): ReviewedPiece {
  if (!/^[0-9a-f-]{36}\.(png|jpg|webp)$/.test(name)) throw new NotStorable('imageName', 'names no image')
  return { kind: 'image', value: { name, content: hex(content) } }
}
