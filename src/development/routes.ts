import type { Dialect, Route, WireAnswer, WireRequest } from '../dialects/dialect.ts'
import { html } from '../markup/html.ts'
import { Trouble, type TroubleValue } from '../violations/trouble.ts'
import { framedMail } from './framed-mail.ts'
import { type FrontPage, frontPage, type Running } from './front-page.ts'
import { inboxPage, mailPage, type WholeMail } from './inbox.ts'
import type { InboxMail } from './mail-list.ts'
import { isOwnHost } from './own-host.ts'
import { encodePage } from './page.ts'

export interface DevelopmentOptions {
  readonly running: Running
  /** Where customers reach the server, if that is set. */
  readonly publicUrl: string | undefined
  tenantAt(host: string): Promise<FrontPage['tenant']>
  readonly inbox: {
    newest(most: number): Promise<{ readonly mails: readonly InboxMail[]; readonly count: number }>
    read(file: string): Promise<WholeMail | undefined>
  }
}

const mailsOnFrontPage = 5
const mailsInInbox = 100

/**
 * What stands at `/` while somebody tries Patron out: what is running, where to go, and every mail that was written. Joined in
 * development only.
 */
export function createDevelopment({ running, publicUrl, tenantAt, inbox }: DevelopmentOptions): Dialect {
  const whole = async (file: string): Promise<WholeMail> => (await inbox.read(file)) ?? notFound()
  const page = (path: string, show: (request: WireRequest) => Promise<WireAnswer>): Route => ({
    path,
    allow: 'GET, HEAD',
    async handle(request) {
      const { method, host } = request
      if (method !== 'GET' && method !== 'HEAD') throw new Trouble({ code: 'method_not_allowed', method })
      if (!isOwnHost(host, publicUrl)) throw new Trouble({ code: 'forbidden' })
      return show(request)
    },
  })
  return {
    name: 'development',
    pathPrefixes: ['/dev/'],
    routes: [
      page('/', async ({ host }) => {
        const { mails: newest } = await inbox.newest(mailsOnFrontPage)
        return frontPage({ ...running, tenant: await tenantAt(host), newest })
      }),
      page('/dev/inbox', async () => inboxPage({ mailsGo: running.mails, ...(await inbox.newest(mailsInInbox)) })),
      page('/dev/inbox/:file', async ({ path }) => mailPage(await whole(fileIn(path)))),
      page('/dev/inbox/:file/html', async ({ path }) => framedMail((await whole(fileIn(path))).html ?? notFound())),
    ],
    encodeTrouble,
    encodeUnknownPath: () => encodeTrouble({ code: 'not_found' }),
  }
}

/** As it stands in the path: names of mails need no escapes, so an escaped one is none. */
const fileIn = (path: string): string => path.split('/')[3] ?? ''

const notFound = (): never => {
  throw new Trouble({ code: 'not_found' })
}

const refusals: Partial<Record<TroubleValue['code'], readonly [status: number, title: string, text: string]>> = {
  not_found: [404, 'There is nothing here', 'The mail is gone, or there was none of this name.'],
  method_not_allowed: [405, 'This page can only be looked at', 'It takes GET and HEAD.'],
  unsupported_content_encoding: [415, 'That could not be read', 'This page takes no body.'],
  body_too_large: [413, 'That is too large', 'This page takes no body.'],
  unavailable: [503, 'Just a moment', 'The database cannot be reached.'],
  forbidden: [
    403,
    'Not under this name',
    'Mails hold links that open accounts, so they are shown under an IP address, localhost and names that only your network knows. To use another name, set PATRON_PUBLIC_URL to it.',
  ],
}
const ours = [500, 'Something went wrong', 'The log says what.'] as const

function encodeTrouble({ code }: TroubleValue): WireAnswer {
  const [status, title, text] = refusals[code] ?? ours
  return encodePage({ status, title, content: html`<p>${text}</p>` })
}
