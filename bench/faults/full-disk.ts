import { registerBearers } from '../support/bearers.ts'
import { startDatabase } from '../support/bench-database.ts'
import { type Scenario, unkept, untried } from '../support/fault-row.ts'
import { quickHashes } from '../support/quick-hashes.ts'
import { inScope, type Scope } from '../support/scope.ts'
import { freePort, startServer } from '../support/server-process.ts'
import { mountSmallDisk, type SmallDisk } from '../support/small-disk.ts'
import { rowDuring, tryOut } from '../support/trial.ts'

const fault = 'database: its disk is full'
const diskMegabytes = 256
const lastsMilliseconds = 10_000

/** A PostgreSQL whose disk is full for ten seconds. */
export const fullDisk: Scenario = () =>
  inScope(async (scope) => {
    const disk = mountSmallDisk(scope, diskMegabytes)
    if (!disk) return [untried(fault, 'it takes root on Linux to mount a small disk')]
    const database = await startDatabaseOn(scope, disk)
    const server = await startServer({ settings: { ...database.settings, ...quickHashes }, port: await freePort() })
    scope.after(() => server.stop())
    const { port } = server
    const bearers = await registerBearers(port, 'reader', 8)
    const outcome = await tryOut({
      watch: { port, run: 'fault', clients: 8, bearers },
      lastsMilliseconds,
      spoil: () => disk.fill(),
      mend: () => disk.free(),
    })
    const { during, others, healedSeconds, unsettled } = outcome
    const { registrations, liveness } = during
    return [
      {
        ...rowDuring(fault, outcome),
        broken: unkept([
          ['only done or shed', others === 0 && registrations.shed > 0],
          ['alive', liveness.join() === '200'],
          ['heals in 10 s', healedSeconds < 10],
          ['what was shed is taken later', unsettled === 0],
        ]),
      },
    ]
  })

/** Whatever the tests' PostgreSQL and its server put into temporary folders goes on that disk. */
async function startDatabaseOn(scope: Scope, { folder }: SmallDisk) {
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = folder
  try {
    const database = await startDatabase('postgresql')
    scope.after(() => database.close())
    return database
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  }
}
