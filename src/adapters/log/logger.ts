import { fstatSync, writeSync } from 'node:fs'
import pino, { type DestinationStream, type Logger } from 'pino'

const anEmailAddress = /[^\s@"'(),:;<>=]+@[^\s@"'(),:;<>=]+/g

/** Whatever a library puts into a message, a whole address does not get into the log with it. */
export const maskEmails = (text: string): string => text.replace(anEmailAddress, (address) => `${address[0]}***@***`)

/**
 * What the log may know of an error. PostgreSQL's messages and details quote the values of a statement, so of
 * its errors only the codes and names stay; other messages stay with addresses masked.
 */
export function loggableError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error }
  const cause = error.cause === undefined ? {} : { cause: loggableError(error.cause) }
  if ('severity' in error && 'code' in error) {
    return { type: 'DatabaseError', ...pick(error, ['code', 'severity', 'table', 'constraint', 'routine']), ...cause }
  }
  const code = 'code' in error ? { code: error.code } : {}
  return { type: error.name, message: maskEmails(error.message), ...code, stack: framesOf(error), ...cause }
}

const pick = (error: Error, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(error).filter(([name]) => names.includes(name)))

/** The stack without its first lines, which repeat the message. */
const framesOf = ({ stack = '' }: Error): string => stack.slice(Math.max(0, stack.search(/^ {4}at /m)))

// Some thousands of lines: enough for a reader that is slow for a moment, and little beside the server's own memory.
const mostWaitingBytes = 1_048_576

/** Standard output. What it does not take is dropped: neither a full disk nor a reader that hangs stops the server. */
function standardOutput(): DestinationStream {
  const output = fstatSync(1)
  return output.isFIFO() || output.isSocket() ? toReader(process.stdout) : toFile(1)
}

/** A pipe that nobody empties holds up whoever writes to it; a stream waits beside the work, and is not given more than it may hold. */
function toReader(stream: NodeJS.WriteStream): DestinationStream {
  stream.on('error', () => {}) // the reader has gone
  return { write: (line) => void (stream.writableLength < mostWaitingBytes && stream.write(line)) }
}

function toFile(file: number): DestinationStream {
  let isTorn = false
  return {
    write(line) {
      const whole = Buffer.from(isTorn ? `\n${line}` : line)
      try {
        isTorn = writeSync(file, whole) < whole.length
      } catch {
        // No room for it. The next line may find some.
      }
    },
  }
}

/** JSON lines. No password, token, hash or whole address is ever given to it. */
export function createLogger(level: string, destination: DestinationStream = standardOutput()): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: loggableError },
    },
    destination,
  )
}
