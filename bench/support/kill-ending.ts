import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchDatabase } from './bench-database.ts'
import type { Trial } from './kill-rounds.ts'
import { findMessageFaults, type MessageFaults } from './messages.ts'
import { outboxIsEmpty } from './server-figures.ts'
import type { Traffic } from './traffic.ts'
import { countConsents } from './wholeness.ts'

// Longer than the lease of a key whose request died with the server (30 s), several times over.
const lastRetriesMilliseconds = 120_000
// Longer than the lease of a message whose server died (60 s), twice over.
const nothingComesMilliseconds = 120_000
// What the metrics say is ten seconds old at most, and what they do not count, requests for new passwords, is resolved four
// times a second.
const emptyForMilliseconds = 21_000
const betweenLooksMilliseconds = 500

/** Asks again for everything that has no answer yet, and waits for every message. @param received  how many came so far */
export async function finish({ traffic, port, clients }: Trial, received: () => number): Promise<void> {
  const { registrations } = traffic
  await registrations.askUntilAnswered(port, clients, lastRetriesMilliseconds)
  const retried = registrations.acknowledged.filter(({ tries }) => tries > 1)
  await registrations.repeat(port, clients, retried)
  await messagesAreDelivered(port, received)
}

/** Gives up when none comes any more: what is missing then is counted. */
async function messagesAreDelivered(port: number, received: () => number): Promise<void> {
  let [came, cameAt, busyAt] = [received(), performance.now(), performance.now()]
  while (performance.now() - busyAt < emptyForMilliseconds && performance.now() - cameAt < nothingComesMilliseconds) {
    await sleep(betweenLooksMilliseconds)
    if (!(await outboxIsEmpty(port))) busyAt = performance.now()
    if (received() > came) [came, cameAt] = [received(), performance.now()]
  }
}

export interface LastFaults extends MessageFaults {
  readonly consentsMissing: number
}

/** What there is in the end, when no server works any more. @param received  ids of deliveries, as the other sides took them */
export const findLastFaults = (
  database: BenchDatabase,
  { registrations: { acknowledged }, visits }: Traffic,
  received: readonly string[],
): Promise<LastFaults> =>
  database.examine(async (query) => {
    const consents = await countConsents(query)
    const welcomes = acknowledged.filter(({ surface }) => surface.welcomes).map(({ person }) => person.email)
    const messages = await findMessageFaults(query, { welcomes, resets: visits.resetsAskedFor }, received)
    const consentsMissing = acknowledged.filter(
      ({ surface, person }) => (consents.get(person.email) ?? 0) !== surface.consentsGiven,
    ).length
    return { ...messages, consentsMissing }
  })
