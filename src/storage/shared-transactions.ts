import DataLoader from 'dataloader'
import { Trouble } from '../violations/trouble.ts'
import { askOnce } from './borrowed-connection.ts'
import type { Engine } from './engine.ts'
import { isConnectionLost } from './errors.ts'
import { mergeAdditions } from './merge-additions.ts'
import type { Statement } from './statement.ts'

// Who is answered with many others waits for the last of them.
const mostTogether = 16

/**
 * What is asked in one turn of the event loop goes out together, sixteen callers at a time, with its settings once: one packet
 * out, one back, and of the database one connection and one transaction. Where the database refuses a statement nothing of that
 * transaction is there, so each caller gets one alone.
 */
function sharing<Call, Answer>(ask: (calls: readonly Call[]) => Promise<readonly Answer[]>): (call: Call) => Promise<Answer> {
  const askTogether = async (calls: readonly Call[]): Promise<readonly (Answer | Error)[]> => {
    try {
      return await ask(calls)
    } catch (error) {
      if (calls.length === 1 || isConnectionLost(error) || error instanceof Trouble) throw error
      const alone = await Promise.allSettled(calls.map((call) => ask([call])))
      return alone.flatMap((asked) => (asked.status === 'fulfilled' ? asked.value : [asked.reason]))
    }
  }
  const loader = new DataLoader<Call, Answer>(askTogether, {
    cache: false,
    maxBatchSize: mostTogether,
    batchScheduleFn: setImmediate,
  })
  return (call) => loader.load(call)
}

/** Statements of many callers that only read, and the rows of each. */
export const sharedLookUps = (engine: Engine, set: Statement<unknown>): ((statement: Statement<unknown>) => Promise<unknown[]>) =>
  sharing((statements) => askOnce(engine, set, statements))

/** Where a transaction goes that only writes. */
export type SharedWrites = (statements: readonly Statement<unknown>[]) => Promise<void>

/** Everything that each of many callers writes: it is there, whole, when the caller is answered, or none of it is. */
export const sharedWrites = (engine: Engine, set: Statement<unknown>): SharedWrites =>
  sharing(async (callers) => {
    await askOnce(engine, set, mergeAdditions(callers.flat()))
    return callers.map(() => undefined)
  })
