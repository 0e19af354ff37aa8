/** The ways a message takes to a customer. */
export const channelNames = ['mail', 'push'] as const

export type Channel = (typeof channelNames)[number]

/** What a message is for. */
export type Purpose =
  | 'welcome'
  | 'email_verification'
  | 'known_address'
  | 'closed_account'
  | 'password_reset'
  | 'email_change_old'
  | 'email_change_new'
  | 'email_changed'
  | 'new_address'
  | 'email_change_undone'
  | 'password_changed'
  | 'deletion_planned'

export type DeliveryState = 'waiting' | 'delivered' | 'given_up'

/** One message that follows from an event. */
export interface PlannedDelivery {
  readonly channel: Channel
  readonly purpose: Purpose
  readonly givesUpAt: Date
}

const secondsPerDay = 86_400

// Nobody has use for a link that is no good any more; whatever else is worth saying is after three days, too.
const triedForSeconds: Readonly<Partial<Record<Purpose, number>>> = {
  password_reset: 3_600,
  known_address: 3_600,
  email_verification: secondsPerDay,
  email_change_old: secondsPerDay,
  email_change_new: secondsPerDay,
}

/** How long after its event a message is still worth sending. */
export const secondsWorthTrying = (purpose: Purpose): number => triedForSeconds[purpose] ?? 3 * secondsPerDay

const firstPauseSeconds = 5
const longestPauseSeconds = 3_600

/**
 * The pause after a try that failed: 5 seconds, doubled with each try, an hour at most, and up to a quarter more, so that what
 * failed together does not come back together.
 *
 * @param attempts  tries so far, at least 1
 * @param random  from 0 to 1
 * @param leastSeconds  what the other side asked for; of more than an hour it gets an hour
 */
export const secondsToNextTry = (attempts: number, random: number, leastSeconds = 0): number =>
  Math.min(Math.max(firstPauseSeconds * 2 ** (attempts - 1), leastSeconds), longestPauseSeconds) * (1 + random / 4)
