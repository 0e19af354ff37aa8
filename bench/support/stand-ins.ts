import { jsonFile, serviceAccount, startFcmServer } from '../../test/support/fcm-server.ts'
import { startMailServer } from '../../test/support/mail-server.ts'

/** A mail server and Google, in this process, which take whatever comes. */
export interface StandIns {
  /** What tells a server to hand its messages to them. */
  readonly settings: Readonly<Record<string, string>>
  /** Ids of deliveries, one for each mail and push message that was taken: the same each time a message comes. */
  received(): readonly string[]
  stop(): Promise<void>
}

type Ending = Parameters<typeof startMailServer>[0]

export async function startStandIns(): Promise<StandIns> {
  const ends: (() => unknown)[] = []
  const ending = { after: (end) => void ends.push(end as () => unknown) } satisfies Ending
  const mailServer = await startMailServer(ending)
  const pushServer = await startFcmServer(ending)
  return {
    settings: {
      PATRON_SMTP_URL: mailServer.url,
      PATRON_MAIL_FROM: 'Shop <bench@shop.example>',
      PATRON_PUBLIC_URL: 'https://accounts.shop.example',
      PATRON_FCM_SERVICE_ACCOUNT: jsonFile(ending, serviceAccount(pushServer.url)),
      PATRON_FCM_URL: pushServer.url,
    },
    received: () => [
      ...mailServer.mails.map(({ headers }) => /^<([^@]+)@/.exec(headers.get('message-id') ?? '')?.[1] ?? ''),
      ...pushServer.messages.map(({ android }) => (android as { notification: { tag: string } }).notification.tag),
    ],
    async stop() {
      for (const end of ends) await end()
    },
  }
}
