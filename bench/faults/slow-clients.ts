import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { registerBearers } from '../support/bearers.ts'
import { startDatabase } from '../support/bench-database.ts'
import { inSeconds, type Scenario, unkept } from '../support/fault-row.ts'
import { watchMemory } from '../support/most-memory.ts'
import { quickHashes } from '../support/quick-hashes.ts'
import { inScope } from '../support/scope.ts'
import { freePort, startServer } from '../support/server-process.ts'
import { startWatch } from '../support/watch.ts'

const slowOnes = 400
const idleOnes = 1_500
// Until the server's memory has found its size under this load.
const warmingMilliseconds = 25_000
const longestLifeMilliseconds = 30_000
// A byte a second: what is slow is never silent.
const betweenBytesMilliseconds = 1_000
const patienceMilliseconds = 45_000

const endlessHeaders = 'POST /api/v1/customers/ HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: '
const endlessBody =
  'POST /api/v1/customers/ HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n{'

/** Connections that take places and time: of them 400 send headers byte by byte, 400 a body, 1,500 nothing. */
export const slowClients: Scenario = () =>
  inScope(async (scope) => {
    const database = await startDatabase('postgresql')
    scope.after(() => database.close())
    const server = await startServer({ settings: { ...database.settings, ...quickHashes }, port: await freePort() })
    scope.after(() => server.stop())
    const { port } = server
    const bearers = await registerBearers(port, 'reader', 8)
    const watch = startWatch({ port, run: 'good', clients: 4, bearers })
    await sleep(warmingMilliseconds)
    watch.look()
    const memory = watchMemory(server.pid)
    const slow = [endlessHeaders, endlessBody].flatMap((beginning) => Array.from({ length: slowOnes }, () => beginning))
    const lives = await Promise.all([
      ...slow.map((beginning) => lifeOf(port, beginning)),
      ...Array.from({ length: idleOnes }, () => lifeOf(port)),
    ])
    const { registrations, reads, liveness, readiness } = watch.look()
    const megabytes = memory()
    await watch.stop()
    for (const example of watch.examples) process.stderr.write(`${example}\n`)
    const longest = Math.max(...lives)
    return [
      {
        fault: `${slowOnes} slow headers, ${slowOnes} slow bodies, ${idleOnes} idle connections`,
        answers: registrations,
        liveness,
        readiness,
        healedSeconds: undefined,
        beside: [
          `bad ones closed after ${inSeconds(Math.min(...lives))} to ${inSeconds(longest)}`,
          `memory ${megabytes.toFixed(0)} MB more`,
          `reads at most ${inSeconds(reads.slowestMilliseconds)}`,
        ],
        broken: unkept([
          ['all good ones are served', registrations.shed + registrations.other + reads.shed + reads.other === 0],
          ['within 2 s', registrations.slowestMilliseconds < 2_000],
          ['bad ones are closed in 30 s', longest < longestLifeMilliseconds],
          ['at most 100 MB more', megabytes <= 100],
        ]),
      },
    ]
  })

/** Sends this and then a byte now and then; nothing when there is no beginning. @returns after how many milliseconds it was closed */
async function lifeOf(port: number, beginning?: string): Promise<number> {
  const began = performance.now()
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  socket.resume() // an answer is not what this is about
  const { promise, resolve } = Promise.withResolvers<number>()
  const givenUp = setTimeout(() => socket.destroy(), patienceMilliseconds)
  const dripping = beginning === undefined ? undefined : drip(socket, beginning)
  socket.once('close', () => {
    clearTimeout(givenUp)
    clearInterval(dripping)
    resolve(performance.now() - began)
  })
  return promise
}

function drip(socket: Socket, beginning: string): NodeJS.Timeout {
  socket.write(beginning)
  return setInterval(() => socket.write('a'), betweenBytesMilliseconds)
}
