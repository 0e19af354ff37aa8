/** The service as live clients call it, and as the published pages show it. */
export const basePaths = ['/apis/customers/v1', '/customers/v1'] as const

/** A fault the contract has a number for. */
export interface Fault {
  readonly errorCode: number
  readonly status: number
  /** For whoever sits before the screen. */
  readonly userMessage: string
  /** What the published page calls it; not on the wire. */
  readonly name: string
}

const fault = (errorCode: number, status: number, name: string, userMessage: string): Fault => ({
  errorCode,
  status,
  name,
  userMessage,
})

/**
 * The published faults that this service raises, with the words of live answers where those are known.
 *
 * @source docs/contracts/singula.md, section 5
 */
export const faults = {
  insufficientData: fault(90000, 400, 'InsufficientDataFault', 'Additional data required'),
  addressCreation: fault(90003, 400, 'AddressCreationFailureFault', 'Address creation has failed'),
  authentication: fault(90004, 400, 'AuthenticationFailureFault', 'Password provided is incorrect'),
  incorrectUsername: fault(90011, 400, 'IncorrectUsernameFailureFault', 'Username provided is incorrect'),
  invalidCurrency: fault(90019, 404, 'InvalidCurrencyCodeFault', 'Currency code provided does not exist'),
  invalidDateOfBirth: fault(90020, 400, 'InvalidDateOfBirthFault', 'Date of Birth provided is incorrect'),
  invalidPostcode: fault(90026, 400, 'InvalidPostcodeFault', 'Postcode provided is incorrect'),
  invalidUsername: fault(90030, 400, 'InvalidUsernameFailureFault', 'Username provided is invalid'),
  consentMissing: fault(90037, 400, 'MandatoryConsentMissingFault', 'Consent Method Required'),
  contactMethodMissing: fault(90038, 400, 'MandatoryContactMethodMissingFault', 'Contact Method Required'),
  passwordRequired: fault(90044, 400, 'PasswordRequiredFault', 'No Password provided'),
  registration: fault(90055, 400, 'RegistrationFailureFault', 'Registration cannot be completed at this time'),
  systemFailure: fault(90061, 500, 'SystemFailureFault', 'System Failure, please try again later'),
  unknownConsent: fault(90066, 404, 'UnknownConsentFault', 'ConsentId provided does not exist'),
  unknownContactMethod: fault(90067, 404, 'UnknownContactMethodFault', 'Contact Method provided does not exist'),
  unknownCustomer: fault(90068, 404, 'UnknownCustomerFault', 'Customer cannot be located'),
  unsafePassword: fault(90073, 400, 'UnsafePasswordScoreFault', 'Provided Password does not meet minimum secure requirements'),
  usernameExists: fault(90074, 400, 'UsernameExistsFailureFault', 'Username provided already exists'),
  usernameRequired: fault(90075, 400, 'UsernameRequiredFailureFault', 'No Username provided'),
  externalIdExists: fault(
    90084,
    400,
    'External unique identifier exists; its name is not published',
    'External unique identifier provided already exists',
  ),
  emailExists: fault(90101, 400, 'E-mail address exists; its name is not published', 'Email address provided already exists'),
} as const satisfies Readonly<Record<string, Fault>>

/**
 * Core fields by the members they are on the wire; those of an address stand inside it, in a list. Nobody signs in here, so
 * login and token are what a search names people by.
 */
export const memberOf = {
  login: 'customerId',
  username: 'username',
  email: 'email',
  externalId: 'externalUniqueIdentifier',
  title: 'title',
  displayName: 'displayName',
  firstName: 'firstName',
  lastName: 'lastName',
  companyName: 'companyName',
  vatId: 'vatId',
  dateOfBirth: 'dateOfBirth',
  phone: 'phone',
  mobile: 'mobile',
  gender: 'gender',
  nationality: 'nationality',
  currency: 'currency',
  customerType: 'customerType',
  address: 'addresses',
  addressKind: 'addresses.addressType',
  streetAddress: 'addresses.line1',
  postcode: 'addresses.postCode',
  city: 'addresses.city',
  state: 'addresses.county',
  country: 'addresses.countryCode',
  currentPassword: 'currentPassword',
  password: 'password',
  passwordAgain: 'password',
  refreshToken: 'token',
  token: 'referAFriendCode',
  units: 'units',
  purchasedAt: 'purchasedAt',
  redeemedAt: 'redeemedAt',
  type: 'type',
  message: 'message',
  image: 'image',
  customAttributes: 'customAttributes',
  attributeName: 'customAttributes.name',
  attributeValue: 'customAttributes.value',
  consents: 'consents',
  consentId: 'consents.consentId',
  consented: 'consents.consented',
  contactMethods: 'consents.contactMethods',
} as const

/** What an address is for. */
export const addressTypes = ['HOME', 'BILLING', 'DELIVERY'] as const

/** Whom a request comes from: a program that signs, a member of the staff, or the customer. */
export const sources = ['HMAC', 'USER', 'CUSTOMER'] as const
export type Source = (typeof sources)[number]

/** A customer as GET and locate answer it; what is absent is left out. */
export interface WireCustomer {
  readonly active: boolean
  readonly addresses?: readonly WireAddress[]
  readonly auditInfo?: {
    readonly createdByUser: string
    readonly creationDate: string
    readonly modifiedByUser: string
    readonly modifiedDate: string
  }
  readonly consents?: WireConsents
  readonly currency?: string
  readonly customAttributes?: readonly { readonly name: string; readonly value: string }[]
  readonly customerId: string
  readonly customerType?: string
  readonly dateOfBirth?: string
  readonly displayName?: string
  readonly email?: string
  readonly externalUniqueIdentifier?: string
  readonly firstName?: string
  readonly gender?: string
  readonly lastName?: string
  readonly mobile?: string
  readonly nationality?: string
  readonly phone?: string
  readonly referAFriend?: { readonly active: boolean; readonly code: string }
  readonly title?: string
  readonly username?: string
}

export interface WireAddress {
  readonly addressType: string
  readonly city?: string
  readonly countryCode?: string
  readonly county?: string
  readonly line1?: string
  readonly line2?: string
  readonly line3?: string
  readonly postCode?: string
}

/** Its shape is ours, since the published pages do not tell it. */
export interface WireConsents {
  readonly companyConsents?: readonly WireConsent[]
  readonly thirdPartyConsents?: readonly WireConsent[]
}

export interface WireConsent {
  readonly consentId: string
  readonly consented: boolean
  readonly contactMethods?: readonly { readonly code: string; readonly consented: boolean }[]
}
