import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { atExit } from '../../test/support/at-exit.ts'
import type { DriverOrder, DriverReport } from './driver-process.ts'
import type { Values } from './filled.ts'
import type { Found } from './found.ts'
import type { Task } from './fuzz-run.ts'
import type { Tally } from './tally.ts'

/** Clients in a process of their own. */
export interface Driver {
  /** Of all its requests; rejects when it could not go on. */
  readonly done: Promise<Tally>
  /** What is filled in from now on. */
  give(values: Values): void
}

export function startDriver(order: { task: Task; values: Values }, onFound: (found: Found) => void): Driver {
  const child = fork(fileURLToPath(new URL('./driver-process.ts', import.meta.url)))
  const forget = atExit(() => child.kill('SIGKILL'))
  const send = (what: DriverOrder) => void (child.connected && child.send(what))
  const done = new Promise<Tally>((resolve, reject) => {
    child.on('message', (report: DriverReport) => {
      if (report.kind === 'found') onFound(report.found)
      else if (report.kind === 'done') resolve(report.tally)
      else reject(new Error(report.why))
    })
    child.once('exit', (code) => reject(new Error(`a driver ended with ${code}`)))
  }).finally(() => {
    forget()
    child.kill()
  })
  send({ kind: 'start', ...order })
  return { done, give: (values) => send({ kind: 'values', values }) }
}
