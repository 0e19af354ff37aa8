import { mkdir } from 'node:fs/promises'
import { keptSecret } from '../adapters/data-folder/secret-key-file.ts'
import type { Config } from '../config/config.ts'

/** The configured secrets, or the one kept in the data folder, with a sentence that says so. */
export async function findSecrets(config: Config): Promise<{ secrets: [string, ...string[]]; notice: string | undefined }> {
  if (config.secretKey) return { secrets: config.secretKey, notice: undefined }
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 })
  const { secret, file, isNew } = await keptSecret(config.dataDir)
  const notice = isNew ? `secret key: made now and kept in ${file}. Back it up with the data.` : `secret key: the one in ${file}`
  return { secrets: [secret], notice }
}
