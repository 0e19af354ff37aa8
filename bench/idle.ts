import { setTimeout as sleep } from 'node:timers/promises'
import { enginesCalled, startDatabase } from './support/bench-database.ts'
import { describeMachine } from './support/machine.ts'
import { markdownTable } from './support/markdown-table.ts'
import { writeResults } from './support/results.ts'
import { residentMegabytes } from './support/server-figures.ts'
import { freePort, startServer } from './support/server-process.ts'
import { median } from './support/statistics.ts'

const starts = 5
const idleMilliseconds = 3_000

const rows: (readonly string[])[] = []
for (const engine of enginesCalled(undefined)) {
  const database = await startDatabase(engine)
  const seconds: number[] = []
  const megabytes: number[] = []
  try {
    for (let start = 0; start < starts; start += 1) {
      const server = await startServer({ settings: database.settings, port: await freePort() })
      await sleep(idleMilliseconds)
      seconds.push(server.startMilliseconds / 1000)
      megabytes.push(residentMegabytes(server.pid))
      await server.stop()
    }
  } finally {
    await database.close()
  }
  const [firstSeconds = Number.NaN, firstMegabytes = Number.NaN] = [seconds[0], megabytes[0]]
  const figures = [
    firstSeconds.toFixed(2),
    median(seconds.slice(1)).toFixed(2),
    firstMegabytes.toFixed(0),
    median(megabytes.slice(1)).toFixed(0),
  ]
  rows.push([database.name, ...figures])
}
const right = (title: string) => ({ title, alignment: 'right' }) as const
const table = markdownTable(
  [
    { title: 'Database', alignment: 'left' },
    ...['First start, s', 'Later starts, s', 'Memory after the first, MB', 'After later ones, MB'].map(right),
  ],
  rows,
)
const method = `Made by \`npm run bench\`: from starting the process to its first \`ready\`, and its resident memory ${idleMilliseconds / 1000} s later, before its first
request. The first start makes the tables; in a fresh clone it also compiles what later ones find compiled. Medians of ${starts - 1} later starts.`
writeResults('Idle', `${describeMachine(rows.map(([name = '']) => name))}\n\n${table}\n\n${method}`)
