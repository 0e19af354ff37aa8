import type { Tenant } from './tenant.ts'

/** Whose pages or apps a request comes from, as far as its key tells. */
export interface Storefront {
  readonly tenant: Tenant
  /** `null`: nobody has a key yet, and none is asked for. */
  readonly keyId: string | null
  /** `null`: as many as come. */
  readonly requestsPerMinute: number | null
}

/** What is left of a key's minute, for those who want to show it. */
export interface RateState {
  /** Requests a minute. */
  readonly limit: number
  readonly remaining: number
  /** Until all of them may be made again. */
  readonly resetSeconds: number
}

export interface Taken {
  /** Whether the units were counted: all of them or none. */
  readonly isWithin: boolean
  /** What could be counted yet. */
  readonly remaining: number
  /** How long the minute lasts yet. */
  readonly secondsLeft: number
}

/** Counts by the minute, each process for itself. */
export interface MinuteCounts {
  /** Counts so many units of one subject, unless the limit would be passed. */
  take(subject: string, units: number, limit: number): Taken
}
