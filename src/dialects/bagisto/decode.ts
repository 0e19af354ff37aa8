import type { PasswordDraft } from '../../core/account/prepare-password.ts'
import type { ProfileDraft } from '../../core/account/profile-draft.ts'
import { reviewImage } from '../../core/account/profile-image.ts'
import type { BookAddressDraft } from '../../core/account/review-address.ts'
import type { ImageChange } from '../../core/account/update-profile.ts'
import type { Sent } from '../../core/customers/sent.ts'
import type { Draft } from '../../core/registration/draft.ts'
import type { SignInDraft } from '../../core/sessions/review-sign-in.ts'
import type { Violation } from '../../violations/violation.ts'
import {
  type AddressInput,
  ifSent,
  type LoginInput,
  type ProfileInput,
  type RegistrationInput,
  unlessBlank,
} from './contract/input.ts'

/** The parts of a name stay as sent, and so does a password. */
export const decodeRegistration = (input: RegistrationInput): Draft => ({
  email: unlessBlank(input.email),
  firstName: unlessBlank(input.firstName),
  lastName: unlessBlank(input.lastName),
  dateOfBirth: ifSent(input.dateOfBirth),
  phone: ifSent(input.phone),
  gender: ifSent(input.gender),
  subscribesToNewsletter: input.subscribedToNewsLetter === true,
  password: unlessBlank(input.password),
  passwordAgain: ifSent(input.confirmPassword),
})

export const decodeSignIn = ({ email, password }: LoginInput): SignInDraft => ({
  login: unlessBlank(email),
  password: unlessBlank(password?.trim()),
  passwordAsSent: unlessBlank(password),
})

export const decodeProfile = (input: ProfileInput): ProfileDraft => ({
  email: ifSent(input.email),
  firstName: ifSent(input.firstName),
  lastName: ifSent(input.lastName),
  dateOfBirth: ifSent(input.dateOfBirth),
  phone: ifSent(input.phone),
  gender: ifSent(input.gender),
  address: undefined,
})

/** @returns `undefined` where no other password is wished for; the mobile app calls it `newPassword` */
export function decodePassword(input: ProfileInput): PasswordDraft | undefined {
  const password = ifSent(input.password) ?? ifSent(input.newPassword)
  if (password === undefined) return undefined
  return { password, passwordAgain: input.confirmPassword, currentPassword: unlessBlank(input.currentPassword) }
}

const dataUri = /^data:image\/[\w.+-]{1,32};base64,([A-Za-z0-9+/]+={0,2})$/

/** @returns `undefined` where the image stays as it is; what is wrong with one that is none */
export function decodeImage({ image, deleteImage }: ProfileInput): ImageChange | Violation | undefined {
  if (deleteImage === true) return 'removed'
  if (ifSent(image) === undefined) return undefined
  const content = Buffer.from(dataUri.exec(image ?? '')?.[1] ?? '', 'base64')
  const reviewed = reviewImage(content)
  return 'code' in reviewed ? reviewed : { ...reviewed, content }
}

/** Bagisto's two lines are one text with a newline between them; sending one of them replaces both. */
function streetIn({ address1, address2 }: AddressInput): Sent {
  if ((address1 ?? address2 ?? undefined) === undefined) return undefined
  return [address1, address2].filter((line) => line).join('\n')
}

/** What is null is not sent: forms of clients hold null for what was never filled in. */
export const decodeAddress = (input: AddressInput): BookAddressDraft => ({
  firstName: input.firstName ?? undefined,
  lastName: input.lastName ?? undefined,
  companyName: input.companyName ?? undefined,
  vatId: input.vatId ?? undefined,
  email: input.email ?? undefined,
  phone: input.phone ?? undefined,
  streetAddress: streetIn(input),
  postcode: input.postcode ?? undefined,
  city: input.city ?? undefined,
  state: input.state ?? undefined,
  country: input.country ?? undefined,
  isDefault: input.defaultAddress ?? undefined,
  usesForShipping: input.useForShipping ?? undefined,
})
