import { Trouble } from '../../violations/trouble.ts'

/** Lets work in, or turns it away. @throws Trouble `busy` */
export type Gate = <Result>(work: () => Promise<Result>) => Promise<Result>

const worthAnotherTrySeconds = 1

/** Lets so many in at once. Nobody waits in front of it: what is asked for is slow, and a queue would hide that it is. */
export function openGate(most: number): Gate {
  let inside = 0
  return async (work) => {
    if (inside >= most) throw new Trouble({ code: 'busy', retryAfterSeconds: worthAnotherTrySeconds })
    inside += 1
    try {
      return await work()
    } finally {
      inside -= 1
    }
  }
}
