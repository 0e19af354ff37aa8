import { setTimeout as sleep } from 'node:timers/promises'
import { installPackage } from '../test/support/installed-package.ts'
import { type EngineName, enginesCalled, startDatabase } from './support/bench-database.ts'
import { describeMachine } from './support/machine.ts'
import { markdownTable } from './support/markdown-table.ts'
import { writeResults } from './support/results.ts'
import { residentMegabytes } from './support/server-figures.ts'
import { freePort, startServer } from './support/server-process.ts'
import { median } from './support/statistics.ts'

const starts = 5
const idleMilliseconds = 3_000

/** @param program  the bin/patron.js that is started */
async function measureStarts(engine: EngineName, program: string | undefined): Promise<readonly string[]> {
  const database = await startDatabase(engine)
  const seconds: number[] = []
  const megabytes: number[] = []
  try {
    for (let start = 0; start < starts; start += 1) {
      const server = await startServer({ settings: database.settings, port: await freePort(), ...(program && { program }) })
      await sleep(idleMilliseconds)
      seconds.push(server.startMilliseconds / 1000)
      megabytes.push(residentMegabytes(server.pid))
      await server.stop()
    }
  } finally {
    await database.close()
  }
  const [firstSeconds = Number.NaN, firstMegabytes = Number.NaN] = [seconds[0], megabytes[0]]
  return [
    database.name,
    program ? 'package' : 'source',
    firstSeconds.toFixed(2),
    median(seconds.slice(1)).toFixed(2),
    firstMegabytes.toFixed(0),
    median(megabytes.slice(1)).toFixed(0),
  ]
}

const installed = installPackage()
const rows: (readonly string[])[] = []
for (const engine of enginesCalled(undefined)) {
  for (const program of [installed.program, undefined]) rows.push(await measureStarts(engine, program))
}
installed.remove()
const right = (title: string) => ({ title, alignment: 'right' }) as const
const table = markdownTable(
  [
    ...['Database', 'Started from'].map((title) => ({ title, alignment: 'left' }) as const),
    ...['First start, s', 'Later starts, s', 'Memory after the first, MB', 'After later ones, MB'].map(right),
  ],
  rows,
)
const method = `Made by \`npm run bench\`: from starting the process to its first \`ready\`, and its resident memory ${idleMilliseconds / 1000} s later, before its first
request. Package: as \`npm pack\` makes it and npm installs it, with its modules in few files. Source: as in a clone. The first start
makes the tables; it also compiles what later ones find compiled. Medians of ${starts - 1} later starts.`
writeResults('Idle', `${describeMachine([...new Set(rows.map(([name = '']) => name))])}\n\n${table}\n\n${method}`)
