/** What goes once its time is over. The last three have run out by themselves: nothing depends on them any more. */
export const retainedKinds = [
  'unverified_accounts',
  'sessions',
  'messages',
  'event_details',
  'counts',
  'kept_answers',
  'links',
  'tries',
] as const

export type RetainedKind = (typeof retainedKinds)[number]

/** What can go now, of one tenant. */
export interface Outlived {
  readonly tenantId: string
  readonly kind: RetainedKind
  readonly count: number
}

/** What a run removed, and whether another may find more. */
export interface Removed {
  readonly removed: readonly Outlived[]
  readonly isMore: boolean
}

/** For how many days things are kept, by the installation. */
export interface RetentionTerms {
  /** After they ended or ran out. */
  readonly sessionDays: number
  /** After they were delivered or given up. */
  readonly messageDays: number
  /** What is personal of an event, after it happened. */
  readonly eventDetailsDays: number
}

/** Rows of all tenants, of every kind but accounts. */
export interface OutlivedRows {
  count(terms: RetentionTerms): Promise<readonly Outlived[]>
  /** Removes some thousands of each kind at most, so that nobody waits for it, and says whether there may be more. */
  removeSome(terms: RetentionTerms): Promise<Removed>
}
