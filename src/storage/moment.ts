import { answers, connectTo } from './borrowed-connection.ts'
import type { Engine } from './engine.ts'
import { asTrouble } from './errors.ts'
import { applicationRole } from './roles.ts'
import type { Statement } from './statement.ts'
import type { Asking } from './transaction.ts'
import { readersPatience, requireUuid, settings } from './transaction-settings.ts'

const begin: Statement<unknown> = { sql: 'begin isolation level repeatable read read only', parameters: [] }
const rollback: Statement<unknown> = { sql: 'rollback', parameters: [] }

/** One moment of a tenant's rows, for as long as somebody reads. */
export interface Moment extends Asking {
  end(): Promise<void>
}

/**
 * Begins a transaction that writes nothing and sees the tenant's rows as they are now, however long it takes. It has a connection
 * to itself, so it is nothing for the embedded database, which has only one.
 *
 * @throws Trouble `unavailable` when the database cannot be reached
 */
export async function openMoment(engine: Engine, tenantId: string): Promise<Moment> {
  const connection = await connectTo(engine)
  const set = settings(requireUuid(tenantId), applicationRole, readersPatience)
  const broken = (error: unknown): never => {
    connection.release(true)
    throw asTrouble(error)
  }
  await connection.batch([begin, set]).catch(broken)
  let isSound = true
  let last: Promise<unknown> = Promise.resolve()
  const ask = async <Row>(statement: Statement<Row>): Promise<Row[]> => {
    try {
      const [rows] = await connection.batch([statement])
      return rows as Row[]
    } catch (error) {
      isSound = false
      throw asTrouble(error)
    }
  }
  return {
    run<Row>(statement: Statement<Row>) {
      const asked = last.then(() => ask(statement))
      last = asked.catch(() => undefined) // whoever waits for `asked` is told
      return asked
    },
    async end() {
      await last
      const isClean = isSound && (await answers(connection, rollback))
      connection.release(!isClean)
    },
  }
}
