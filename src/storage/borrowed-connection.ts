import type { Connection, Engine } from './engine.ts'
import { isConnectionLost, takesNoWrites, unavailable } from './errors.ts'
import type { Statement } from './statement.ts'

/** Whatever keeps a connection from being made, a login that the server behind the address does not know yet included. */
export const connectTo = (engine: Engine): Promise<Connection> =>
  engine.connect().catch((error: unknown) => {
    throw unavailable(error)
  })

/**
 * Gives a connection back after something failed on it, in whatever state it deserves.
 *
 * @param undoing  leaves a sound connection ready for others; one that does not answer it is not
 */
export async function giveBackAfter(error: unknown, connection: Connection, undoing: Statement<unknown>): Promise<void> {
  const isBroken = isConnectionLost(error) || takesNoWrites(error) || !(await answers(connection, undoing))
  connection.release(isBroken)
}

/** Whether the connection is of use still. */
export const answers = (connection: Connection, statement: Statement<unknown>): Promise<boolean> =>
  connection.batch([statement]).then(
    () => true,
    () => false,
  )

const nothing: Statement<unknown> = { sql: 'select', parameters: [] }

/**
 * The rows of each statement, all of one transaction: what comes between two synchronisation points is one, which takes
 * neither `begin` nor `commit`.
 *
 * @param set  the transaction's settings
 */
export async function askOnce(
  engine: Engine,
  set: Statement<unknown>,
  statements: readonly Statement<unknown>[],
): Promise<unknown[][]> {
  const connection = await connectTo(engine)
  try {
    const [, ...rows] = (await connection.batch([set, ...statements])) as unknown[][]
    connection.release(false)
    return rows
  } catch (error) {
    await giveBackAfter(error, connection, nothing)
    throw error
  }
}
