import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Erasure, ErasureLedger } from '../../core/erasure/erasure.ts'
import { Trouble } from '../../violations/trouble.ts'
import { ledgerLine, readLedgerLine, tornMark } from './ledger-line.ts'

export interface LedgerFile extends ErasureLedger {
  /**
   * Everything in it, a line at a time. To be read to its end before the first `append`, which then ends a torn line.
   *
   * @throws an error that names the line, for one that is no erasure and not the torn end of the file
   */
  read(): AsyncIterable<Erasure>
}

// Ours have 150 characters. What is longer is no ledger, and is not to fill the memory.
const maximumLineBytes = 4_096

/**
 * Opens the ledger, making an empty one when there is none. It is only ever appended to, so it may lie on storage that
 * forgets nothing, and servers that share a folder may share it.
 *
 * @param onTorn  told that the end of the file was cut off by a crash
 * @throws an error that names the file, when it cannot be written
 */
export async function openLedgerFile(file: string, onTorn: () => void): Promise<LedgerFile> {
  await makeFile(file)
  /** What has to be written before the next line, so that it stands on a line of its own. */
  let lead = ''
  let last: Promise<unknown> = Promise.resolve()

  const appendNow = async (erasures: readonly Erasure[]) => {
    const lines = lead + erasures.map(ledgerLine).join('')
    lead = `${tornMark}\n` // until all of it is known to be there
    await appendAndSync(file, lines)
    lead = ''
  }
  async function* read(): AsyncIterable<Erasure> {
    for await (const { text, number, isWhole } of linesOf(file)) {
      const found = readLedgerLine(text)
      if (!found && isWhole) throw new Error(unreadable(file, number))
      if (!found) onTorn()
      if (!isWhole) lead = found ? '\n' : `${tornMark}\n`
      if (found && found !== 'nothing') yield found
    }
  }
  return {
    append(erasures) {
      const appended = last.then(() => appendNow(erasures))
      last = appended.catch(() => undefined) // whoever waits for `appended` is told
      return appended.catch((error: unknown) => {
        throw new Trouble({ code: 'unavailable', retryAfterSeconds: 5 }, { cause: error })
      })
    },
    read,
  }
}

const unreadable = (file: string, line: number): string =>
  `Line ${line} of the erasure ledger ${file} is no erasure. Restore the file, or mend the line: whoever stands in a line that is lost may come back with a restored backup.`

async function makeFile(file: string): Promise<void> {
  const handle = await open(file, 'a', 0o600)
  await handle.close()
  if (process.platform === 'win32') return // has no handles of folders
  const folder = await open(dirname(file), 'r')
  await folder.sync().finally(() => folder.close())
}

async function appendAndSync(file: string, text: string): Promise<void> {
  const handle = await open(file, 'a', 0o600)
  try {
    await handle.appendFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

interface Line {
  readonly text: string
  /** From 1. */
  readonly number: number
  /** False for what stands after the last line's end. */
  readonly isWhole: boolean
}

async function* linesOf(file: string): AsyncIterable<Line> {
  let rest: Buffer = Buffer.alloc(0)
  let number = 0
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    rest = Buffer.concat([rest, chunk])
    for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n')) {
      number += 1
      yield { text: rest.toString('utf8', 0, end), number, isWhole: true }
      rest = rest.subarray(end + 1)
    }
    if (rest.length > maximumLineBytes) throw new Error(unreadable(file, number + 1))
  }
  if (rest.length > 0) yield { text: rest.toString(), number: number + 1, isWhole: false }
}
