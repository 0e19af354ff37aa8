import type { TestContext } from 'node:test'

/** Takes what has to be done at the end, as a test's context does. */
export type Scope = Pick<TestContext, 'after'>

/** Does the work, and then everything it wants done at the end, the latest first. */
export async function inScope<Result>(work: (scope: Scope) => Promise<Result>): Promise<Result> {
  const ends: (() => unknown)[] = []
  const after = (end?: () => unknown) => void (end && ends.push(end))
  try {
    return await work({ after } as Scope)
  } finally {
    for (let end = ends.pop(); end; end = ends.pop()) await end()
  }
}
