/** What is counted of the calls of a tenant. Turned away: by a limit, by the load, or because nobody may register now. */
export const tallyKinds = [
  'sign_in',
  'sign_in_refused',
  'sign_in_turned_away',
  'registration_refused',
  'registration_turned_away',
] as const

export type TallyKind = (typeof tallyKinds)[number]

/** How often something happened in a tenant within an hour. */
export interface Tally {
  readonly tenantId: string
  /** Its first moment, UTC. */
  readonly hour: Date
  readonly kind: TallyKind
  readonly count: number
}

/** Counts in this process; nothing waits for it. */
export interface Tallying {
  count(tenantId: string, kind: TallyKind): void
}

/** Of one tenant. */
export interface TallyStore {
  /** Adds to what all servers have counted, in one statement. */
  add(tallies: readonly Tally[]): Promise<void>
}

export interface TallyLookUp {
  since(hour: Date): Promise<readonly Omit<Tally, 'tenantId'>[]>
}
