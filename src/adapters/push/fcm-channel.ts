import { LRUCache } from 'lru-cache'
import type { DeviceLookUp, DeviceStore } from '../../core/devices/device.ts'
import type { DueDelivery, Taken } from '../../core/outbox/deliver.ts'
import { readLocale } from '../../core/tenants/locale.ts'
import type { Presence } from '../../core/tenants/presence.ts'
import type { AccessTokens } from './access-tokens.ts'
import { failureOf, type PushFailure } from './failure.ts'
import { type FcmAnswer, readFcmAnswer } from './fcm-answer.ts'
import { wordsFor } from './words.ts'

export interface FcmChannelOptions {
  /** What addresses begin with. */
  readonly url: string
  readonly projectId: string
  readonly accessTokens: AccessTokens
  devicesOf(tenantId: string): DeviceLookUp & Pick<DeviceStore, 'remove'>
  presenceOf(tenantId: string): Promise<Pick<Presence, 'shopName' | 'locale'>>
  /** Told when nothing goes out until somebody does something about it, once until something goes out again. */
  onRefused(failure: string): void
  /** Breaks off what is under way. */
  readonly signal: AbortSignal
  readonly timeLimitMilliseconds?: number
}

// With ten seconds for an access token at most half of what a message is leased for.
const defaultTimeLimitMilliseconds = 20_000
const mostHalfSent = 1_000

type Sent = FcmAnswer & { readonly token: string }

/**
 * Sends a message to each device that the customer has now, over FCM HTTP v1. Devices that are gone are forgotten.
 *
 * A device is sent a message once while this process lives. What another process sends again takes the place of the first on
 * the device, by a tag made of the delivery's id.
 */
export function createFcmChannel(options: FcmChannelOptions): (due: DueDelivery) => Promise<Taken> {
  const { accessTokens, devicesOf } = options
  const send = sender(options)
  const note = refusalsTold(options.onRefused)
  const reachedBy = new LRUCache<string, ReadonlySet<string>>({ max: mostHalfSent })
  return async (due) => {
    const devices = devicesOf(due.tenantId)
    const before = reachedBy.get(due.id) ?? new Set()
    const tokens = (await devices.of(due.customerId)).filter((token) => !before.has(token))
    if (tokens.length === 0) return outcomeOf([], before)
    const access = await accessTokens.current()
    if (!access.ok) return later(note([access.failure]))
    const message = messageOf(due, await options.presenceOf(due.tenantId))
    const sent = await Promise.all(tokens.map(async (token) => ({ token, ...(await send({ token, ...message }, access.token)) })))
    const reached = new Set([...before, ...tokensWith('sent', sent)])
    reachedBy.set(due.id, reached)
    note(sent.flatMap((one) => (one.result === 'failed' ? [one.failure] : [])))
    if (sent.some((one) => one.result === 'failed' && one.failure.isAccessRefused)) accessTokens.forget()
    for (const token of tokensWith('gone', sent)) await devices.remove(due.customerId, token)
    return outcomeOf(sent, reached)
  }
}

const tokensWith = (result: FcmAnswer['result'], sent: readonly Sent[]): readonly string[] =>
  sent.filter((one) => one.result === result).map(({ token }) => token)

/** Done when no device is left to try; given up when it was done for none. */
function outcomeOf(sent: readonly Sent[], reached: ReadonlySet<string>): Taken {
  const failures = sent.flatMap((one) => (one.result === 'failed' ? [one.failure] : []))
  if (failures.length > 0) return later(failures)
  if (reached.size > 0) return { result: 'delivered' }
  const refused = sent.find((one) => one.result === 'refused')
  return { result: 'refused', failure: refused?.failure.code ?? 'no_device' }
}

function later(failures: readonly PushFailure[]): Taken {
  const retryAfterSeconds = Math.max(...failures.map((failure) => failure.retryAfterSeconds ?? 0))
  return { result: 'failed', failure: failures[0]?.code ?? 'unknown', retryAfterSeconds }
}

/** Tells of the first failure that somebody has to act on, and not again until a try goes without one. */
function refusalsTold(onRefused: FcmChannelOptions['onRefused']) {
  let isTold = false
  return (failures: readonly PushFailure[]): readonly PushFailure[] => {
    const refusal = failures.find(({ needsOperator }) => needsOperator)
    if (refusal && !isTold) onRefused(refusal.code)
    if (refusal || failures.length === 0) isTold = refusal !== undefined
    return failures
  }
}

/** The same for each device. */
function messageOf({ id, purpose, event }: DueDelivery, shop: Pick<Presence, 'shopName' | 'locale'>) {
  const told = event.facts['locale']
  const locale = readLocale(typeof told === 'string' ? told : undefined) ?? shop.locale
  return {
    notification: wordsFor(purpose, locale, shop.shopName),
    data: { type: purpose },
    android: { notification: { tag: id } },
    apns: { headers: { 'apns-collapse-id': id } },
  }
}

function sender({ url, projectId, signal, timeLimitMilliseconds = defaultTimeLimitMilliseconds }: FcmChannelOptions) {
  const address = `${url.replace(/\/+$/, '')}/v1/projects/${encodeURIComponent(projectId)}/messages:send`
  return async (message: unknown, accessToken: string): Promise<FcmAnswer> => {
    try {
      const response = await fetch(address, {
        method: 'POST',
        headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ message }),
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeLimitMilliseconds)]),
      })
      return await readFcmAnswer(response)
    } catch (error) {
      return { result: 'failed', failure: failureOf(error) }
    }
  }
}
