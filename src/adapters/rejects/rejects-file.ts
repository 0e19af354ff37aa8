import { open, rm } from 'node:fs/promises'

/** A file of JSON lines that says of each row why it was not taken. */
export interface RejectsFile {
  /**
   * Writes the lines at this byte, in place of whatever stood from there on, and has them on the disk when it returns. So what
   * was written for work that then was undone goes when the work is done again.
   *
   * @returns where the next ones go
   */
  put(atByte: number, rejects: readonly object[]): Promise<number>
  /** A file in which nothing stands is not left behind. */
  close(): Promise<void>
}

/**
 * Opens the file and keeps what it should hold of an import that goes on.
 *
 * @param keptBytes  what is known to have been written; 0 for an import that begins
 * @throws an error that says what to do when less than that is there
 */
export async function openRejectsFile(path: string, keptBytes: number): Promise<RejectsFile> {
  const file = await open(path, keptBytes === 0 ? 'w' : 'r+').catch((error: NodeJS.ErrnoException) => {
    if (keptBytes > 0 && error.code === 'ENOENT') throw new Error(isGone(path))
    throw error
  })
  const { size } = await file.stat()
  if (size < keptBytes) {
    await file.close()
    throw new Error(isGone(path))
  }
  await file.truncate(keptBytes)
  return {
    async put(atByte, rejects) {
      if (rejects.length === 0) return atByte
      const lines = Buffer.from(rejects.map((reject) => `${JSON.stringify(reject)}\n`).join(''))
      await file.truncate(atByte)
      await file.write(lines, 0, lines.length, atByte)
      await file.datasync()
      return atByte + lines.length
    },
    async close() {
      const { size: written } = await file.stat()
      await file.close()
      if (written === 0) await rm(path)
    },
  }
}

const isGone = (path: string): string =>
  `${path} lacks rejects that this import has written before it was interrupted. Put the file back, or import with --anew.`
