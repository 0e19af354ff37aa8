import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { endlessBody, type FcmReply, fcmError, jsonFile, serviceAccount, startFcmServer } from '../../test/support/fcm-server.ts'
import { startDatabase } from '../support/bench-database.ts'
import type { Scenario } from '../support/fault-row.ts'
import { quickHashes } from '../support/quick-hashes.ts'
import { tryReceiver } from '../support/receiver-outage.ts'
import { inScope, type Scope } from '../support/scope.ts'
import { freePort, startServer } from '../support/server-process.ts'

const slowMilliseconds = 3_000

/** What is answered while it lasts; `elsewhere` is an address nobody should be led to. */
const answers = {
  fails: async () => fcmError(500, 'INTERNAL'),
  'is overloaded': async () => ({ ...fcmError(503, 'UNAVAILABLE'), headers: { 'retry-after': '5' } }),
  hangs: () => new Promise<never>(() => {}),
  'is slow': () => sleep(slowMilliseconds, undefined),
  redirects: async (elsewhere: string) => ({ status: 307, headers: { location: elsewhere } }),
  'answers without end': async () => ({ status: 500, body: endlessBody() }),
} satisfies Record<string, (elsewhere: string) => Promise<FcmReply | undefined>>

/** Firebase Cloud Messaging that does not take messages for ten seconds. */
export const pushReceiver =
  (way: keyof typeof answers): Scenario =>
  () =>
    inScope(async (scope) => {
      const state = { isSpoilt: false }
      const elsewhere = await startElsewhere(scope)
      const fcm = await startFcmServer(scope, {
        onMessage: () => (state.isSpoilt ? answers[way](elsewhere.url) : undefined),
      })
      const database = await startDatabase('postgresql')
      scope.after(() => database.close())
      const settings = {
        ...quickHashes,
        PATRON_MODE: 'development', // storefronts need no key then
        PATRON_FCM_URL: fcm.url,
        PATRON_FCM_SERVICE_ACCOUNT: jsonFile(scope, serviceAccount(fcm.url)),
      }
      const server = await startServer({ settings: { ...database.settings, ...settings }, port: await freePort() })
      scope.after(() => server.stop())
      const row = await tryReceiver({
        fault: `push receiver: ${way}`,
        port: server.port,
        spoil: () => {
          state.isSpoilt = true
        },
        mend: () => {
          state.isSpoilt = false
        },
        taken: () => fcm.messages.map(({ token }) => token),
        promises: () => [['redirects lead nowhere', elsewhere.asked() === 0]],
      })
      return [row]
    })

async function startElsewhere(scope: Scope): Promise<{ url: string; asked(): number }> {
  let asked = 0
  const server = createServer((_request, response) => {
    asked += 1
    response.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  scope.after(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked: () => asked }
}
