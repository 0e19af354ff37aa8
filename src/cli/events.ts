import { setTimeout as sleep } from 'node:timers/promises'
import { readConfig } from '../config/config.ts'
import type { ShownEvent, ShownReplay } from '../control/events.ts'
import type { DailyOptions } from './customers.ts'
import { inColumns, printJson, printLines } from './print.ts'
import { type Doer, runDaily, withDaily } from './run-command.ts'

interface TailOptions extends DailyOptions {
  readonly since?: number
  readonly type?: readonly string[]
  readonly last?: number
  readonly follow?: boolean
}

const followMilliseconds = 500
// Of one look; more follow until there are none.
const atOnce = 500

/** Prints events in the order of their commits, and goes on with those to come where that is asked; with --json a line each. */
export const tailEvents = (options: TailOptions): Promise<void> => withDaily((doer) => tail(options, doer))

async function tail({ since, last, follow, json, ...given }: TailOptions, { isServer, run }: Doer): Promise<void> {
  if (follow && !isServer && readConfig(process.env).databaseUrl === undefined) {
    throw new Error('There is nothing to follow: the embedded database has no events without a server. Start one: patron serve')
  }
  const read = async (wish: object) => (await run('events/read', { ...given, ...wish })) as readonly ShownEvent[]
  const print = (events: readonly ShownEvent[]) =>
    printLines(events.map((event) => (json ? JSON.stringify(event) : lineOf(event))))
  let position = since ?? 0
  if (since === undefined) {
    const newest = await read({ limit: last ?? 10 })
    print(newest)
    position = newest.at(-1)?.position ?? 0
    if (!follow) return
  }
  for (;;) {
    const events = await read({ since: position, limit: atOnce })
    print(events)
    position = events.at(-1)?.position ?? position
    if (events.length === atOnce) continue
    if (!follow) return
    await sleep(followMilliseconds)
  }
}

function lineOf({ position, occurredAt, type, customerId, facts }: ShownEvent): string {
  const told = Object.entries(facts).map(([name, value]) => `${name}=${value}`)
  return [String(position).padStart(8), occurredAt, type.padEnd(34), customerId, ...told].join('  ')
}

const becauseOf: Readonly<Record<ShownReplay['verdict'], string>> = {
  sendable: '',
  nobody_known: 'not sent: the customer was erased, or what is personal of the event is gone',
  out_of_date: 'not sent: its link or what it says is out of date',
  no_device: 'not sent: the customer has none of the apps',
}

/** Says which messages that were given up would be sent again, or sends them. */
export async function replayEvents({ json, ...given }: DailyOptions & { since: number; send?: boolean }): Promise<void> {
  const looked = (await runDaily('events/replay', given)) as readonly ShownReplay[]
  if (json) return printJson(looked)
  printLines(inColumns(looked.map((delivery) => cellsOf(delivery, given.send === true))))
  const count = looked.filter(({ verdict }) => verdict === 'sendable').length
  process.stderr.write(
    given.send
      ? `${count} of ${looked.length} messages that were given up are sent again, as soon as a server runs.\n`
      : `${count} of ${looked.length} messages that were given up would be sent again. Nothing was sent; --send does it.\n`,
  )
}

function cellsOf({ event, channel, purpose, customerId, failure, verdict }: ShownReplay, isSent: boolean): readonly string[] {
  const outcome = verdict === 'sendable' ? (isSent ? 'sent again' : 'would be sent again') : becauseOf[verdict]
  return [String(event.position), event.occurredAt, channel, purpose, customerId, `given up: ${failure ?? 'unknown'}`, outcome]
}
