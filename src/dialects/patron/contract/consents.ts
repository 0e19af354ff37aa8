import { Type } from 'typebox'
import { locales } from '../../../core/tenants/locale.ts'
import { describe } from '../operation.ts'
import { closed, creationRefusals, Instant, json, nullable, refusals, shopName, Uuid } from './common.ts'

const tag = 'Consents'
const Digest = Type.String({ description: "SHA-256 of the text's UTF-8, in 64 hexadecimal digits.", pattern: '^[0-9a-f]{64}$' })
const ContactMethods = Type.Record(Type.String(), Type.Boolean(), {
  description: 'Ways to be reached, and whether for each.',
  examples: [{ EMAIL: true, SMS: false }],
})
const Decision = Type.Enum(['granted', 'declined', 'withdrawn'], { description: '`withdrawn`: declined after it was granted.' })
const Kind = Type.Enum(['company', 'thirdParty'])
const Mandatory = Type.Enum(['no', 'answer', 'accept'], {
  description: '`answer`: it has to be answered, either way. `accept`: it has to be granted.',
})
const version = shopName('The version that was shown.', '2026-01')

const DeclaredConsent = Type.Object(
  {
    consentId: Type.String(),
    kind: Kind,
    mandatory: Mandatory,
    contactMethods: Type.Enum(['none', 'optional', 'required']),
    versionInForce: nullable(Type.String({ description: 'Null: nobody is asked for it yet.' })),
    versions: Type.Array(
      Type.Object({
        version: Type.String(),
        validFrom: nullable(Type.String()),
        texts: Type.Array(
          Type.Object({ locale: Type.String(), text: Type.String(), url: nullable(Type.String()), digest: Digest }),
        ),
      }),
    ),
  },
  { title: 'DeclaredConsent' },
)

export const DeclaredConsents = Type.Object(
  {
    contactMethods: Type.Array(Type.String()),
    newsletterConsent: Type.String({ description: "The consent that the newsletter's mark of a customer is." }),
    consents: Type.Array(DeclaredConsent),
  },
  { title: 'DeclaredConsents' },
)

export const ConsentTexts = Type.Object(
  {
    texts: Type.Array(
      Type.Object({ locale: Type.String(), text: Type.String(), digest: Digest, declaredAt: Instant }, { title: 'ConsentText' }),
    ),
  },
  { title: 'ConsentTexts' },
)

const ConsentStanding = Type.Object(
  {
    consentId: Type.String(),
    kind: nullable(Kind),
    mandatory: nullable(Mandatory),
    versionInForce: nullable(Type.String({ description: 'Null: nobody is asked for it now.' })),
    needed: Type.Boolean({ description: 'Whether the customer is to be asked for it.' }),
    said: nullable(
      Type.Object(
        { version: Type.String(), decision: Decision, contactMethods: ContactMethods, recordedAt: Instant },
        { title: 'ConsentState' },
      ),
    ),
  },
  { title: 'ConsentStanding' },
)

export const CustomerConsents = Type.Object(
  {
    needed: Type.Array(Type.String(), { description: 'Ids of those the customer is to be asked for.' }),
    consents: Type.Array(ConsentStanding),
  },
  { title: 'CustomerConsents' },
)

export const ConsentRecord = Type.Object(
  {
    id: Uuid,
    customerId: Uuid,
    number: Type.Integer({ description: 'Counts the answers of the customer.' }),
    consentId: Type.String(),
    version: Type.String(),
    locale: nullable(Type.String({ description: 'The language it was shown in.' })),
    textDigest: nullable(Digest),
    decision: Decision,
    contactMethods: ContactMethods,
    recordedAt: Instant,
    surface: Type.String({ examples: ['bagisto'] }),
    actingAs: Type.Enum(['customer', 'staff', 'program']),
    actingId: nullable(Type.String({ description: 'Null once the customer was erased, unless it is the key of a program.' })),
    clientAddress: nullable(Type.String({ description: 'Null once the customer was erased, as the two below.' })),
    userAgent: nullable(Type.String()),
    requestId: nullable(Type.String()),
  },
  { title: 'ConsentRecord' },
)

export const ConsentHistory = Type.Object({ records: Type.Array(ConsentRecord) }, { title: 'ConsentHistory' })

export const ConsentReceipt = Type.Object(
  { receipt: Type.String({ description: 'A compact JWS (RFC 7515) of type `consent-receipt+jwt`.' }) },
  { title: 'ConsentReceipt' },
)

export const PreferenceLinks = Type.Object(
  {
    preferencesUrl: Type.String({ description: 'Where the customer gives and withdraws what they need not agree to.' }),
    unsubscribeUrl: Type.String({ description: 'For the headers `List-Unsubscribe` and `List-Unsubscribe-Post` (RFC 8058).' }),
  },
  { title: 'PreferenceLinks' },
)

const service = { tag, credential: 'service_key' } as const
const one = { ...service, pathParameters: Type.Object({ id: Uuid }, closed) } as const

export const listConsents = describe({
  ...service,
  id: 'listConsents',
  method: 'GET',
  path: '/patron/v1/consents',
  summary: 'The consents your customers are asked for',
  description: 'As the tenant has declared them, every version with its texts.',
  answers: { 200: json('What is declared.', DeclaredConsents), ...refusals() },
})

export const listConsentTexts = describe({
  ...service,
  id: 'listConsentTexts',
  method: 'GET',
  path: '/patron/v1/consents/texts',
  summary: 'Every text that was ever declared for a version of a consent',
  description: 'Also of consents and versions that are no longer declared: what the digest in a record stands for.',
  query: Type.Object({ consentId: shopName('The consent.', 'TERMS'), version }, closed),
  answers: { 200: json('The texts, by language; none of what was never declared.', ConsentTexts), ...refusals() },
})

export const readConsents = describe({
  ...one,
  id: 'readCustomerConsents',
  method: 'GET',
  path: '/patron/v1/customers/{id}/consents',
  summary: 'What a customer has consented to',
  description: 'Every consent that is declared, and then what else they ever answered.',
  answers: { 200: json('Where the customer stands.', CustomerConsents), ...refusals(404) },
})

export const answerConsent = describe({
  ...one,
  id: 'answerConsent',
  method: 'POST',
  path: '/patron/v1/customers/{id}/consents',
  creates: true,
  summary: 'Pass on what a customer said to a consent',
  description:
    'Kept for good, with the key that sent it or the member of your staff it names. What stands already is not kept again. Also what is mandatory can be taken back. Suspended and deactivated customers are taken, too.',
  body: Type.Object(
    {
      consentId: shopName('The consent, as it is declared.', 'NEWS'),
      granted: Type.Boolean(),
      contactMethods: Type.Optional(ContactMethods),
      version: Type.Optional(version),
      locale: Type.Optional(Type.Enum([...locales], { description: 'The language the text was shown in.' })),
      actingUser: Type.Optional(shopName('Your own id of the member of your staff who was told.', 'agent-7')),
    },
    closed,
  ),
  answers: {
    200: json('It stood already; the record of when it was said.', ConsentRecord),
    201: json('Kept now.', ConsentRecord),
    ...creationRefusals,
  },
})

export const listConsentHistory = describe({
  ...one,
  id: 'listConsentHistory',
  method: 'GET',
  path: '/patron/v1/customers/{id}/consents/history',
  summary: 'Everything a customer ever said to a consent',
  answers: { 200: json('Every record, oldest first.', ConsentHistory), ...refusals(404) },
})

export const readPreferenceLinks = describe({
  ...one,
  id: 'readPreferenceLinks',
  method: 'GET',
  path: '/patron/v1/customers/{id}/preference-links',
  summary: 'Links by which a customer chooses without signing in',
  description:
    'For your own newsletters. They are always the same while the customer has the mailbox, do not run out, and open nothing else. Whoever has one can use it: put it into mails to that mailbox alone.',
  answers: { 200: json('The links.', PreferenceLinks), ...refusals(404) },
})

export const makeConsentReceipt = describe({
  ...service,
  id: 'makeConsentReceipt',
  method: 'GET',
  path: '/patron/v1/customers/{id}/consents/history/{recordId}/receipt',
  pathParameters: Type.Object({ id: Uuid, recordId: Uuid }, closed),
  summary: 'A signed receipt of one record',
  description:
    'Signed with the key that is in use now. Whoever has the published keys verifies it without asking anybody; archive them with it.',
  answers: { 200: json('The receipt.', ConsentReceipt), ...refusals(404) },
})
