import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import PostalMime, { type Email } from 'postal-mime'
import { eventually } from '../../test/support/eventually.ts'
import { startTestPatron } from '../../test/support/patron.ts'
import { scratchFolder } from '../../test/support/scratch-folder.ts'

/** A shop on an embedded database of its own, whose mails are files. */
export interface Shop {
  readonly url: string
  /** The newest link to pages below the path that was mailed to the address; waits for it. */
  linkTo(path: string, address: string): Promise<string>
  /** The link to unsubscribe by that the newest mail with one has in its head, as mail programs offer it; waits for it. */
  unsubscribeLinkTo(address: string): Promise<string>
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
  mkdirSync(mailFolder, { recursive: true }) // else made with the first mail, which may be waited for
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
    linkTo: (path, address) =>
      eventually(`a link to ${path} for ${address}`, async () => {
        const links = (await mailsTo(address)).flatMap(({ text = '' }) => text.match(/https?:\/\/\S+/g) ?? [])
        return links.findLast((link) => link.includes(path))
      }),
    unsubscribeLinkTo: (address) =>
      eventually(`a link to unsubscribe for ${address}`, async () => {
        const heads = (await mailsTo(address)).flatMap(({ headers }) => headers.filter(({ key }) => key === 'list-unsubscribe'))
        return heads.at(-1)?.value.replace(/^<|>$/g, '')
      }),
    async close() {
      for (const close of closing) await close()
      remove()
    },
  }
}
