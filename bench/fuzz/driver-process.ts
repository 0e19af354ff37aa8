import type { Values } from './filled.ts'
import type { Found } from './found.ts'
import { FuzzRun, type Task } from './fuzz-run.ts'
import type { Tally } from './tally.ts'

/** What a driver is told: what to send, and later what to fill in from now on. */
export type DriverOrder =
  | { readonly kind: 'start'; readonly task: Task; readonly values: Values }
  | { readonly kind: 'values'; readonly values: Values }

export type DriverReport =
  | { readonly kind: 'found'; readonly found: Found }
  | { readonly kind: 'done'; readonly tally: Tally }
  | { readonly kind: 'failed'; readonly why: string }

const tell = (report: DriverReport) => process.send?.(report)

let run: FuzzRun | undefined

async function obey(order: DriverOrder): Promise<void> {
  if (order.kind === 'start') {
    run = new FuzzRun(order.task, order.values, (found) => tell({ kind: 'found', found }))
    tell({ kind: 'done', tally: await run.send() })
  } else run?.give(order.values)
}

process.on('message', (order: DriverOrder) => {
  obey(order).catch((error: unknown) => tell({ kind: 'failed', why: String(error instanceof Error ? error.stack : error) }))
})
