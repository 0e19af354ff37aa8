import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atExit } from './at-exit.ts'

/** A folder and how to remove it, which happens at the end of this process if not before. */
export function scratchFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'patron-data-'))
  const removeFiles = () => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  const forget = atExit(removeFiles)
  const remove = () => {
    removeFiles()
    forget()
  }
  return { folder, remove }
}
