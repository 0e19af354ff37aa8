import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'

const commands = [
  ...(['doctor', 'migrate', 'keys/create', 'keys/list', 'keys/revoke', 'keys/replace', 'keys/rotate'] as const),
  ...(['customers/find', 'customers/show', 'customers/suspend', 'customers/reinstate'] as const),
  ...(['customers/erase', 'customers/sessions', 'customers/reset-password'] as const),
  ...(['events/read', 'events/replay', 'stats', 'retention'] as const),
  ...(['tenants/apply', 'tenants/list', 'tenants/show', 'tenants/export'] as const),
] as const
export type ControlCommand = (typeof commands)[number]

export const isControlCommand = (name: string): name is ControlCommand => commands.some((command) => command === name)

/** Commands whose answer is a stream of text, since it may be longer than fits into memory. */
const streamedCommands = ['export'] as const
export type StreamedCommand = (typeof streamedCommands)[number]

export const isStreamedCommand = (name: string): name is StreamedCommand => streamedCommands.some((command) => command === name)

/** The trailer of a streamed answer, without which the answer is not whole: `whole`, or what went wrong, percent-encoded. */
export const outcomeTrailer = 'patron-outcome'

// sockaddr_un holds 108 bytes with the closing zero on Linux, 104 on macOS (unix(7)).
const longestPathBytes = 103
const socketName = /^patron-\d+\.sock$/

/**
 * Where the server on this port is reached.
 *
 * @throws an error when the data folder is so deep that no socket can be made in it
 */
export function socketPath(dataDir: string, port: number): string {
  return usable(join(dataDir, `patron-${port}.sock`))
}

/** The sockets in a data folder, some of which may be left over from servers that were killed. */
export async function socketPaths(dataDir: string): Promise<readonly string[]> {
  const files = await readdir(dataDir).catch(() => [])
  return files.filter((file) => socketName.test(file)).map((file) => usable(join(dataDir, file)))
}

function usable(path: string): string {
  const shortest = [path, relative(process.cwd(), path)].find((candidate) => Buffer.byteLength(candidate) <= longestPathBytes)
  if (shortest === undefined) {
    throw new Error(`The path ${path} is too long for a socket (${longestPathBytes} bytes). Set a shorter PATRON_DATA_DIR.`)
  }
  return shortest
}
