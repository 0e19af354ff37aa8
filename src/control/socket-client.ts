import { type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { type ControlCommand, outcomeTrailer, type StreamedCommand, socketPaths } from './socket-path.ts'

/**
 * Has a running server do a command.
 *
 * @param given  what the command is given, as JSON has it
 * @returns what it answered, or `undefined` when no server runs on this data folder
 * @throws an error with the server's own words when the command failed there
 */
export async function askRunningServer(
  dataDir: string,
  command: ControlCommand,
  given: object = {},
): Promise<{ result: unknown } | undefined> {
  const response = await firstAnswer(dataDir, command, given)
  if (!response) return undefined
  const answer = await wholeAnswer(response)
  if (answer.error !== undefined) throw new Error(answer.error)
  return { result: answer.result }
}

/**
 * As `askRunningServer`, of commands that stream. Whoever stops reading ends the command.
 *
 * @throws an error (also while it is read) with the server's own words, or that says that it stopped before the end
 */
export async function askRunningServerForStream(
  dataDir: string,
  command: StreamedCommand,
  given: object = {},
): Promise<AsyncIterable<Buffer> | undefined> {
  const response = await firstAnswer(dataDir, command, given)
  if (response && response.statusCode !== 200) throw new Error((await wholeAnswer(response)).error)
  return response && untilItsEnd(response)
}

async function* untilItsEnd(response: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    yield* response
  } catch (error) {
    throw new Error(cutOff, { cause: error })
  }
  const outcome = response.trailers[outcomeTrailer]
  if (outcome !== 'whole') throw new Error(typeof outcome === 'string' ? decodeURIComponent(outcome) : cutOff)
}

const cutOff = 'The server stopped before the end: what came is not everything.'

async function wholeAnswer(response: IncomingMessage): Promise<{ result?: unknown; error?: string }> {
  return JSON.parse(Buffer.concat(await response.toArray()).toString())
}

async function firstAnswer(dataDir: string, command: string, given: object): Promise<IncomingMessage | undefined> {
  for (const path of await socketPaths(dataDir)) {
    const response = await post(path, command, JSON.stringify(given))
    if (response) return response
  }
  return undefined
}

/** Whether a server runs on this data folder. */
export async function isServerRunning(dataDir: string): Promise<boolean> {
  for (const path of await socketPaths(dataDir)) if (await isListenedTo(path)) return true
  return false
}

function isListenedTo(path: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect(path, () => resolve(true))
  socket.on('error', () => resolve(false))
  return promise.finally(() => socket.destroy())
}

function post(socketPath: string, command: string, body: string): Promise<IncomingMessage | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage | undefined>()
  const outgoing = request({ socketPath, path: `/${command}`, method: 'POST' }, resolve)
  outgoing.on('error', (error: NodeJS.ErrnoException) => {
    // Nobody listens: the server that made this socket was killed.
    if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') resolve(undefined)
    else reject(error)
  })
  outgoing.end(body)
  return promise
}
