import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import PostalMime from 'postal-mime'

/** A mail that was written to a file and not sent. */
export interface CaughtMail {
  /** The name of its file, without a folder. */
  readonly file: string
  readonly subject: string
  readonly to: string
  readonly writtenAt: Date
}

export interface ReadMail extends CaughtMail {
  /** As they stand in the mail, in their order. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly text: string
  /** `undefined`: it has no such part. */
  readonly html: string | undefined
}

/** The mails in the folder that `createEmlFolder` writes to. */
export interface CaughtMails {
  /** The newest ones first, and how many there are altogether. */
  newest(most: number): Promise<{ readonly mails: readonly CaughtMail[]; readonly count: number }>
  /** @returns `undefined` for whatever is not the name of a mail here */
  read(file: string): Promise<ReadMail | undefined>
}

/** As `createEmlFolder` names them: in this form there is no way out of the folder. */
const named = /^(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2}\.\d{3}Z)-[\da-f-]{36}\.eml$/

export function createCaughtMails(folder: string): CaughtMails {
  const read = async (file: string): Promise<ReadMail | undefined> => {
    const content = named.test(file) ? await contentOf(join(folder, file)) : undefined
    return content && readMail(file, content)
  }
  return {
    read,
    async newest(most) {
      const files = (await filesIn(folder)).filter((file) => named.test(file)).toSorted()
      const mails = await Promise.all(files.slice(-most).toReversed().map(read))
      return { mails: mails.filter((mail) => mail !== undefined), count: files.length }
    },
  }
}

async function readMail(file: string, content: Uint8Array): Promise<ReadMail> {
  const { subject = '', to = [], headers, text = '', html } = await PostalMime.parse(content)
  const recipients = to.map(({ address = '' }) => address).join(', ')
  return {
    file,
    subject,
    to: recipients,
    writtenAt: new Date(file.replace(named, '$1T$2:$3:$4')),
    headers: headers.map(({ originalKey, value }) => [originalKey, value] as const),
    text: text.trimEnd(),
    html,
  }
}

/** There is no folder before the first mail. */
const filesIn = (folder: string): Promise<readonly string[]> => readdir(folder).catch(nothingIfAbsent([]))

const contentOf = (path: string): Promise<Uint8Array | undefined> => readFile(path).catch(nothingIfAbsent(undefined))

const nothingIfAbsent =
  <Nothing>(nothing: Nothing) =>
  (error: unknown): Nothing => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return nothing
    throw error
  }
