import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { registerBearers } from '../support/bearers.ts'
import { startDatabase } from '../support/bench-database.ts'
import { type FaultRow, inSeconds, type Scenario, unkept, untried } from '../support/fault-row.ts'
import { quickHashes } from '../support/quick-hashes.ts'
import { inScope, type Scope } from '../support/scope.ts'
import { freePort, type ServerProcess, startServer } from '../support/server-process.ts'
import { mountSmallDisk } from '../support/small-disk.ts'
import { rowDuring, tryOut } from '../support/trial.ts'

const lastsMilliseconds = 10_000
// A line for every request, so that there is something to write.
const settings = { ...quickHashes, PATRON_LOG_LEVEL: 'info' }
const logDiskMegabytes = 8

interface Log {
  readonly fault: string
  readonly server: ServerProcess
  spoil(): void
  mend(): void
  /** The last that came out. */
  tail(): string
}

/** A disk without room for the log, for ten seconds. */
export const fullLog: Scenario = () =>
  inScope(async (scope) => {
    const fault = 'log: its disk is full'
    const disk = mountSmallDisk(scope, logDiskMegabytes)
    if (!disk) return [untried(fault, 'it takes root on Linux to mount a small disk')]
    const path = join(disk.folder, 'log')
    const logFile = openSync(path, 'a')
    scope.after(() => closeSync(logFile))
    const server = await startLogging(scope, { logFile })
    return [
      await tryLog({ fault, server, spoil: disk.fill, mend: disk.free, tail: () => readFileSync(path, 'utf8').slice(-1_000) }),
    ]
  })

/** A program that reads the log and stops doing so for ten seconds. */
export const unreadLog: Scenario = () =>
  inScope(async (scope) => {
    const server = await startLogging(scope)
    let tail = ''
    server.log?.on('data', (text: string) => {
      tail = (tail + text).slice(-1_000)
    })
    return [
      await tryLog({
        fault: 'log: its reader hangs',
        server,
        spoil: () => server.log?.pause(),
        mend: () => server.log?.resume(),
        tail: () => tail,
      }),
    ]
  })

async function startLogging(scope: Scope, more: { readonly logFile?: number } = {}): Promise<ServerProcess> {
  const database = await startDatabase('postgresql')
  scope.after(() => database.close())
  const server = await startServer({ settings: { ...database.settings, ...settings }, port: await freePort(), ...more })
  scope.after(() => server.stop())
  return server
}

async function tryLog({ fault, server, spoil, mend, tail }: Log): Promise<FaultRow> {
  const { port } = server
  const bearers = await registerBearers(port, 'reader', 8)
  let mendedAt = 0
  const outcome = await tryOut({
    watch: { port, run: 'fault', clients: 8, pauseMilliseconds: 5, bearers },
    lastsMilliseconds,
    spoil,
    mend() {
      mendedAt = Date.now()
      mend()
    },
  })
  const { registrations, reads, liveness, readiness } = outcome.during
  const [lastLine = '{}'] = tail().trimEnd().split('\n').toReversed()
  const logsAgain = Date.parse((JSON.parse(lastLine) as { time?: string }).time ?? '') > mendedAt
  return {
    ...rowDuring(fault, outcome),
    beside: [`reads: ${reads.done} done, ${inSeconds(reads.slowestMilliseconds)} at most`],
    broken: unkept([
      ['all are served', outcome.others + registrations.shed + reads.shed === 0 && registrations.done > 0],
      ['alive and ready', liveness.join() === '200' && readiness.join() === '200'],
      ['the log goes on afterwards', logsAgain],
    ]),
  }
}
