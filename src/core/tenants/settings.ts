import type { Locale } from './locale.ts'

/** What a tenant decides for itself. Each has a value; what a tenant leaves out is as in `usualSettings`. */
export interface TenantSettings {
  /** What mails and pages call the shop; `null`: as the installation is called. */
  readonly shopName: string | null
  /** Where its customers reach Patron, without a slash at the end; `null`: where the installation is reached. */
  readonly publicUrl: string | null
  /** `null`: the installation's. */
  readonly locale: Locale | null
  /** Those the pages are offered in; the first is the usual one where `locale` says nothing. `null`: all there are. */
  readonly languages: readonly [Locale, ...Locale[]] | null
  /** A picture in the head of pages; `null`: the shop's name. */
  readonly logoUrl: string | null
  /** `#rrggbb`, of buttons and links; `null`: ours. */
  readonly accentColor: string | null
  /** Where the terms and the notice on privacy stand. */
  readonly termsUrl: string | null
  readonly privacyUrl: string | null
  /** Where pages may send people on to: addresses that begin with one of these. */
  readonly returnUrls: readonly string[]
  /** How long who wants their account deleted may think better of it; 0: it is done at once. */
  readonly deletionDelayDays: number
  /** After how many days an account goes whose mailbox was never proven and that nobody signed in to; 0: never. */
  readonly unverifiedAccountDays: number
  /** By which it is today, a name of the IANA database. */
  readonly timeZone: string
  /** ISO 3166-1 alpha-2; `null`: nowhere in particular. */
  readonly country: string | null
  readonly registrationOpen: boolean
  /** Whether a registration tells nobody that a mailbox is known, where its contract can keep that to itself. */
  readonly privateRegistration: boolean
  readonly passwordRequired: boolean
  /** 0 to 4, on the surfaces that score passwords. */
  readonly passwordMinScore: number
  /** Without it customers are told apart by their usernames. */
  readonly emailUnique: boolean
  readonly externalIdUnique: boolean
  /** Whole years; `null`: of any age. */
  readonly minimumAgeYears: number | null
  readonly maximumAgeYears: number
  /** ISO 4217; `null`: every one. */
  readonly currencies: readonly string[] | null
  /** The first is what a customer is without being called anything. */
  readonly customerTypes: readonly [string, ...string[]]
  /** `open`: whatever is sent is kept. */
  readonly customAttributes: 'open' | readonly AttributeDeclaration[]
  readonly contactMethods: readonly string[]
  readonly consents: readonly ConsentDefinition[]
  /** The consent that the newsletter's mark of a customer is. */
  readonly newsletterConsent: string
  /** How far the clock of who signs a request may be off. */
  readonly hmacClockWindowSeconds: number
  /** What a proxy takes off the path before Patron sees it; part of what was signed. */
  readonly publicPathPrefix: string
  /** Where its customers come from, while that still runs: sign-ins that are unknown here are asked for there. */
  readonly previousSystem: PreviousSystem | null
}

/** A system that speaks one of our contracts. */
export interface PreviousSystem {
  readonly contract: 'django' | 'bagisto' | 'singula'
  /** Without a slash at the end. */
  readonly url: string
  /** What it knows us by: a storefront key of Bagisto, the id of a key that signs of Singula; `null`: it asks for none. */
  readonly key: string | null
  /** Names the environment variable that has the secret of a key that signs. */
  readonly secretVariable: string | null
}

/** A custom attribute that a tenant knows of. Values are kept as text, whatever they stand for. */
export interface AttributeDeclaration {
  readonly name: string
  readonly type: 'text' | 'number' | 'boolean' | 'date'
}

/** Something customers are asked to agree to. */
export interface ConsentDefinition {
  readonly consentId: string
  /** Whether it is the tenant's own, or that of others. */
  readonly kind: 'company' | 'thirdParty'
  /** `answer`: it has to be answered, either way; `accept`: it has to be granted. */
  readonly mandatory: 'no' | 'answer' | 'accept'
  /** `required`: whoever grants it names at least one way to be reached. */
  readonly contactMethods: 'none' | 'optional' | 'required'
  /** Oldest first; the one in force is the last whose time has come. */
  readonly versions: readonly [ConsentVersion, ...ConsentVersion[]]
}

export interface ConsentVersion {
  readonly version: string
  /** An instant as ISO 8601 writes it; `null`: always. */
  readonly validFrom: string | null
  /** By language; what customers are shown. Once declared, a text stays as it is. */
  readonly texts: Readonly<Partial<Record<Locale, ConsentText>>>
}

export interface ConsentText {
  readonly text: string
  /** Where it stands in full. */
  readonly url: string | null
}

/** What holds where a tenant says nothing. */
export const usualSettings: TenantSettings = {
  shopName: null,
  publicUrl: null,
  locale: null,
  languages: null,
  logoUrl: null,
  accentColor: null,
  termsUrl: null,
  privacyUrl: null,
  returnUrls: [],
  deletionDelayDays: 0,
  unverifiedAccountDays: 0,
  timeZone: 'UTC',
  country: null,
  registrationOpen: true,
  privateRegistration: false,
  passwordRequired: true,
  passwordMinScore: 2,
  emailUnique: true,
  externalIdUnique: true,
  minimumAgeYears: null,
  maximumAgeYears: 130,
  currencies: null,
  customerTypes: ['Standard', 'VIP'],
  customAttributes: 'open',
  contactMethods: ['EMAIL', 'SMS', 'PHONE', 'POST'],
  consents: [],
  newsletterConsent: 'NEWSLETTER',
  hmacClockWindowSeconds: 300,
  publicPathPrefix: '',
  previousSystem: null,
}
