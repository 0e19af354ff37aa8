import type { TroubleCode, TroubleValue } from '../../src/violations/trouble.ts'
import type { Violation, ViolationCode } from '../../src/violations/violation.ts'

/** One of each, with what it means to whoever integrates Patron. A new code stops compiling here until it has one. */
export const violationExamples: { readonly [K in ViolationCode]: readonly [meaning: string, example: Violation<K>] } = {
  missing: ['A required field was not sent.', { code: 'missing', field: 'firstName' }],
  null_given: ['A required field was sent as null.', { code: 'null_given', field: 'firstName' }],
  blank: ['The text is empty once white space is cut.', { code: 'blank', field: 'password' }],
  not_text: ['The value is a boolean, a list, an object or a file.', { code: 'not_text', field: 'firstName' }],
  too_long: ['Too many Unicode code points.', { code: 'too_long', field: 'firstName', maximumCharacters: 150 }],
  null_character: ['The text holds U+0000.', { code: 'null_character', field: 'firstName' }],
  lone_surrogate: ['The text holds half of a surrogate pair.', { code: 'lone_surrogate', field: 'firstName', codePoint: 0xd800 }],
  email_malformed: [
    'No e-mail address by the contract, or one with invisible characters.',
    { code: 'email_malformed', field: 'email' },
  ],
  username_malformed: [
    'The username has a character that usernames do not have.',
    { code: 'username_malformed', field: 'username' },
  ],
  not_a_list: ['Something else stands where a list belongs.', { code: 'not_a_list', field: 'customAttributes' }],
  not_a_boolean: ['Neither true nor false.', { code: 'not_a_boolean', field: 'consented' }],
  too_many: ['The list has too many entries.', { code: 'too_many', field: 'customAttributes', maximum: 100 }],
  repeated: ['The list names the same twice.', { code: 'repeated', field: 'customAttributes', name: 'no_ads' }],
  not_allowed: ['Only the shop may decide this, not the customer.', { code: 'not_allowed', field: 'customerType' }],
  postcode_malformed: ['Not as postcodes of the country are.', { code: 'postcode_malformed', field: 'postcode', country: 'SE' }],
  code_unknown: ['No country or currency has this code.', { code: 'code_unknown', field: 'currency', given: 'XYZ' }],
  not_enabled: ['The tenant does not deal in this currency.', { code: 'not_enabled', field: 'currency', given: 'JPY' }],
  already_taken: [
    'The mailbox, in whatever spelling, or the username belongs to a customer, or is subscribed to the newsletter already.',
    { code: 'already_taken', field: 'email' },
  ],
  not_an_object: ['Something else stands where an object belongs.', { code: 'not_an_object', field: 'address', given: 'list' }],
  not_whole_number: ['No whole number, nor a text that is one.', { code: 'not_whole_number', field: 'postcode' }],
  below_minimum: ['The number is too small.', { code: 'below_minimum', field: 'postcode', minimum: 0 }],
  above_maximum: ['The number is too large.', { code: 'above_maximum', field: 'postcode', maximum: 2_147_483_647 }],
  country_abbreviated: ['A code instead of the name of a country.', { code: 'country_abbreviated', field: 'country' }],
  date_malformed: ['No calendar date in the form of the contract.', { code: 'date_malformed', field: 'dateOfBirth' }],
  phone_malformed: ['No phone number in the form of the contract.', { code: 'phone_malformed', field: 'phone' }],
  gender_unknown: [
    'None of those the contract has.',
    { code: 'gender_unknown', field: 'gender', given: 'xyz', accepted: ['Male', 'Female', 'Other'] },
  ],
  not_one_of: ['Another word than those that are known.', { code: 'not_one_of', field: 'type', allowed: ['delete', 'update'] }],
  in_the_future: ['More than a day ahead; of a date of birth, after today.', { code: 'in_the_future', field: 'purchasedAt' }],
  too_old: ['Born longer ago than the tenant believes.', { code: 'too_old', field: 'dateOfBirth', maximumYears: 130 }],
  too_young: ['Younger than the tenant asks for.', { code: 'too_young', field: 'dateOfBirth', minimumYears: 18 }],
  password_too_short: ['Too few code points.', { code: 'password_too_short', field: 'password', minimumCharacters: 8 }],
  password_too_common: ['On the list of common passwords.', { code: 'password_too_common', field: 'password' }],
  password_all_digits: ['Digits and nothing else.', { code: 'password_all_digits', field: 'password' }],
  password_too_similar: [
    'Close to a name or the address.',
    { code: 'password_too_similar', field: 'password', attribute: 'firstName' },
  ],
  password_too_weak: [
    'Guessed too soon, by its score.',
    { code: 'password_too_weak', field: 'password', score: 1, minimumScore: 2 },
  ],
  password_wrong: ['Not the password the customer has now.', { code: 'password_wrong', field: 'currentPassword' }],
  passwords_differ: ['The repeated password is another one.', { code: 'passwords_differ', field: 'passwordAgain' }],
  attribute_unknown: [
    'None of the attributes the tenant has declared.',
    { code: 'attribute_unknown', field: 'customAttributes', name: 'shoe_size' },
  ],
  attribute_malformed: [
    'Not what the tenant has declared the attribute to be.',
    { code: 'attribute_malformed', field: 'customAttributes', name: 'no_ads', type: 'boolean' },
  ],
  consent_unknown: [
    'The tenant asks for no such consent, or it stands in the wrong list.',
    { code: 'consent_unknown', field: 'consents', consentId: 'NEWS-2' },
  ],
  contact_method_unknown: [
    'The tenant does not reach customers in this way.',
    { code: 'contact_method_unknown', field: 'contactMethods', contactMethod: 'FAX' },
  ],
  consent_needed: [
    'A consent that has to be answered or granted is not.',
    { code: 'consent_needed', field: 'consents', consentId: 'TERMS', needs: 'acceptance' },
  ],
  contact_method_needed: [
    'The consent was granted without a way to be reached, and needs one.',
    { code: 'contact_method_needed', field: 'contactMethods', consentId: 'NEWS' },
  ],
  consent_outdated: [
    'The text has changed since: the version in force is to be answered.',
    { code: 'consent_outdated', field: 'consents', consentId: 'TERMS', current: '2' },
  ],
  image_unusable: [
    'No PNG, JPEG or WebP by its bytes, or too many of them.',
    { code: 'image_unusable', field: 'image', fault: 'too_large', maximumBytes: 5_242_880 },
  ],
}

export const troubleExamples: { readonly [K in TroubleCode]: readonly [meaning: string, example: TroubleValue<K>] } = {
  unreadable_body: [
    'The body is not what its media type promises.',
    { code: 'unreadable_body', detail: 'JSON parse error - Expecting value: line 1 column 1 (char 0)' },
  ],
  unsupported_media_type: ['No reader for this media type.', { code: 'unsupported_media_type', mediaType: 'text/plain' }],
  unsupported_content_encoding: ['Bodies are never inflated.', { code: 'unsupported_content_encoding', contentEncoding: 'gzip' }],
  not_acceptable: ['The Accept header leaves nothing to answer in.', { code: 'not_acceptable' }],
  method_not_allowed: ['The path has other methods, which Allow names.', { code: 'method_not_allowed', method: 'GET' }],
  not_found: ['There is nothing here.', { code: 'not_found' }],
  registration_closed: ['The tenant takes no new customers.', { code: 'registration_closed' }],
  no_such_customer: ['No customer of this tenant has this id.', { code: 'no_such_customer' }],
  no_such_address: ['The customer has no address of this number.', { code: 'no_such_address' }],
  no_such_data_request: ['The customer has raised no request of this number.', { code: 'no_such_data_request' }],
  no_longer_revocable: ['The request about data was decided or revoked before.', { code: 'no_longer_revocable' }],
  quota_reached: [
    'The customer has as many of these as one may have; nothing was added.',
    { code: 'quota_reached', of: 'addresses', maximum: 100 },
  ],
  credentials_refused: [
    'No active customer has this login and this password; which is wrong is not told.',
    { code: 'credentials_refused' },
  ],
  email_unverified: [
    'The customer has not proven yet that the mailbox is theirs, and `PATRON_EMAIL_VERIFICATION` asks for it.',
    { code: 'email_unverified' },
  ],
  unauthenticated: ['The call needs credentials and none came.', { code: 'unauthenticated' }],
  authorization_malformed: ['The Authorization header does not hold one token.', { code: 'authorization_malformed' }],
  token_refused: [
    'The token is none of ours, has expired, is of the other kind, or its session has ended.',
    { code: 'token_refused', carriedIn: 'body', fault: 'invalid' },
  ],
  account_inactive: [
    'The token is good, but its customer is suspended, deactivated or deleted.',
    { code: 'account_inactive', carriedIn: 'header', state: 'suspended' },
  ],
  api_key_refused: [
    'The service key is none of ours, was revoked or has expired.',
    { code: 'api_key_refused', fault: 'revoked' },
  ],
  signature_refused: [
    'The request is not signed by a key of ours, not within its time, or not for this; which is not told.',
    { code: 'signature_refused' },
  ],
  storefront_key_missing: ['The call needs the key of a storefront and none came.', { code: 'storefront_key_missing' }],
  storefront_key_refused: [
    'The storefront key is none of ours, was revoked, has expired, or may not be used from this address; which is not told.',
    { code: 'storefront_key_refused' },
  ],
  link_refused: [
    'A mailed link that was used, has run out, or whose account has changed; which of it is not told.',
    { code: 'link_refused' },
  ],
  form_over: [
    'A form of the pages that was made before a sign-in or sign-out, or for a browser that keeps no cookies.',
    { code: 'form_over' },
  ],
  forbidden: ['Known, and not allowed to do this.', { code: 'forbidden' }],
  body_too_large: ['The body is over the limit; it was not read.', { code: 'body_too_large', limitBytes: 1_048_576 }],
  too_many_requests: [
    'This client or this storefront, or anyone for this account, tried too often.',
    { code: 'too_many_requests', retryAfterSeconds: 42 },
  ],
  busy: ['Hashing cannot be done in time; nothing was done.', { code: 'busy', retryAfterSeconds: 1 }],
  unavailable: [
    'The database does not answer. What was asked may or may not be done: repeat it with its Idempotency-Key.',
    { code: 'unavailable', retryAfterSeconds: 5 },
  ],
  idempotency_key_malformed: [
    'The Idempotency-Key is no key.',
    { code: 'idempotency_key_malformed', minimumCharacters: 16, maximumCharacters: 255 },
  ],
  idempotency_key_reused: ['The Idempotency-Key came with another body before.', { code: 'idempotency_key_reused' }],
  reference_reused: ['The reference of a purchase or a redemption stands for another one.', { code: 'reference_reused' }],
  idempotency_key_in_use: [
    'The first request with this Idempotency-Key is under way.',
    { code: 'idempotency_key_in_use', retryAfterSeconds: 1 },
  ],
  internal: ['A fault of Patron; the log knows it by the x-request-id.', { code: 'internal' }],
}
