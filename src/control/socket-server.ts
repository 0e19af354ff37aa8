import { chmod, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { type ControlCommand, isControlCommand, socketPath } from './socket-path.ts'

/** What a running server does for commands given beside it; each reads for itself what it was given. */
export type ControlCommands = { readonly [Name in ControlCommand]: (given: unknown) => Promise<unknown> }

/**
 * Lets commands reach this server over a socket in the data folder, which only its owner may use. So they work on
 * the embedded database, which has room for one process only, and on PostgreSQL the same way.
 *
 * @param port  the port the server listens on; the socket is named by it, since several servers may share a folder
 * @returns how to close it
 */
export async function openControlSocket(dataDir: string, port: number, commands: ControlCommands): Promise<() => Promise<void>> {
  const path = socketPath(dataDir, port)
  const server = createServer((request, response) => {
    doCommand(request, commands).then(
      (result) => response.setHeader('content-type', 'application/json').end(JSON.stringify({ result })),
      (error: unknown) =>
        response.writeHead(500).end(JSON.stringify({ error: error instanceof Error ? error.message : String(error) })),
    )
  })
  await rm(path, { force: true }) // left by a server that was killed; a live one would hold the port
  await listen(server, path)
  await chmod(path, 0o600)
  return async () => {
    await new Promise((resolve) => server.close(resolve))
    await rm(path, { force: true })
  }
}

async function doCommand(request: IncomingMessage, commands: ControlCommands): Promise<unknown> {
  const body = Buffer.concat(await request.toArray()).toString()
  const name = (request.url ?? '').slice(1)
  if (request.method !== 'POST' || !isControlCommand(name)) throw new Error(`The server that runs has no command ${name}.`)
  return commands[name](body === '' ? {} : JSON.parse(body))
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // Made under a mask that leaves nobody else a moment to connect.
    const before = process.umask(0o177)
    server.listen(path, () => resolve())
    process.umask(before)
  })
}
