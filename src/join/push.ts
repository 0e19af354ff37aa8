import type { Logger } from 'pino'
import { createAccessTokens } from '../adapters/push/access-tokens.ts'
import { createFcmChannel } from '../adapters/push/fcm-channel.ts'
import { readServiceAccount, type ServiceAccount } from '../adapters/push/service-account.ts'
import { type Config, ConfigurationError } from '../config/config.ts'
import { settings } from '../config/settings.ts'
import { presenceOf } from '../core/tenants/presence.ts'
import { bulkhead } from '../storage/bulkhead.ts'
import { deviceLookUp, deviceStore } from '../storage/devices.ts'
import type { Engine } from '../storage/engine.ts'
import { inTenant, lookingUp } from '../storage/transaction.ts'
import { ownPresence, settingsIn } from './presences.ts'
import type { OpenChannel } from './relay.ts'
import type { Tenants } from './tenants.ts'

export interface PushParts {
  readonly engine: Engine
  readonly tenants: Tenants
  readonly config: Config
  readonly logger: Logger
}

// Customers with a device are few beside those with a mailbox, and each has one in most cases.
const messagesAtOnce = 10
const mostConnections = 1

/**
 * Opens the way of push messages.
 *
 * @returns `undefined` without a service account
 * @throws ConfigurationError that names the file and what is wrong with it
 */
export async function openPush({ engine, tenants, config, logger }: PushParts): Promise<OpenChannel | undefined> {
  if (config.fcmServiceAccount === undefined) return undefined
  const { projectId, ...account } = await accountIn(config.fcmServiceAccount)
  const closing = new AbortController()
  const { signal } = closing
  const handOver = createFcmChannel({
    url: config.fcmUrl,
    projectId,
    accessTokens: await createAccessTokens({ ...account, signal }),
    devicesOf: devicesOn(bulkhead(engine, mostConnections)),
    presenceOf: async (tenantId) => presenceOf(await settingsIn(tenantId, tenants), ownPresence(config, config.publicUrl)),
    onRefused: (failure) =>
      logger.error(
        { failure },
        `push messages are refused until somebody looks at the service account and its project (${settings.fcmServiceAccount.variable})`,
      ),
    signal,
  })
  return { channel: 'push', atOnce: messagesAtOnce, handOver, close: () => closing.abort() }
}

async function accountIn(file: string): Promise<ServiceAccount> {
  try {
    return await readServiceAccount(file)
  } catch (cause) {
    const fault = cause instanceof Error ? cause.message : String(cause)
    throw new ConfigurationError(`${settings.fcmServiceAccount.variable}: ${fault}.`, { cause })
  }
}

const devicesOn = (engine: Engine) => (tenantId: string) => ({
  ...deviceLookUp(lookingUp(engine, tenantId), tenantId),
  remove: (customerId: string, token: string) =>
    inTenant(engine, tenantId, (session) => deviceStore(session, tenantId).remove(customerId, token)),
})
