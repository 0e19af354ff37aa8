import type { Field, PersonalAttribute } from '../../violations/violation.ts'

/** Core fields by their names on the wire; those of an address stand inside it. */
export const wireName = {
  login: 'email',
  email: 'email',
  firstName: 'first_name',
  lastName: 'last_name',
  companyName: 'company_name',
  vatId: 'vat_id',
  dateOfBirth: 'date_of_birth',
  phone: 'phone',
  gender: 'gender',
  address: 'address',
  streetAddress: 'street_address',
  postcode: 'postal_code',
  city: 'city',
  state: 'state',
  country: 'country',
  currentPassword: 'current_password',
  password: 'password',
  passwordAgain: 'password2',
  refreshToken: 'refresh',
  token: 'token',
  units: 'units',
  purchasedAt: 'purchased_at',
  redeemedAt: 'redeemed_at',
  type: 'type',
  message: 'message',
  image: 'image',
  username: 'username',
  externalId: 'external_id',
  title: 'title',
  displayName: 'display_name',
  mobile: 'mobile',
  nationality: 'nationality',
  currency: 'currency',
  customerType: 'customer_type',
  addressKind: 'address_type',
  customAttributes: 'custom_attributes',
  attributeName: 'custom_attributes',
  attributeValue: 'custom_attributes',
  consents: 'consents',
  consentId: 'consents',
  consented: 'consents',
  contactMethods: 'consents',
} as const satisfies Readonly<Record<Field, string>>

export const addressFields = ['streetAddress', 'postcode', 'city', 'state', 'country'] as const satisfies readonly Field[]

/** How messages speak of what a password resembles: Django's verbose names. */
export const verboseName: Readonly<Record<PersonalAttribute, string>> = {
  firstName: 'first name',
  lastName: 'last name',
  email: 'email address',
}

/** What 201 answers, in this order. */
export interface WireCustomer {
  readonly email: string
  readonly first_name: string
  readonly last_name: string
  readonly slug: string
  readonly date_of_birth: string | null
  readonly address: WireAddress | null
  readonly last_purchase_date: string | null
}

export interface WireAddress {
  readonly street_address: string
  /** A number where the postcode is one, else the text (docs/decisions/0005). */
  readonly postal_code: number | string
  readonly city: string
  readonly state: string
  readonly country: string
}
