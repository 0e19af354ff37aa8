import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { v7 as newId } from 'uuid'
import { createEmlFolder } from '../adapters/mail/eml-folder.ts'
import { createMailChannel } from '../adapters/mail/mail-channel.ts'
import type { MailTransport } from '../adapters/mail/message.ts'
import { createSmtpTransport } from '../adapters/mail/smtp-transport.ts'
import { toAscii } from '../adapters/network/idna.ts'
import type { Keyring } from '../adapters/secrets/keyring.ts'
import { createLinkTokens } from '../adapters/secrets/link-tokens.ts'
import { createPreferenceTokens } from '../adapters/secrets/preference-tokens.ts'
import type { Config } from '../config/config.ts'
import { createDeliveries, type DeliverDeps, type Deliveries } from '../core/outbox/deliver.ts'
import { sealEvents } from '../core/outbox/seal-events.ts'
import { presenceOf } from '../core/tenants/presence.ts'
import { bulkhead } from '../storage/bulkhead.ts'
import { deliveryStore } from '../storage/deliveries.ts'
import type { Engine } from '../storage/engine.ts'
import { feedOf } from '../storage/feed.ts'
import { ownPresence, settingsIn } from './presences.ts'
import { startRepeating } from './repeating.ts'
import type { Tenants } from './tenants.ts'

export interface RelayParts {
  readonly engine: Engine
  readonly tenants: Tenants
  readonly config: Config
  readonly keyring: Keyring
  readonly logger: Logger
  /** What links in mails begin with where the tenant has no address of its own. */
  readonly publicUrl: string
  /** Absent: nothing is sent to devices. */
  readonly push: OpenChannel | undefined
}

/** A way messages take, opened. */
export interface OpenChannel extends Pick<DeliverDeps, 'channel' | 'atOnce' | 'handOver'> {
  /** Breaks off what is under way. */
  close(): void
}

// Half a second is soon enough for a mail, and costs an idle server two small reads.
const everyMilliseconds = 500
// Mail servers commonly take ten connections or more of one client.
const mailsAtOnce = 10
const mostConnections = 2
const graceMilliseconds = 5_000
// Why messages are given up where all is well: the customer is gone, or has none of the shop's apps.
const usual: ReadonlySet<string> = new Set(['erased', 'no_device'])

/**
 * Does what follows from events until it is ended: gives them their positions, and delivers the messages that follow. Any
 * number of nodes may do so at once.
 *
 * @returns how to end it: messages under way have five seconds to finish, and the others are tried again at the next start
 */
export function startRelay(parts: RelayParts): () => Promise<void> {
  const { logger } = parts
  const engine = bulkhead(parts.engine, mostConnections)
  const channels = [openMail(parts), ...(parts.push ? [parts.push] : [])]
  const names = channels.map(({ channel }) => channel)
  const sealing = () => sealEvents({ ...feedOf(engine), channels: names, newId: () => newId() })
  const deliveries = channels.map((channel) => deliveriesOf(channel, engine, logger))
  const ends = [
    repeat('sealing events', sealing, logger),
    ...deliveries.map((one, index) => repeat(`delivering by ${names[index]}`, () => one.begin(), logger)),
  ]
  return async () => {
    for (const one of deliveries) one.end()
    const ended = Promise.all(ends.map((end) => end())).then(() => Promise.all(deliveries.map((one) => one.settled())))
    await Promise.race([ended, sleep(graceMilliseconds, undefined, { ref: false })])
    for (const { close } of channels) close()
    await ended
  }
}

const repeat = (what: string, work: () => Promise<boolean>, logger: Logger): (() => Promise<void>) =>
  startRepeating({ what, everyMilliseconds, work }, logger)

const deliveriesOf = (channel: OpenChannel, engine: Engine, logger: Logger): Deliveries =>
  createDeliveries({
    ...channel,
    store: deliveryStore(engine),
    random: () => Math.random(),
    onNoted({ id, channel: name, purpose, attempts }, state, failure) {
      const told = { delivery: id, channel: name, purpose, attempts, ...(failure !== undefined && { failure }) }
      if (state === 'delivered') logger.info(told, 'a message was delivered')
      else if (state === 'waiting') logger.info(told, 'a message could not be delivered now; it is tried again')
      else logger[failure !== undefined && usual.has(failure) ? 'info' : 'warn'](told, 'a message was given up')
    },
    onError: (error) => logger.warn({ err: error }, 'a message met a fault; it is tried again'),
  })

function openMail({ config, tenants, keyring, logger, publicUrl }: RelayParts): OpenChannel {
  const transport = openTransport(config, logger)
  const installation = ownPresence(config, publicUrl)
  const handOver = createMailChannel({
    transport,
    linkTokens: createLinkTokens(keyring),
    preferenceTokens: createPreferenceTokens(keyring),
    toAscii,
    async letterheadOf(tenantId) {
      const settings = await settingsIn(tenantId, tenants)
      const { name, address } = config.mailFrom
      return { ...presenceOf(settings, installation), from: { name: settings.shopName ?? name, address } }
    },
  })
  return { channel: 'mail', atOnce: mailsAtOnce, handOver, close: () => transport.close() }
}

const openTransport = ({ smtpServer, dataDir }: Config, logger: Logger): MailTransport =>
  smtpServer
    ? createSmtpTransport({ ...smtpServer, connections: mailsAtOnce })
    : createEmlFolder({
        folder: mailFolderOf(dataDir),
        now: () => new Date(),
        onWritten: (file) => logger.info({ file }, 'a mail was written to a file (PATRON_SMTP_URL)'),
      })

/** Where mails land without a mail server. */
export const mailFolderOf = (dataDir: string): string => join(dataDir, 'mail')
