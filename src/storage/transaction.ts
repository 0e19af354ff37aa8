import { setTimeout as sleep } from 'node:timers/promises'
import { askOnce } from './borrowed-connection.ts'
import type { Engine } from './engine.ts'
import { asTrouble, isWorthAnotherTry } from './errors.ts'
import { GatheringSession } from './gathering-session.ts'
import { relayRole } from './roles.ts'
import { type SharedWrites, sharedLookUps, sharedWrites } from './shared-transactions.ts'
import type { Statement } from './statement.ts'
import { loadingSettings, noTenant, relaxedSettings, requireUuid, settings } from './transaction-settings.ts'

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

const tries = 5

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

/**
 * As `inTenant`, for work of which much comes at once. Works of one turn of the event loop that ask nothing share a transaction,
 * and each gets one alone where the database refuses that.
 *
 * Only for work that adds rows, or changes such as only it knows of: who waits for one of its locks waits for all works beside
 * it, and two nodes may each wait for what the other has, until the database notices after a second.
 */
export function sharingInTenant(
  engine: Engine,
  tenantId: string,
): <Result>(work: (session: Session) => Promise<Result>) => Promise<Result> {
  const set = settings(requireUuid(tenantId))
  const share = sharedWrites(engine, set)
  return (work) => tryAgain(() => runOnce(engine, set, work, share))
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

/**
 * For what only reads. Whatever is asked in one turn of the event loop goes out together, with its settings once: one packet
 * out, one back, and of the database one connection and one transaction. Each statement still sees what was committed before it.
 *
 * @throws Trouble (from `run`) as `inTenant`
 */
export const lookingUp = (engine: Engine, tenantId: string): Asking => lookingUpTogether(engine, requireUuid(tenantId))

/** As `lookingUp` with no tenant chosen, as `withoutTenant`. */
export const lookingUpWithoutTenant = (engine: Engine): Asking => lookingUpTogether(engine, noTenant)

function lookingUpTogether(engine: Engine, tenantId: string): Asking {
  const ask = sharedLookUps(engine, settings(tenantId))
  return { run: <Row>(statement: Statement<Row>) => tryAgain(() => ask(statement) as Promise<Row[]>) }
}

async function runOnce<Result>(
  engine: Engine,
  set: Statement<unknown>,
  work: (session: LoadingSession) => Promise<Result>,
  share?: SharedWrites,
): Promise<Result> {
  const session = new GatheringSession(engine, set, share)
  try {
    const result = await work(session)
    await (isRefusal(result) ? session.rollback() : session.commit())
    await session.end()
    return result
  } catch (error) {
    await session.endAfter(error)
    throw error
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
