import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The secret of an installation that was given none: made once, kept in the data folder, readable by its owner only.
 *
 * @returns the secret, and the file it is in
 */
export async function keptSecret(dataDir: string): Promise<{ secret: string; file: string; isNew: boolean }> {
  const file = join(dataDir, 'secret.key')
  const made = randomBytes(32).toString('base64url')
  try {
    await writeFile(file, `${made}\n`, { mode: 0o600, flag: 'wx', flush: true })
    return { secret: made, file, isNew: true }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  const secret = (await readFile(file, 'utf8')).trim()
  if (secret.length < 32)
    throw new Error(`${file} holds no secret. Remove it to have a new one made, or restore it from a backup.`)
  return { secret, file, isNew: false }
}
