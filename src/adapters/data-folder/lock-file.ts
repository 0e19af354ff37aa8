import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Says that a process works on the embedded database; a second one would destroy it. */
export interface FolderLock {
  release(): Promise<void>
}

/**
 * Locks the data folder for this process. The lock of a process that is gone, killed for example, is taken over.
 *
 * @throws an error that names the process which holds it
 */
export async function lockFolder(dataDir: string): Promise<FolderLock> {
  const file = join(dataDir, 'pglite.lock')
  const ours = await holderText(process.pid)
  if (!(await create(file, ours))) {
    const held = await readFile(file, 'utf8').catch(() => '')
    const pid = Number.parseInt(held, 10)
    if (pid !== process.pid && held === (await holderText(pid))) {
      throw new Error(
        `The embedded database in ${dataDir} is in use by process ${pid}. Stop it first, or set another PATRON_DATA_DIR.`,
      )
    }
    await rm(file, { force: true })
    if (!(await create(file, ours))) throw new Error(`Another process took the embedded database in ${dataDir} at this moment.`)
  }
  return { release: () => rm(file, { force: true }) }
}

async function create(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/**
 * A process's number and, where the system tells, the moment it started: numbers are given again, so that after a
 * restart of the machine or of a container another process may have the number of the one that was killed.
 *
 * @returns '' when there is no such process
 */
async function holderText(pid: number): Promise<string> {
  if (!isAlive(pid)) return ''
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // The 22nd field, counted behind the name in brackets, which may hold blanks itself (proc(5)).
  const startedAt = status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  return `${pid} ${startedAt}\n`
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
