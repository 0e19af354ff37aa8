import { type Figure, never, told } from './figure-table.ts'
import type { KeyedFigures } from './keyed-registrations.ts'
import type { LastFaults } from './kill-ending.ts'
import type { Seen } from './kill-rounds.ts'
import type { VisitFigures } from './visits.ts'

/** What came of it all on one database. */
export interface KillOutcome extends Seen {
  readonly database: string
  readonly registrations: KeyedFigures
  readonly visits: VisitFigures
  /** Registrations that have no answer to this day. */
  readonly neverEnded: number
  readonly messages: number
  readonly messagesAgain: number
  readonly last: LastFaults
}

type Of = Figure<KillOutcome>['of']

const seconds = (title: string, most: number, milliseconds: Of): Figure<KillOutcome> => ({
  title: `${title}, slowest, s`,
  of: (outcome) => milliseconds(outcome) / 1000,
  most,
  digits: 1,
})

/** Nothing lost, nothing doubled, nobody signed out, and all of it in time. */
export const killFigures: readonly Figure<KillOutcome>[] = [
  told('Kills of the server', ({ serverKills }) => serverKills),
  told('Kills of PostgreSQL', ({ databaseKills }) => databaseKills),
  told('Registrations acknowledged', ({ registrations }) => registrations.acknowledged),
  told('Sign-ins', ({ visits }) => visits.signIns),
  told('Refreshes', ({ visits }) => visits.refreshes),
  told('Changes of profiles', ({ visits }) => visits.changes),
  told('Requests for new passwords', ({ visits }) => visits.resetsAsked),
  told('Mails and push messages', ({ messages }) => messages),
  told('Sent again', ({ messagesAgain }) => messagesAgain),
  told('Unanswered', ({ registrations, visits }) => registrations.unanswered + visits.unanswered),
  told('Retries', ({ registrations }) => registrations.retries),
  told('Told to wait', ({ registrations, visits }) => registrations.toldToWait + visits.toldToWait),
  told('Signed in again', ({ visits }) => visits.signedInAgain),
  never('Lost', ({ faults }) => faults.lost),
  never('Doubled', ({ faults }) => faults.doubled),
  never('Torn', ({ faults }) => faults.torn),
  never('Consents missing', ({ last }) => last.consentsMissing),
  never('Events missing', ({ faults }) => faults.eventsMissing),
  never('Events out of order', ({ last }) => last.misplaced),
  never('Messages missing', ({ last }) => last.missing),
  never('Messages under other ids', ({ last }) => last.underOtherIds),
  never('Changes lost', ({ visits }) => visits.changesLost),
  never('Retries that ended otherwise', ({ registrations, neverEnded }) => registrations.endedOtherwise + neverEnded),
  never('Other answers to a key', ({ registrations }) => registrations.answersDiffering),
  never('Registered twice', ({ registeredTwice }) => registeredTwice),
  never('Signed out', ({ visits }) => visits.signedOut),
  never('Other answers', ({ visits }) => visits.otherAnswers),
  never('Unanswered while PostgreSQL was away', ({ unansweredBesides }) => unansweredBesides),
  seconds("The server's return", 5, ({ slowestServerMilliseconds }) => slowestServerMilliseconds),
  seconds("PostgreSQL's return", 10, ({ slowestDatabaseMilliseconds }) => slowestDatabaseMilliseconds),
  seconds('An answer while PostgreSQL was away', 6, ({ slowestAnswerMilliseconds }) => slowestAnswerMilliseconds),
]
