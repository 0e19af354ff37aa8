import { setTimeout as sleep } from 'node:timers/promises'
import { Trouble } from '../violations/trouble.ts'

// 20 × 250 ms: as long as somebody looks at a page that loads, and a hash in a storm takes.
const mostTries = 20
const pauseMilliseconds = 250

/**
 * Does what only one request at a time may do. A browser shows the answer to the last of two forms it sent, so that one waits
 * for the first and gets its answer.
 *
 * @throws Trouble `busy` where that takes too long; as `work`
 */
export async function onceFree<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; tries <= mostTries; tries += 1) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof Trouble) || error.value.code !== 'idempotency_key_in_use') throw error
    }
    await sleep(pauseMilliseconds)
  }
  throw new Trouble({ code: 'busy', retryAfterSeconds: 2 })
}
