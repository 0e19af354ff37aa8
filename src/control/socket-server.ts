import { chmod, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import {
  type ControlCommand,
  isControlCommand,
  isStreamedCommand,
  outcomeTrailer,
  type StreamedCommand,
  socketPath,
} from './socket-path.ts'

/** What a running server does for commands given beside it; each reads for itself what it was given. */
export type ControlCommands = { readonly [Name in ControlCommand]: (given: unknown) => Promise<unknown> }

/** As `ControlCommands`, of those that stream. */
export type StreamedCommands = { readonly [Name in StreamedCommand]: (given: unknown) => AsyncIterable<string> }

/**
 * Lets commands reach this server over a socket in the data folder, which only its owner may use. So they work on
 * the embedded database, which has room for one process only, and on PostgreSQL the same way.
 *
 * @param port  the port the server listens on; the socket is named by it, since several servers may share a folder
 * @returns how to close it
 */
export async function openControlSocket(
  dataDir: string,
  port: number,
  commands: ControlCommands & StreamedCommands,
): Promise<() => Promise<void>> {
  const path = socketPath(dataDir, port)
  const streams = new Set<ServerResponse>()
  const server = createServer((request, response) => {
    answer(request, response, { commands, streams }).catch((error: unknown) =>
      response.writeHead(500).end(JSON.stringify({ error: wordsOf(error) })),
    )
  })
  await rm(path, { force: true }) // left by a server that was killed; a live one would hold the port
  await listen(server, path)
  await chmod(path, 0o600)
  return async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    for (const stream of streams) stream.destroy() // whoever reads slowly does not keep the server from stopping
    await closed
    await rm(path, { force: true })
  }
}

interface Answering {
  readonly commands: ControlCommands & StreamedCommands
  /** Answers under way that may take as long as their readers like. */
  readonly streams: Set<ServerResponse>
}

async function answer(request: IncomingMessage, response: ServerResponse, { commands, streams }: Answering): Promise<void> {
  const body = Buffer.concat(await request.toArray()).toString()
  const name = (request.url ?? '').slice(1)
  const given: unknown = body === '' ? {} : JSON.parse(body)
  if (request.method === 'POST' && isStreamedCommand(name)) {
    streams.add(response)
    await stream(commands[name](given), response).finally(() => streams.delete(response))
  } else if (request.method === 'POST' && isControlCommand(name)) {
    const result = await commands[name](given)
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ result }))
  } else throw new Error(`The server that runs has no command ${name}.`)
}

/**
 * Sends the texts no faster than they are taken, and how it ended behind them. What fails before the first text is thrown, as of
 * any other command.
 */
async function stream(texts: AsyncIterable<string>, response: ServerResponse): Promise<void> {
  const iterator = texts[Symbol.asyncIterator]()
  const first = await iterator.next()
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', trailer: outcomeTrailer })
  try {
    if (!first.done) await pipeline(Readable.from(startingWith(first.value, iterator)), response, { end: false })
    response.addTrailers({ [outcomeTrailer]: 'whole' })
  } catch (error) {
    if (response.destroyed) return // nobody reads on
    response.addTrailers({ [outcomeTrailer]: encodeURIComponent(wordsOf(error)) })
  }
  response.end()
}

async function* startingWith(first: string, rest: AsyncIterator<string>): AsyncGenerator<string> {
  try {
    yield first
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // Made under a mask that leaves nobody else a moment to connect.
    const before = process.umask(0o177)
    server.listen(path, () => resolve())
    process.umask(before)
  })
}
