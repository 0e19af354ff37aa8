import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection, Engine } from './engine.ts'
import { asTrouble, isAborted, isConnectionLost, isWorthAnotherTry } from './errors.ts'
import type { Statement } from './statement.ts'

/** Statements that are answered. */
export interface Asking {
  run<Row>(statement: Statement<Row>): Promise<Row[]>
}

/** One transaction of one tenant, or of the installation's own tables. */
export interface Session extends Asking {
  /** A write nobody waits for: it goes out together with what follows, and unless it worked nothing is committed. */
  send(statement: Statement<unknown>): void
}

// The server gives up on a statement before the client gives up on the server.
const statementTimeoutMilliseconds = 4_000
const tries = 5

/**
 * Runs the work in one transaction as the application's role, seeing the rows of one tenant only.
 *
 * Commits what the work did unless it throws, or answers an outcome that is not ok. The work holds only SQL
 * and may be run again from its beginning: on serialization failures and deadlocks it is, up to five times.
 * Role and tenant are set for the transaction, not the connection, so a transaction pooler may sit in between.
 *
 * @throws Trouble `unavailable` when the database cannot be reached or cannot take writes now
 */
export async function inTenant<Result>(
  engine: Engine,
  tenantId: string,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  return run(engine, `${begin}; set local patron.tenant_id = '${requireUuid(tenantId)}'`, work)
}

/**
 * Each statement is a transaction of its own, sent whole and at once.
 *
 * @param durability  `relaxed` for what a crash may forget at no cost: the commit does not wait for the disk
 * @throws Trouble (from `run`) as `inTenant`
 */
export function statementByStatement(engine: Engine, tenantId: string, durability: 'full' | 'relaxed' = 'full'): Asking {
  const relaxed = durability === 'relaxed' ? '; set local synchronous_commit = off' : ''
  const preamble = `${begin}${relaxed}; set local patron.tenant_id = '${requireUuid(tenantId)}'`
  const run = <Row>(statement: Statement<Row>) => tryAgain(async () => askOnce(await engine.connect(), preamble, statement))
  return { run }
}

/** Nothing here waits for what is before it. After a failed statement the commit only ends the transaction. */
async function askOnce<Row>(connection: Connection, preamble: string, { sql, parameters }: Statement<Row>): Promise<Row[]> {
  const begun = connection.script(preamble)
  const asked = connection.query<Row>(sql, parameters)
  const ended = connection.script('commit')
  const steps = await Promise.allSettled([begun, asked, ended])
  connection.release(steps[2].status === 'rejected')
  const [, rows] = await Promise.all([begun, asked, ended])
  return rows
}

/** As `inTenant` with no tenant chosen: row-level security shows nothing that belongs to one. */
export const withoutTenant = <Result>(engine: Engine, work: (session: Session) => Promise<Result>): Promise<Result> =>
  run(engine, begin, work)

const begin = `begin; set local role patron_app; set local statement_timeout = ${statementTimeoutMilliseconds}`

const run = <Result>(engine: Engine, preamble: string, work: (session: Session) => Promise<Result>): Promise<Result> =>
  tryAgain(() => runOnce(engine, preamble, work))

async function tryAgain<Result>(transaction: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction()
    } catch (error) {
      if (attempt === tries || !isWorthAnotherTry(error)) throw asTrouble(error)
      await sleep(Math.random() * 10 * 2 ** attempt)
    }
  }
}

async function runOnce<Result>(engine: Engine, preamble: string, work: (session: Session) => Promise<Result>): Promise<Result> {
  const connection = await engine.connect()
  // Begun without waiting: it goes out together with the first statement. Should it fail, that statement fails too.
  const sent = [handledLater(connection.script(preamble))]
  let broken = false
  try {
    const result = await work(sessionOn(connection, sent))
    const ended = connection.script(isRefusal(result) ? 'rollback' : 'commit')
    // Behind a statement that failed, `commit` rolls back.
    await Promise.all([...sent, ended])
    return result
  } catch (error) {
    broken = isConnectionLost(error) || !(await rolledBack(connection))
    throw await firstFailure(sent, error)
  } finally {
    connection.release(broken)
  }
}

const sessionOn = (connection: Connection, sent: Promise<unknown>[]): Session => ({
  run: ({ sql, parameters }) => connection.query(sql, parameters),
  send: ({ sql, parameters }) => void sent.push(handledLater(connection.query(sql, parameters))),
})

/** Its rejection is looked at when the transaction ends, not when it happens. */
function handledLater<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => undefined)
  return promise
}

/** The failure that is a cause; what came behind it only says that the transaction is aborted. */
async function firstFailure(sent: readonly Promise<unknown>[], last: unknown): Promise<unknown> {
  const outcomes = await Promise.allSettled([...sent, Promise.reject(last)])
  const reasons = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason)
  return reasons.find((reason) => !isAborted(reason)) ?? last
}

const isRefusal = (result: unknown): boolean =>
  typeof result === 'object' && result !== null && 'ok' in result && result.ok === false

const rolledBack = (connection: Connection): Promise<boolean> =>
  connection.script('rollback').then(
    () => true,
    () => false,
  )

/** The one value that is written into SQL rather than sent beside it, so it is held to its form. */
function requireUuid(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) throw new TypeError('a tenant is named by a UUID')
  return text
}
