import { setTimeout as delay } from 'node:timers/promises'

// A test that waits longer than this waits for nothing.
const patienceMilliseconds = 30_000

/**
 * Asks again and again until the answer is something.
 *
 * @throws when it stays nothing, so that the test fails rather than hangs
 */
export async function eventually<Answer>(
  what: string,
  ask: () => Promise<Answer | undefined | false> | Answer | undefined | false,
): Promise<Answer> {
  const givenUpAt = performance.now() + patienceMilliseconds
  while (performance.now() < givenUpAt) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    await delay(10)
  }
  throw new Error(`still not: ${what}`)
}
