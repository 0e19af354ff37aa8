import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import PostalMime, { type Email } from 'postal-mime'
import { eventually } from '../../test/support/eventually.ts'
import { startTestPatron } from '../../test/support/patron.ts'
import { scratchFolder } from '../../test/support/scratch-folder.ts'

/** A shop on an embedded database of its own, whose mails are files. */
export interface Shop {
  readonly url: string
  /** The newest mail to the address that has come since so many; waits for it. */
  mailTo(address: string, countBefore?: number): Promise<Email>
  mailsTo(address: string): Promise<readonly Email[]>
  close(): Promise<void>
}

/**
 * Starts a shop with the tenants of a file.
 *
 * @param tenantsFile  as `patron tenants apply` takes them
 */
export async function startShop(tenantsFile: string, settings: Readonly<Record<string, string>> = {}): Promise<Shop> {
  const { folder, remove } = scratchFolder()
  const closing: (() => unknown)[] = []
  const dataDir = join(folder, 'data')
  const mailFolder = join(dataDir, 'mail')
  const patron = await startTestPatron(
    { after: (close: () => unknown) => void closing.push(close) },
    { dataDir },
    { PATRON_TENANTS_FILE: tenantsFile, ...settings },
  )
  const { url } = patron
  const mailsTo = async (address: string): Promise<readonly Email[]> => {
    const files = readdirSync(mailFolder).filter((name) => name.endsWith('.eml'))
    const mails = await Promise.all(files.map((name) => PostalMime.parse(readFileSync(join(mailFolder, name)))))
    return mails
      .filter(({ to = [] }) => to.some(({ address: own }) => own === address))
      .toSorted((one, other) => (one.date ?? '').localeCompare(other.date ?? ''))
  }
  return {
    url,
    mailsTo,
    mailTo: (address, countBefore = 0) =>
      eventually(`a mail to ${address}`, async () => {
        const mails = await mailsTo(address)
        return mails.length > countBefore ? mails.at(-1) : undefined
      }),
    async close() {
      for (const close of closing) await close()
      remove()
    },
  }
}

/** The first link of a mail. */
export function linkIn({ text = '' }: Email): string {
  const [link] = /https?:\/\/\S+/.exec(text) ?? []
  if (link === undefined) throw new Error(`there is no link in:\n${text}`)
  return link
}
