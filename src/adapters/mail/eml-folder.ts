import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { composed, type MailTransport, unsendable } from './message.ts'

export interface EmlFolderOptions {
  /** Made when the first mail comes. */
  readonly folder: string
  now(): Date
  /** Told of each file. */
  onWritten(file: string): void
}

/** Writes each mail to a file of its own, whole or not at all. The mails hold links that open accounts, so only the owner may read. */
export function createEmlFolder({ folder, now, onWritten }: EmlFolderOptions): MailTransport {
  return {
    async send(mail) {
      const message = composed(mail)
      if (!message) return unsendable
      // Loaded with the first mail: it is large, and a server starts sooner without.
      const { createTransport } = await import('nodemailer')
      const writer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
      const { message: content } = await writer.sendMail(message)
      const file = join(folder, `${now().toISOString().replaceAll(':', '-')}-${mail.id}.eml`)
      const unfinished = `${file}.part`
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeFile(unfinished, content, { mode: 0o600 })
      await rename(unfinished, file)
      onWritten(file)
      return { result: 'delivered' }
    },
    close: () => {},
  }
}
