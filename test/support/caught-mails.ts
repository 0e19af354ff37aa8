import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestDatabase } from './databases.ts'
import { type ReadMail, readMail } from './read-mail.ts'

/** The mails to this address that a server without a mail server has written so far. */
export function caughtMails({ dataDir }: TestDatabase, email: string): readonly ReadMail[] {
  const folder = join(dataDir, 'mail')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((file) => file.endsWith('.eml'))
    .toSorted()
    .map((file) => readMail(readFileSync(join(folder, file), 'utf8')))
    .filter(({ headers }) => headers.get('to') === email)
}
