import { request } from 'node:http'
import { type ControlCommand, socketPaths } from './socket-path.ts'

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
  for (const path of await socketPaths(dataDir)) {
    const answer = await post(path, command, JSON.stringify(given))
    if (answer) return answer
  }
  return undefined
}

function post(socketPath: string, command: ControlCommand, body: string): Promise<{ result: unknown } | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<{ result: unknown } | undefined>()
  const outgoing = request({ socketPath, path: `/${command}`, method: 'POST' }, async (response) => {
    const answer = JSON.parse(Buffer.concat(await response.toArray()).toString()) as { result?: unknown; error?: string }
    if (answer.error === undefined) resolve({ result: answer.result })
    else reject(new Error(answer.error))
  })
  outgoing.on('error', (error: NodeJS.ErrnoException) => {
    // Nobody listens: the server that made this socket was killed.
    if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') resolve(undefined)
    else reject(error)
  })
  outgoing.end(body)
  return promise
}
