import { setTimeout as sleep } from 'node:timers/promises'
import DataLoader from 'dataloader'
import { isUuid } from '../core/tenants/uuid.ts'
import { Trouble } from '../violations/trouble.ts'
import type { Connection, Engine } from './engine.ts'
import { asTrouble, isConnectionLost, isWorthAnotherTry, takesNoWrites, unavailable } from './errors.ts'
import { applicationRole, relayRole } from './roles.ts'
import type { Statement } from './statement.ts'

/** Statements that are answered. */
export interface Asking {
  run<Row>(statement: Statement<Row>): Promise<Row[]>
}

/** One transaction of one tenant, of the installation's own tables, or of the relay. */
export interface Session extends Asking {
  /** A write nobody waits for: it goes out together with what follows, and unless it worked nothing is committed. */
  send(statement: Statement<unknown>): void
}

/** As `Session`, for those who load many rows. */
export interface LoadingSession extends Session {
  /** As `Connection.copyIn`, after everything that was sent. */
  copyIn(sql: string, rows: Buffer): Promise<void>
}

// The server gives up on a statement before the client gives up on the server.
const statementTimeoutMilliseconds = 4_000
// Of a client that fell silent within a transaction PostgreSQL hears nothing for hours, and its claims keep others waiting.
const silenceTimeoutMilliseconds = 5_000
const usualPatience = { statement: statementTimeoutMilliseconds, silence: silenceTimeoutMilliseconds }
// Whoever reads everything may hand it on to something slow; one that fell silent must not keep the database from tidying up for ever.
const readersPatience = { statement: 0, silence: 3_600_000 }
const tries = 5
// A batch takes a part of a second, and on a machine that is busy otherwise a few.
const loadingTimeoutMilliseconds = 120_000

const fixed = (sql: string): Statement<unknown> => ({ sql, parameters: [] })
const begin = fixed('begin')
const commit = fixed('commit')
const rollback = fixed('rollback')
const nothing = fixed('select')

/**
 * Role, patience and tenant of one transaction. They end with it, so a transaction pooler may sit in between. Plans are
 * made once, without looking at the values: each statement finds its rows by a whole key, whatever the values are.
 */
const settings = (tenantId: string, role = applicationRole, patience = usualPatience): Statement<unknown> => ({
  sql: `select ${usualSettings}`,
  parameters: [String(patience.statement), tenantId, role, String(patience.silence)],
})

const usualSettings = `set_config('role', $3, true), set_config('statement_timeout', $1, true),
    set_config('idle_in_transaction_session_timeout', $4, true),
    set_config('plan_cache_mode', 'force_generic_plan', true), set_config('patron.tenant_id', $2, true)`

/** As `settings`, and the commit does not wait for the disk. */
const relaxedSettings = (tenantId: string): Statement<unknown> => {
  const { parameters } = settings(tenantId)
  return { sql: `select ${usualSettings}, set_config('synchronous_commit', 'off', true)`, parameters }
}

/**
 * As `settings`, for whoever loads many rows: nobody waits for the answer, and the tables grow while plans made for them are
 * in use, so rows are found by keys and in the order of keys, whatever the figures say. A commit does not wait for the disk: what
 * a crash takes back is whole transactions, and whoever loads goes on from the last one that is there. See `toTheDisk`. The
 * embedded database does wait: it crashes with its process, and has no disk to wait for.
 */
const loadingSettings = (tenantId: string, engine: Engine): Statement<unknown> => ({
  sql: `select ${usualSettings}, set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
    set_config('enable_mergejoin', 'off', true), set_config('enable_bitmapscan', 'off', true),
    set_config('enable_memoize', 'off', true), set_config('jit', 'off', true), set_config('synchronous_commit', $5, true)`,
  parameters: [
    ...[String(loadingTimeoutMilliseconds), tenantId, applicationRole, String(loadingTimeoutMilliseconds)],
    engine.name === 'pglite' ? 'on' : 'off',
  ],
})

/** Makes a loading transaction wait for the disk, and with it everything that was committed before. */
export const toTheDisk: Statement<unknown> = { sql: 'set local synchronous_commit to default', parameters: [] }

/** A tenant that is none: row-level security shows nothing of anybody. */
const noTenant = ''

/**
 * Runs the work in one transaction as the application's role, seeing the rows of one tenant only.
 *
 * Commits what the work did unless it throws, or answers an outcome that is not ok. The work holds only SQL
 * and may be run again from its beginning: on serialization failures and deadlocks it is, up to five times.
 *
 * @throws Trouble `unavailable` when the database cannot be reached or cannot take writes now
 */
export async function inTenant<Result>(
  engine: Engine,
  tenantId: string,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  return tryAgain(() => runOnce(engine, settings(requireUuid(tenantId)), work))
}

/** As `inTenant`, with patience for statements about thousands of rows. */
export async function loadingInTenant<Result>(
  engine: Engine,
  tenantId: string,
  work: (session: LoadingSession) => Promise<Result>,
): Promise<Result> {
  return tryAgain(() => runOnce(engine, loadingSettings(requireUuid(tenantId), engine), work))
}

/** As `inTenant` with no tenant chosen: row-level security shows nothing that belongs to one. */
export const withoutTenant = <Result>(engine: Engine, work: (session: Session) => Promise<Result>): Promise<Result> =>
  tryAgain(() => runOnce(engine, settings(noTenant), work))

/** As `inTenant`, as the role that sees events and deliveries of all tenants, who has something to do, and nothing else of any. */
export const asRelay = <Result>(engine: Engine, work: (session: Session) => Promise<Result>): Promise<Result> =>
  tryAgain(() => runOnce(engine, settings(noTenant, relayRole), work))

/**
 * Each statement is a transaction of its own, sent whole and at once, with its settings before it: what comes between two
 * synchronisation points is one transaction, which takes neither `begin` nor `commit`.
 *
 * @param durability  `relaxed` for what a crash may forget at no cost: the commit does not wait for the disk
 * @throws Trouble (from `run`) as `inTenant`
 */
export const statementByStatement = (engine: Engine, tenantId: string, durability: Durability = 'full'): Asking =>
  askingEach(engine, requireUuid(tenantId), durability)

/** As `statementByStatement` with no tenant chosen, as `withoutTenant`. */
export const eachWithoutTenant = (engine: Engine, durability: Durability = 'full'): Asking =>
  askingEach(engine, noTenant, durability)

type Durability = 'full' | 'relaxed'

function askingEach(engine: Engine, tenantId: string, durability: Durability): Asking {
  const set = durability === 'relaxed' ? relaxedSettings(tenantId) : settings(tenantId)
  return {
    async run<Row>(statement: Statement<Row>) {
      const [rows] = await tryAgain(() => askOnce(engine, set, [statement]))
      return rows as Row[]
    },
  }
}

/** The rows of each statement, all of one transaction. */
async function askOnce(engine: Engine, set: Statement<unknown>, statements: readonly Statement<unknown>[]): Promise<unknown[][]> {
  const connection = await connectTo(engine)
  return handingBack(
    connection,
    () => nothing,
    async () => {
      const [, ...answers] = await connection.batch([set, ...statements])
      return answers
    },
  )
}

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
  await connection.batch([fixed('begin isolation level repeatable read read only'), set]).catch(broken)
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

/**
 * For what only reads. Whatever is asked in one turn of the event loop goes out together, with its settings once: one packet
 * out, one back, and of the database one connection and one transaction. Each statement still sees what was committed before it.
 *
 * @throws Trouble (from `run`) as `inTenant`
 */
export const lookingUp = (engine: Engine, tenantId: string): Asking => lookingUpTogether(engine, requireUuid(tenantId))

/** As `lookingUp` with no tenant chosen, as `withoutTenant`. */
export const lookingUpWithoutTenant = (engine: Engine): Asking => lookingUpTogether(engine, noTenant)

// Who is answered with many others waits for the last of them.
const mostTogether = 16

function lookingUpTogether(engine: Engine, tenantId: string): Asking {
  const set = settings(tenantId)
  const loader = new DataLoader<Statement<unknown>, unknown[]>((statements) => askTogether(engine, set, statements), {
    cache: false,
    maxBatchSize: mostTogether,
    batchScheduleFn: setImmediate,
  })
  return { run: <Row>(statement: Statement<Row>) => tryAgain(() => loader.load(statement) as Promise<Row[]>) }
}

/** Where the database refuses one of the statements, none of them has an answer, so each is asked alone. */
async function askTogether(
  engine: Engine,
  set: Statement<unknown>,
  statements: readonly Statement<unknown>[],
): Promise<readonly (unknown[] | Error)[]> {
  try {
    return await askOnce(engine, set, statements)
  } catch (error) {
    if (statements.length === 1 || isConnectionLost(error) || error instanceof Trouble) throw error
    const alone = await Promise.allSettled(statements.map((statement) => askOnce(engine, set, [statement])))
    return alone.map((asked) => (asked.status === 'fulfilled' ? asked.value.flat() : asked.reason))
  }
}

async function runOnce<Result>(
  engine: Engine,
  set: Statement<unknown>,
  work: (session: LoadingSession) => Promise<Result>,
): Promise<Result> {
  const connection = await connectTo(engine)
  const session = new GatheringSession(connection, set)
  return handingBack(
    connection,
    () => session.undoing,
    async () => {
      const result = await work(session)
      await (isRefusal(result) ? session.rollback() : session.commit())
      return result
    },
  )
}

/** Whatever keeps a connection from being made, a login that the server behind the address does not know yet included. */
const connectTo = (engine: Engine): Promise<Connection> =>
  engine.connect().catch((error: unknown) => {
    throw unavailable(error)
  })

/**
 * Gives the connection back in whatever state it deserves.
 *
 * @param afterFailure  leaves a sound connection ready for others; one that does not answer it is not
 */
async function handingBack<Result>(
  connection: Connection,
  afterFailure: () => Statement<unknown>,
  use: () => Promise<Result>,
): Promise<Result> {
  let broken = false
  try {
    return await use()
  } catch (error) {
    broken = isConnectionLost(error) || takesNoWrites(error) || !(await answers(connection, afterFailure()))
    throw error
  } finally {
    connection.release(broken)
  }
}

const answers = (connection: Connection, statement: Statement<unknown>): Promise<boolean> =>
  connection.batch([statement]).then(
    () => true,
    () => false,
  )

/**
 * Holds back what nobody waits for until something is asked, and asks one thing after the other. Where nothing is asked
 * before the end, all goes out at once, which is one transaction without `begin` and `commit`.
 */
class GatheringSession implements LoadingSession {
  readonly #connection: Connection
  #held: Statement<unknown>[]
  #hasBegun = false
  #last: Promise<unknown> = Promise.resolve()

  constructor(connection: Connection, set: Statement<unknown>) {
    this.#connection = connection
    this.#held = [set]
  }

  send(statement: Statement<unknown>): void {
    this.#held.push(statement)
  }

  async run<Row>(statement: Statement<Row>): Promise<Row[]> {
    const batch = [...(this.#hasBegun ? [] : [begin]), ...this.#held, statement]
    this.#hasBegun = true
    const answer = await this.#ask(batch)
    return answer.at(-1) as Row[]
  }

  async copyIn(sql: string, rows: Buffer): Promise<void> {
    const batch = [...(this.#hasBegun ? [] : [begin]), ...this.#held]
    this.#hasBegun = true
    if (batch.length > 0) await this.#ask(batch)
    await this.#connection.copyIn(sql, rows)
  }

  /** What undoes what was done so far. */
  get undoing(): Statement<unknown> {
    return this.#hasBegun ? rollback : nothing
  }

  async commit(): Promise<void> {
    await this.#ask(this.#hasBegun ? [...this.#held, commit] : this.#held)
  }

  /** Writes still held back are not sent: nothing of them is kept. */
  async rollback(): Promise<void> {
    if (this.#hasBegun) await this.#ask([rollback])
  }

  #ask(batch: readonly Statement<unknown>[]): Promise<readonly unknown[][]> {
    this.#held = []
    const asked = this.#last.then(() => this.#connection.batch(batch))
    this.#last = asked.catch(() => undefined) // whoever waits for `asked` is told; the next one is told by the database
    return asked
  }
}

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

const isRefusal = (result: unknown): boolean =>
  typeof result === 'object' && result !== null && 'ok' in result && result.ok === false

/** A tenant's id that is none would not fail but see nothing, which is harder to notice. */
function requireUuid(text: string): string {
  if (!isUuid(text)) throw new TypeError('a tenant is named by a UUID')
  return text
}
