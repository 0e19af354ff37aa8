import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { startDatabase } from '../support/bench-database.ts'
import { type FaultRow, type Scenario, unkept } from '../support/fault-row.ts'
import { watchMemory } from '../support/most-memory.ts'
import { quickHashes } from '../support/quick-hashes.ts'
import { inScope } from '../support/scope.ts'
import { bytesReadBy } from '../support/server-figures.ts'
import { freePort, type ServerProcess, startServer } from '../support/server-process.ts'
import { Count } from '../support/tally.ts'
import { startWatch } from '../support/watch.ts'

const mebibyte = 1_048_576
/** One byte more than is read; and far more. */
const sizes = [
  { name: '1 MiB and a byte', bytes: mebibyte + 1 },
  { name: '16 MiB', bytes: 16 * mebibyte },
  { name: '100 MiB', bytes: 100 * mebibyte },
  { name: '1 GiB', bytes: 1024 * mebibyte },
]
const paths = ['/api/v1/customers/', '/auth/token/', '/api/graphql', '/api/shop/customers', '/reset-password']
const ofEach = 4
const warmingMilliseconds = 3_000
const mostReadBytes = 8_000_000
const mostMegabytes = 64
const patienceMilliseconds = 20_000
const piece = Buffer.alloc(64 * 1024, ' ')

interface Upload {
  readonly port: number
  readonly path: string
  readonly bytes: number
  readonly isChunked: boolean
}

/** Bodies that are too large, whether they say so or come in chunks, several at a time on every surface. */
export const largeBodies: Scenario = () =>
  inScope(async (scope) => {
    const database = await startDatabase('postgresql')
    scope.after(() => database.close())
    const server = await startServer({ settings: { ...database.settings, ...quickHashes }, port: await freePort() })
    scope.after(() => server.stop())
    const warming = startWatch({ port: server.port, run: 'good', clients: 4 })
    await sleep(warmingMilliseconds)
    await warming.stop()
    const rows: FaultRow[] = []
    for (const size of sizes) for (const isChunked of [false, true]) rows.push(await upload(server, size, isChunked))
    return rows
  })

async function upload(
  { port, pid }: ServerProcess,
  { name, bytes }: (typeof sizes)[number],
  isChunked: boolean,
): Promise<FaultRow> {
  const memory = watchMemory(pid)
  const readBefore = bytesReadBy(pid)
  const all = paths.flatMap((path) => Array.from({ length: ofEach }, () => ({ port, path, bytes, isChunked })))
  const count = new Count()
  await Promise.all(
    all.map(async (one) => {
      const began = performance.now()
      const status = await send(one)
      count.note(status === 413 ? 'done' : 'other', performance.now() - began)
      if (status !== 413) process.stderr.write(`${one.path} ${name}: ${status || 'no answer'}\n`)
    }),
  )
  const megabytes = memory()
  const answers = count.tally()
  const readOfEach = (bytesReadBy(pid) - readBefore) / all.length
  return {
    fault: `${all.length} bodies of ${name}, ${isChunked ? 'in chunks' : 'with their length'} (413)`,
    answers,
    liveness: [],
    readiness: [],
    healedSeconds: undefined,
    beside: [`${(readOfEach / 1e6).toFixed(1)} MB read of each`, `memory ${megabytes.toFixed(0)} MB more`],
    broken: unkept([
      ['413', answers.other === 0],
      ['after 8 MB at most', readOfEach <= mostReadBytes],
      ['at most 64 MB more', megabytes <= mostMegabytes],
    ]),
  }
}

/** Goes on sending until it is answered. @returns the status; 0 when the connection broke without an answer */
async function send({ port, path, bytes, isChunked }: Upload): Promise<number> {
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  await once(socket, 'connect')
  let answer = ''
  const ended = new AbortController()
  const end = () => ended.abort()
  socket.setEncoding('latin1').once('data', (text: string) => {
    answer = text
    end()
  })
  socket.once('close', end)
  const givenUp = setTimeout(end, patienceMilliseconds)
  const length = isChunked ? 'transfer-encoding: chunked' : `content-length: ${bytes}`
  socket.write(`POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n${length}\r\n\r\n`)
  for (let left = bytes; left > 0 && !ended.signal.aborted; left -= piece.length) {
    const part = piece.subarray(0, Math.min(left, piece.length))
    const hasRoom = socket.write(isChunked ? chunkOf(part) : part)
    if (!hasRoom) await once(socket, 'drain', { signal: ended.signal }).catch(() => undefined)
  }
  if (isChunked && !ended.signal.aborted) socket.write('0\r\n\r\n')
  if (!ended.signal.aborted) await once(ended.signal, 'abort')
  clearTimeout(givenUp)
  socket.destroy()
  return Number(answer.slice(9, 12))
}

const chunkOf = (part: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')])
