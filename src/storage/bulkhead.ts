import type { Connection, Engine } from './engine.ts'

/**
 * The same database, of whose connections no more than so many are taken at a time; who wants one more waits here and not
 * in the pool. So a storm of one kind of request leaves connections to the others.
 */
export function bulkhead(engine: Engine, mostConnections: number): Engine {
  const waiting: (() => void)[] = []
  let free = mostConnections
  const handBack = () => {
    const next = waiting.shift()
    if (next) next()
    else free += 1
  }
  const takeTurn = (): Promise<void> | undefined => {
    if (free === 0) return new Promise((resolve) => waiting.push(resolve))
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
  release(broken) {
    connection.release(broken)
    handBack()
  },
})
