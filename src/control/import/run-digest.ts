import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

export interface DigestedRun {
  readonly files: readonly string[]
  /** Everything that decides what becomes of a row. */
  readonly options: object
}

/**
 * Tells one import from another: the same content of the same number of files in the same order, taken in the same way, is the
 * same import, whatever the files are called now.
 */
export async function digestOf({ files, options }: DigestedRun): Promise<Uint8Array> {
  const digest = createHash('sha256').update(JSON.stringify(options))
  for (const file of files) {
    const ofFile = createHash('sha256')
    for await (const chunk of createReadStream(file)) ofFile.update(chunk as Buffer)
    digest.update(ofFile.digest())
  }
  return digest.digest()
}
