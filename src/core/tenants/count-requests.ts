import { Trouble } from '../../violations/trouble.ts'
import type { MinuteCounts, RateState, Storefront } from './storefront.ts'

/**
 * Counts what a storefront asks for against the limit of its key. What is refused is not counted, so a smaller wish may
 * still be granted.
 *
 * @param units  how many requests this one stands for
 * @returns `null` where there is no limit
 * @throws Trouble `too_many_requests`
 */
export function countRequests({ keyId, requestsPerMinute }: Storefront, units: number, counts: MinuteCounts): RateState | null {
  if (keyId === null || requestsPerMinute === null) return null
  const { isWithin, remaining, secondsLeft } = counts.take(keyId, units, requestsPerMinute)
  const resetSeconds = Math.ceil(secondsLeft)
  if (!isWithin) throw new Trouble({ code: 'too_many_requests', retryAfterSeconds: resetSeconds })
  return { limit: requestsPerMinute, remaining, resetSeconds }
}
