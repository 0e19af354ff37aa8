/** What a customer said to one consent. `withdrawn`: declined after it was granted. */
export type ConsentDecision = 'granted' | 'declined' | 'withdrawn'

/** An answer as it came, once it is known to be in form. */
export interface ConsentAnswer {
  readonly consentId: string
  /** The list it stood in, where a contract has two. */
  readonly kind?: 'company' | 'thirdParty' | undefined
  readonly isGranted: boolean
  /** Ways to be reached, and whether for each; empty where none was named. */
  readonly contactMethods: Readonly<Record<string, boolean>>
  /** The version whoever answered was shown, where the caller can tell. */
  readonly version?: string | undefined
}

/** Who answered, through what: kept with the answer as evidence. */
export interface Evidence {
  /** The surface the answer came through: `django`, `bagisto`, `singula`, `patron` or `pages`. */
  readonly surface: string
  /** `program`: a program of the shop that passes on what a customer said. */
  readonly actingAs: 'customer' | 'staff' | 'program'
  /** The key's, staff member's or customer's own id. */
  readonly actingId: string | null
  readonly clientAddress: string | null
  readonly userAgent: string | null
  readonly requestId: string | null
}

/** One answer as it is kept for good. */
export interface ConsentRecord extends Evidence {
  readonly id: string
  readonly customerId: string
  /** Counts the answers of the customer. */
  readonly number: number
  readonly consentId: string
  readonly version: string
  /** The language it was shown in; `null`: not told. */
  readonly locale: string | null
  /** SHA-256 of the text in that language; `null`: the tenant keeps no text. */
  readonly textDigest: Uint8Array | null
  readonly decision: ConsentDecision
  readonly contactMethods: Readonly<Record<string, boolean>>
  /** By the clock of the database. */
  readonly recordedAt: Date
}

/** What a customer has consented to now: the last answer to each consent, and nothing else. */
export type ConsentState = Pick<ConsentRecord, 'consentId' | 'version' | 'decision' | 'contactMethods' | 'recordedAt'>

/** A record before it is kept: its number and its time are the store's. */
export type NewConsentRecord = Omit<ConsentRecord, 'number' | 'recordedAt'>

/** A text of a consent as it was declared. */
export interface DeclaredText {
  readonly locale: string
  /** SHA-256 of its UTF-8. */
  readonly digest: Uint8Array
  readonly content: string
  readonly declaredAt: Date
}

/** What customers of one tenant said, read. */
export interface ConsentLookUp {
  /** The last record of each consent the customer ever answered, by consent. */
  states(customerId: string): Promise<readonly ConsentRecord[]>
  /** Every record of the customer, oldest first. */
  history(customerId: string): Promise<readonly ConsentRecord[]>
  find(customerId: string, id: string): Promise<ConsentRecord | undefined>
  /** Every text that was ever declared for this version, by language. */
  textsOf(consentId: string, version: string): Promise<readonly DeclaredText[]>
}

/** As `ConsentLookUp`, added to. Nothing is ever changed or taken back: a customer who changes their mind says so anew. */
export interface ConsentStore extends ConsentLookUp {
  /** Numbers and keeps the record, in a transaction that has the customer locked. Waits for nobody. */
  append(record: NewConsentRecord): Promise<void>
}

/** What proves to others, who ask nobody, that a record stands here. */
export interface ConsentReceipts {
  /** Says nothing of where the answer came from, nor who passed it on. */
  make(record: ConsentRecord): string
}
