/** A text as clients send it: GraphQL's coercion and the REST decoder let nothing else through. */
export type SentText = string | null | undefined
export type SentFlag = boolean | null | undefined

/** `createCustomerInput`; `status`, `isVerified` and `isSuspended` are taken and never read. */
export interface RegistrationInput {
  readonly firstName?: SentText
  readonly lastName?: SentText
  readonly email?: SentText
  readonly password?: SentText
  readonly confirmPassword?: SentText
  readonly phone?: SentText
  readonly gender?: SentText
  readonly dateOfBirth?: SentText
  readonly subscribedToNewsLetter?: SentFlag
  readonly deviceToken?: SentText
}

export interface LoginInput {
  readonly email?: SentText
  readonly password?: SentText
  readonly deviceToken?: SentText
}

/** `createCustomerProfileUpdateInput`, as far as it is read. */
export interface ProfileInput {
  readonly _id?: SentText
  readonly id?: SentText
  readonly firstName?: SentText
  readonly lastName?: SentText
  readonly email?: SentText
  readonly phone?: SentText
  readonly gender?: SentText
  readonly dateOfBirth?: SentText
  readonly currentPassword?: SentText
  readonly password?: SentText
  readonly newPassword?: SentText
  readonly confirmPassword?: SentText
  readonly subscribedToNewsLetter?: SentFlag
  readonly image?: SentText
  readonly deleteImage?: SentFlag
}

export interface AddressInput {
  readonly firstName?: SentText
  readonly lastName?: SentText
  readonly companyName?: SentText
  readonly vatId?: SentText
  readonly email?: SentText
  readonly phone?: SentText
  readonly address1?: SentText
  readonly address2?: SentText
  readonly country?: SentText
  readonly state?: SentText
  readonly city?: SentText
  readonly postcode?: SentText
  readonly defaultAddress?: SentFlag
  readonly useForShipping?: SentFlag
}

/** A text of blanks is none, as Laravel's `required` has it; any other text stays as it is. */
export const unlessBlank = (sent: SentText): SentText => (typeof sent === 'string' && sent.trim() === '' ? '' : sent)

/** What is empty or absent is left alone, as every change of the contract has it. */
export const ifSent = (sent: SentText): string | undefined => (sent?.trim() ? sent : undefined)
