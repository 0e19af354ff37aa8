/** What a refusal can speak of, in core words and in the order answers list them. */
export const fieldOrder = [
  'login',
  'username',
  'email',
  'externalId',
  'title',
  'displayName',
  'firstName',
  'lastName',
  'companyName',
  'vatId',
  'dateOfBirth',
  'phone',
  'mobile',
  'gender',
  'nationality',
  'currency',
  'customerType',
  'address',
  'addressKind',
  'streetAddress',
  'postcode',
  'city',
  'state',
  'country',
  'currentPassword',
  'password',
  'passwordAgain',
  'refreshToken',
  'token',
  'units',
  'purchasedAt',
  'redeemedAt',
  'type',
  'message',
  'image',
  'customAttributes',
  'attributeName',
  'attributeValue',
  'consents',
  'consentId',
  'consented',
  'contactMethods',
] as const
export type Field = (typeof fieldOrder)[number]

/** What stands where an object belongs, by the names of JSON; `fraction` is a number with a point or an exponent. */
export type NotAnObject = 'text' | 'whole_number' | 'fraction' | 'boolean' | 'list'

/** What a password may not resemble. */
export type PersonalAttribute = 'firstName' | 'lastName' | 'email'

/**
 * Every reason to refuse what a caller sent: a code, and the facts a sentence about it needs.
 * No sentence and no status stands here; each dialect answers every code in its own words.
 */
export interface ViolationFacts {
  /** A required field was not sent at all. */
  missing: { field: Field }
  /** The field was sent with an explicit null. */
  null_given: { field: Field }
  /** The text is empty once the contract's white space is cut. */
  blank: { field: Field }
  /** A value that is neither text nor anything the contract reads as text. */
  not_text: { field: Field }
  /** Longer than the contract or the store allows, in Unicode code points. */
  too_long: { field: Field; maximumCharacters: number }
  /** U+0000, which no text column holds. */
  null_character: { field: Field }
  /** Half of a surrogate pair; `codePoint` is the first one found. */
  lone_surrogate: { field: Field; codePoint: number }
  /** No e-mail address by the contract's syntax, or one no canonical key can be made of. */
  email_malformed: { field: 'email' }
  /** A character that usernames do not have. */
  username_malformed: { field: 'username' }
  /** Another customer of the tenant holds this name; or, of a mailbox, some customer has subscribed it already. */
  already_taken: { field: 'email' | 'username' | 'externalId' }
  /** Something else stands where an object belongs. */
  not_an_object: { field: 'address' | 'customAttributes' | 'consents' | 'contactMethods'; given: NotAnObject }
  /** Something else stands where a list belongs. */
  not_a_list: { field: 'address' | 'customAttributes' | 'consents' | 'contactMethods' }
  /** Neither true nor false. */
  not_a_boolean: { field: 'consented' }
  /** The list has more entries than may be. */
  too_many: { field: 'address' | 'customAttributes' | 'consents' | 'contactMethods'; maximum: number }
  /** The list names the same twice. */
  repeated: { field: 'customAttributes' | 'consents' | 'contactMethods'; name: string }
  /** What this caller may not decide. */
  not_allowed: { field: Field }
  /** No whole number, nor a text that is one. */
  not_whole_number: { field: 'postcode' }
  below_minimum: { field: 'postcode'; minimum: number }
  above_maximum: { field: 'postcode' | 'units'; maximum: number }
  /** Not as postcodes of the country are. */
  postcode_malformed: { field: 'postcode'; country: string | null }
  /** No country or currency has this code. */
  code_unknown: { field: 'country' | 'nationality' | 'currency'; given: string }
  /** A currency that the tenant does not deal in. */
  not_enabled: { field: 'currency'; given: string }
  /** A country by its code where the contract wants its name. */
  country_abbreviated: { field: 'country' }
  /** No calendar date in the contract's form. */
  date_malformed: { field: 'dateOfBirth' }
  /** No phone number in the contract's form. */
  phone_malformed: { field: 'phone' }
  /** None of those the contract has; `given` as it was sent. */
  gender_unknown: { field: 'gender'; given: string; accepted: readonly string[] }
  /** Another word than those the contract knows. */
  not_one_of: { field: 'type' | 'customerType' | 'addressKind'; allowed: readonly string[] }
  /** Of instants: further ahead than clocks differ and time zones are mistaken for each other. */
  in_the_future: { field: 'purchasedAt' | 'redeemedAt' | 'dateOfBirth' }
  /** Born longer ago than the tenant believes. */
  too_old: { field: 'dateOfBirth'; maximumYears: number }
  /** Younger than the tenant's customers may be. */
  too_young: { field: 'dateOfBirth'; minimumYears: number }
  /** Fewer Unicode code points than the contract asks for. */
  password_too_short: { field: 'password'; minimumCharacters: number }
  /** On the list of passwords that are guessed first. */
  password_too_common: { field: 'password' }
  /** Digits and nothing else. */
  password_all_digits: { field: 'password' }
  /** Close to one of the customer's own names or to the address. */
  password_too_similar: { field: 'password'; attribute: PersonalAttribute }
  /** Guessed sooner than the tenant allows; scores go from 0 to 4. */
  password_too_weak: { field: 'password'; score: number; minimumScore: number }
  /** Not the password the customer has now. */
  password_wrong: { field: 'currentPassword' }
  /** The repeated password is another one. */
  passwords_differ: { field: 'passwordAgain' }
  /** No picture in a format we show, by its own bytes, or more bytes than we keep. */
  image_unusable: { field: 'image'; fault: 'unknown_format' | 'too_large'; maximumBytes: number }
  /** The tenant has declared its attributes, and this is none of them. */
  attribute_unknown: { field: 'customAttributes'; name: string }
  /** Not what the tenant has declared the attribute to be. */
  attribute_malformed: { field: 'customAttributes'; name: string; type: 'number' | 'boolean' | 'date' }
  /** The tenant asks for no such consent, or not in this list. */
  consent_unknown: { field: 'consents'; consentId: string }
  /** The tenant has no such way of reaching customers. */
  contact_method_unknown: { field: 'contactMethods'; contactMethod: string }
  /** A consent that has to be answered, or granted, is not. */
  consent_needed: { field: 'consents'; consentId: string; needs: 'answer' | 'acceptance' }
  /** A consent was granted that names no way to be reached, and needs one. */
  contact_method_needed: { field: 'contactMethods'; consentId: string }
  /** Another version of the text is in force than the one that was answered. */
  consent_outdated: { field: 'consents'; consentId: string; current: string }
}

export type ViolationCode = keyof ViolationFacts
export type Violation<C extends ViolationCode = ViolationCode> = { [K in C]: { code: K } & ViolationFacts[K] }[C]

/** One row per code: a new code stops compiling in every dialect until it is answered there. */
export type AnswerTable<Answer> = { readonly [K in ViolationCode]: (violation: Violation<K>) => Answer }

/** Looks the violation up in a dialect's table. */
export function answer<Answer>(table: AnswerTable<Answer>, violation: Violation): Answer {
  const row = table[violation.code] as (violation: Violation) => Answer
  return row(violation)
}
