import type { ShownPeriod } from '../control/statistics.ts'
import type { DailyOptions } from './customers.ts'
import { inColumns, printJson, printLines } from './print.ts'
import { runDaily } from './run-command.ts'

const heads = ['from (UTC)', 'registered', 'refused', 'turned away', 'signed in', 'refused', 'turned away', 'events']

/** Prints what happened over time: registrations, sign-ins, and who was refused. */
export async function printStats({ json, ...given }: DailyOptions & { days?: number; by?: string }): Promise<void> {
  const periods = (await runDaily('stats', given)) as readonly ShownPeriod[]
  if (json) return printJson(periods)
  const digits = given.by === 'hour' ? 16 : 10
  printLines(inColumns([heads, ...periods.map((period) => cellsOf(period, digits))]))
}

const cellsOf = ({ from, events, ...counts }: ShownPeriod, digits: number): readonly string[] => [
  from.slice(0, digits).replace('T', ' '),
  ...[counts.registrations, counts.registration_refused, counts.registration_turned_away].map(String),
  ...[counts.sign_in, counts.sign_in_refused, counts.sign_in_turned_away].map(String),
  String(Object.values(events).reduce((sum, count) => sum + count, 0)),
]
