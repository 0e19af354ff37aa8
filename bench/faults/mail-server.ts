import { startFaultyProxy } from '../../test/support/faulty-proxy.ts'
import { reply, startMailServer } from '../../test/support/mail-server.ts'
import { startDatabase } from '../support/bench-database.ts'
import type { Scenario } from '../support/fault-row.ts'
import { quickHashes } from '../support/quick-hashes.ts'
import { type ReceiverOutage, tryReceiver } from '../support/receiver-outage.ts'
import { inScope } from '../support/scope.ts'
import { freePort, startServer } from '../support/server-process.ts'

const ways = { refuses: 'refused', hangs: 'black hole', drops: 'reset', defers: undefined } as const

/** A mail server that for ten seconds refuses connections, is silent, breaks them off, or asks with 451 to come back. */
export const mailServer =
  (way: keyof typeof ways): Scenario =>
  () =>
    inScope(async (scope) => {
      const state = { defers: false }
      const mails = await startMailServer(scope, { onMail: () => (state.defers ? reply(451, '4.3.0 later') : undefined) })
      const proxy = await startFaultyProxy(scope, mails.url)
      const database = await startDatabase('postgresql')
      scope.after(() => database.close())
      const settings = {
        ...quickHashes,
        // Storefronts need no key then, and links may lead to this machine.
        PATRON_MODE: 'development',
        PATRON_SMTP_URL: proxy.url,
        PATRON_MAIL_FROM: 'accounts@shop.example',
      }
      const server = await startServer({ settings: { ...database.settings, ...settings }, port: await freePort() })
      scope.after(() => server.stop())
      const mode = ways[way]
      const change = async (isSpoilt: boolean) => {
        state.defers = isSpoilt && mode === undefined
        if (mode) await proxy.switchTo(isSpoilt ? mode : 'pass')
      }
      const outage: ReceiverOutage = {
        fault: `mail server: ${way}`,
        port: server.port,
        spoil: () => change(true),
        mend: () => change(false),
        taken: () => mails.mails.flatMap(({ recipients }) => recipients),
      }
      return [await tryReceiver(outage)]
    })
