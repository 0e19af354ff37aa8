import { type Static, type TSchema, Type } from 'typebox'
import { locales } from '../../core/tenants/locale.ts'
import type { TenantSettings } from '../../core/tenants/settings.ts'
import { Consent } from './consent-form.ts'
import { keyForms } from './key-forms.ts'
import { closed, each, nullable, oneOf, text, Url } from './schema-parts.ts'

// One schema checks the file and is published (docs/tenants-file.schema.json).

const about = Type.Optional(Type.Unknown({ description: 'A comment; nothing is read from it.' }))

const AttributeDeclaration = Type.Object({ name: text(100), type: oneOf(['text', 'number', 'boolean', 'date']) }, closed)

const PreviousSystem = Type.Object(
  {
    contract: oneOf(['django', 'bagisto', 'singula'], 'Which of the contracts it speaks.'),
    url: Url,
    key: Type.Optional(
      nullable(text(200), 'What it knows Patron by: a storefront key of Bagisto, the id of a key that signs of Singula.'),
    ),
    secretVariable: Type.Optional(
      nullable(
        Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]{0,99}$', title: 'the name of an environment variable' }),
        'The environment variable with the secret of a key that signs.',
      ),
    ),
  },
  closed,
)

const oldestYears = 150

/** Every setting; the compiler names one that is forgotten. */
const settings = {
  shopName: nullable(text(200), 'What mails and pages call the shop; null: as the installation is called.'),
  publicUrl: nullable(Url, 'Where its customers reach Patron; null: where the installation is reached.'),
  locale: nullable(oneOf(locales), 'The language of its mails and pages; null: the installation’s.'),
  languages: nullable(
    Type.Array(oneOf(locales), { ...each, minItems: 1 }),
    'The languages its pages are offered in; the first where `locale` says nothing. Usually null: all there are.',
  ),
  logoUrl: nullable(Url, 'A picture in the head of pages. Usually null: the shop’s name.'),
  accentColor: nullable(
    Type.String({ pattern: '^#[0-9A-Fa-f]{6}$', title: 'a colour as in #1f4fd8' }),
    'Of buttons and links on pages. Usually null: ours.',
  ),
  termsUrl: nullable(Url, 'Where the terms stand, to which pages link. Usually null.'),
  privacyUrl: nullable(Url, 'Where the notice on privacy stands, to which pages link. Usually null.'),
  returnUrls: Type.Array(Url, {
    ...each,
    description: 'Where pages may send people on to: addresses that begin with one of these. Usually none.',
  }),
  deletionDelayDays: Type.Integer({
    minimum: 0,
    maximum: 90,
    description: 'How long who wants their account deleted may think better of it. Usually 0: it is deleted at once.',
  }),
  unverifiedAccountDays: Type.Integer({
    minimum: 0,
    maximum: 3650,
    description:
      'After how many days an account is erased whose mailbox was never proven and that nobody ever signed in to (docs/operations.md#retention). Usually 0: never.',
  }),
  timeZone: Type.String({ title: 'a time zone of the IANA database', description: 'By which it is today. Usually UTC.' }),
  country: nullable(
    Type.String({ pattern: '^[A-Za-z]{2,3}$', title: 'a country by ISO 3166-1' }),
    'Where addresses without a country are.',
  ),
  registrationOpen: Type.Boolean({ description: 'Usually true.' }),
  privateRegistration: Type.Boolean({
    description:
      'Registrations answer a known address as a new one, and nobody signs in before their mailbox is proven. Usually false.',
  }),
  passwordRequired: Type.Boolean({ description: 'Usually true.' }),
  passwordMinScore: Type.Integer({ minimum: 0, maximum: 4, description: 'On the surfaces that score passwords. Usually 2.' }),
  emailUnique: Type.Boolean({ description: 'Without it customers are told apart by usernames. Usually true.' }),
  externalIdUnique: Type.Boolean({ description: 'Usually true.' }),
  minimumAgeYears: nullable(Type.Integer({ minimum: 0, maximum: oldestYears }), 'Usually null: customers are of any age.'),
  maximumAgeYears: Type.Integer({ minimum: 1, maximum: oldestYears, description: 'Usually 130.' }),
  currencies: nullable(
    Type.Array(Type.String({ pattern: '^[A-Z]{3}$', title: 'a currency by ISO 4217' }), each),
    'Usually null: every one.',
  ),
  customerTypes: Type.Array(text(50), {
    ...each,
    minItems: 1,
    description: 'The first is what a customer is without being called anything. Usually Standard and VIP.',
  }),
  customAttributes: Type.Union([Type.Literal('open'), Type.Array(AttributeDeclaration)], {
    description: 'Usually open: whatever is sent is kept.',
  }),
  contactMethods: Type.Array(text(50), { ...each, description: 'Usually EMAIL, SMS, PHONE and POST.' }),
  consents: Type.Array(Consent, { description: 'What customers are asked to agree to. Usually nothing.' }),
  newsletterConsent: text(100, undefined, 'The consent that the newsletter’s mark of a customer is. Usually NEWSLETTER.'),
  hmacClockWindowSeconds: Type.Integer({
    minimum: 1,
    maximum: 3_600,
    description: 'How far the clock of who signs a request may be off. Usually 300.',
  }),
  publicPathPrefix: Type.String({
    maxLength: 200,
    pattern: '^(/[^\\s/?#]+)*$',
    title: 'a path as in /shop, without a slash at the end',
    description: 'What a proxy takes off the path before Patron sees it; part of what was signed. Usually nothing.',
  }),
  previousSystem: nullable(
    PreviousSystem,
    'Where its customers come from, while that still runs: sign-ins that are unknown here are asked for there, and who is good there moves in. Usually null.',
  ),
} satisfies Record<keyof TenantSettings, TSchema>

/** As `settings`, each of which may be left out. */
const saidSettings = Type.Partial(Type.Object(settings)).properties

const Tenant = Type.Object(
  {
    about,
    hosts: Type.Optional(
      Type.Array(Type.String({ title: 'the name of a host, without a port' }), {
        ...each,
        description: 'Requests for these hosts are for this tenant. Absent: none.',
      }),
    ),
    keys: Type.Optional(Type.Array(Type.Union([keyForms.hmac, keyForms.service, keyForms.storefront]))),
    ...saidSettings,
  },
  closed,
)

export const tenantNames = '1 to 63 letters, digits and . _ - that begin with a letter or digit'

export const TenantsFile = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    about,
    clock: about,
    defaults: Type.Optional(
      Type.Object(
        { about, ...saidSettings },
        { ...closed, description: 'Settings of tenants of this file that leave them out.' },
      ),
    ),
    tenants: Type.Record(Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$' }), Tenant, {
      ...closed,
      description: `By name: ${tenantNames}. The tenant default is that of every request that finds no other.`,
    }),
  },
  closed,
)

export type FileConsent = Static<typeof Consent>
export type FileTenant = Static<typeof Tenant>
export type FileKey = NonNullable<FileTenant['keys']>[number]
export type FileSettings = Omit<FileTenant, 'about' | 'hosts' | 'keys'>
export type TenantsFile = Static<typeof TenantsFile>

/** The JSON Schema of the file, for editors. */
export const publishedSchema = (): string =>
  `${JSON.stringify({ $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'Tenants of Patron', ...TenantsFile }, null, 2)}\n`
