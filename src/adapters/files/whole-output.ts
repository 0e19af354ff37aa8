import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * Has a file written under another name beside it, for its owner only, and gives it its own name once it is whole and on the disk.
 * What was there before stays until then. Nothing is left of what failed.
 *
 * @param write  is given the other name; makes nothing else
 */
export const wholeFile = (path: string, write: (path: string) => Promise<void>): Promise<void> =>
  whole(path, async (part) => {
    await (await open(part, 'wx', 0o600)).close()
    await write(part)
  })

/**
 * As `wholeFile`, of a folder.
 *
 * @throws an error when there is something in a folder of this name already
 */
export async function wholeFolder(path: string, write: (folder: string) => Promise<void>): Promise<void> {
  const present = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  if (present.length > 0) throw new Error(`The folder ${path} is not empty. Name a new one.`)
  await whole(path, async (part) => {
    await mkdir(part, { mode: 0o700 })
    await write(part)
  })
}

async function whole(path: string, write: (part: string) => Promise<void>): Promise<void> {
  const part = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.part`)
  try {
    await write(part)
    await sync(part)
    await rename(part, path)
  } catch (error) {
    await rm(part, { recursive: true, force: true })
    throw error
  }
  await sync(dirname(path)).catch(() => {}) // where folders cannot be synced, the name may be lost to a power cut
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r')
  await handle.sync().finally(() => handle.close())
}
