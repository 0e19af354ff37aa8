import { setTimeout as sleep } from 'node:timers/promises'
import { aCustomer } from '../../test/support/a-customer.ts'
import { type FaultRow, unkept } from './fault-row.ts'
import { jsonRequest } from './json-request.ts'
import { wordOf } from './registration-request.ts'
import { sum } from './statistics.ts'
import { startWatch } from './watch.ts'

/** Somebody whom Patron hands messages to, and who does not take them for a while. */
export interface ReceiverOutage {
  readonly fault: string
  /** Of the server. */
  readonly port: number
  spoil(): unknown
  mend(): unknown
  /** Whom each message that was taken is for, in the order they came; twice if it came twice. */
  taken(): readonly string[]
  /** What else must have been so. */
  readonly promises?: () => readonly (readonly [promise: string, isKept: boolean])[]
}

const clients = 4
const pauseMilliseconds = 100
const warmingMilliseconds = 2_000
const calmMilliseconds = 5_000
const lastsMilliseconds = 10_000
// The pause before the fifth try of a message, and time for all of them.
const patienceMilliseconds = 120_000

/** Whom the nth message is for: the mailbox of a customer, which is the name of their device as well. */
const nthEmail = (n: number): string => `receiver.${n}@example.com`

/** A registration in a storefront's words, which is followed by a mail and a message to the device. */
function storefrontRegistration(n: number): Buffer {
  const password = aCustomer()['password']
  const person = { firstName: `Ada ${wordOf(n)}`, lastName: 'Lovelace', email: nthEmail(n), deviceToken: nthEmail(n) }
  return jsonRequest('/api/shop/customers', JSON.stringify({ ...person, password, confirmPassword: password }))
}

/** People register before and while messages are not taken; every one of these has to come once they are taken again. */
export async function tryReceiver(outage: ReceiverOutage): Promise<FaultRow> {
  const { fault, port, spoil, mend, taken, promises = () => [] } = outage
  const watch = startWatch({ port, run: 'receiver', clients, pauseMilliseconds, requestOf: storefrontRegistration })
  await sleep(warmingMilliseconds)
  const warming = watch.look()
  await sleep(calmMilliseconds)
  const calm = watch.look()
  await spoil()
  await sleep(lastsMilliseconds)
  const during = watch.look()
  await mend()
  const mendedAt = performance.now()
  const unsettled = await watch.stop()
  const registered = sum([warming, calm, during, watch.look()].map(({ registrations: { done } }) => done))
  const isAllThere = () => new Set(taken()).size >= registered
  while (!isAllThere() && performance.now() - mendedAt < patienceMilliseconds) await sleep(100)
  const allThereSeconds = (performance.now() - mendedAt) / 1000
  const [calmP95, p95] = [calm.registrations.p95Milliseconds, during.registrations.p95Milliseconds]
  for (const example of [...watch.examples, ...unsettled]) process.stderr.write(`${example}\n`)
  const { registrations, liveness, readiness } = during
  const distinct = new Set(taken()).size
  return {
    fault,
    answers: registrations,
    liveness,
    readiness,
    healedSeconds: allThereSeconds,
    beside: [
      `p95 ${p95.toFixed(0)} ms, calm ${calmP95.toFixed(0)} ms`,
      `messages: ${registered} to send, ${distinct} came, ${taken().length - distinct} of them again`,
    ],
    broken: unkept([
      ['all are served', registrations.shed + registrations.other === 0],
      ['p95 below twice that of calm', p95 < 2 * calmP95],
      ['alive and ready', liveness.join() === '200' && readiness.join() === '200'],
      ['every message comes', distinct === registered],
      ...promises(),
    ]),
  }
}
