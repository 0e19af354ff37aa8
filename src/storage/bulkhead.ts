import type { Connection, Engine } from './engine.ts'

/**
 * The same database, of whose connections no more than so many are taken at a time; who wants one more waits here and not
 * in the pool. So a storm of one kind of request leaves connections to the others.
 *
 * @param patienceMilliseconds  how long anybody waits here; absent, as long as it takes
 * @throws Error (from `connect`) when that is over
 */
export function bulkhead(engine: Engine, mostConnections: number, patienceMilliseconds?: number): Engine {
  const waiting = new Set<() => void>()
  let free = mostConnections
  const handBack = () => {
    const [next] = waiting
    if (!next) free += 1
    else {
      waiting.delete(next)
      next()
    }
  }
  const waitTurn = () =>
    new Promise<void>((resolve, reject) => {
      const leave = () => {
        waiting.delete(enter)
        reject(new Error(`no connection was free within ${patienceMilliseconds} ms`))
      }
      const timer = patienceMilliseconds === undefined ? undefined : setTimeout(leave, patienceMilliseconds)
      const enter = () => {
        clearTimeout(timer)
        resolve()
      }
      waiting.add(enter)
    })
  const takeTurn = (): Promise<void> | undefined => {
    if (free === 0) return waitTurn()
    free -= 1
    return undefined
  }
  return {
    ...engine,
    async connect() {
      await takeTurn()
      try {
        return releasing(await engine.connect(), handBack)
      } catch (error) {
        handBack()
        throw error
      }
    },
  }
}

const releasing = (connection: Connection, handBack: () => void): Connection => ({
  script: (sql) => connection.script(sql),
  batch: (statements) => connection.batch(statements),
  copyIn: (sql, rows) => connection.copyIn(sql, rows),
  release(broken) {
    connection.release(broken)
    handBack()
  },
})
