import type { TestContext } from 'node:test'
import type { Claim, ClaimKind } from '../../src/core/customers/claim.ts'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { claimStore } from '../../src/storage/claims.ts'
import { type Connection, type Engine, query } from '../../src/storage/engine.ts'
import { migrateToNewest } from '../../src/storage/migrations.ts'
import { createPgliteEngine } from '../../src/storage/pglite-engine.ts'
import { createPostgresEngine } from '../../src/storage/postgres-engine.ts'
import type { Statement } from '../../src/storage/statement.ts'
import { type Asking, statementByStatement } from '../../src/storage/transaction.ts'
import type { TestDatabase } from './databases.ts'
import { eventually } from './eventually.ts'

/** Opens a test's database without a server around it, as the server does. */
export async function openEngine(t: Pick<TestContext, 'after'>, { databaseUrl, dataDir }: TestDatabase): Promise<Engine> {
  const engine =
    databaseUrl === undefined
      ? await createPgliteEngine(`${dataDir}/pglite`)
      : createPostgresEngine({
          url: databaseUrl,
          poolSize: 5,
          preparesStatements: true,
          queryTimeoutMilliseconds: 5_000,
          onIdleError: () => {},
        })
  t.after(() => engine.close())
  return engine
}

/** As `openEngine`, with the newest tables. */
export async function openStorage(t: Pick<TestContext, 'after'>, database: TestDatabase): Promise<Engine> {
  const engine = await openEngine(t, database)
  await migrateToNewest(engine)
  return engine
}

/** One statement as the superuser, whom row-level security does not bind. */
export async function asOwner<Row>(engine: Engine, text: string, parameters: readonly unknown[] = []): Promise<Row[]> {
  const connection = await engine.connect()
  try {
    return await query<Row>(connection, text, parameters)
  } finally {
    connection.release(false)
  }
}

/** Waits until another transaction cannot go on: it waits for a row, or on PGlite for the only connection. */
export async function somebodyWaits(engine: Engine): Promise<void> {
  const waiting = async () => {
    if (engine.name === 'pglite') return engine.figures().waiting > 0
    const text = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    return (await asOwner(engine, text)).length > 0
  }
  await eventually('another transaction waits', waiting)
}

/** A statement as it stands, for a session to run. */
export const statement = <Row>(sql: string, parameters: readonly unknown[] = []): Statement<Row> => ({ sql, parameters })

/** Work whose every statement is a transaction of its own; called as `inTenant` is. */
export const eachAlone = async <Result>(
  engine: Engine,
  tenantId: string,
  work: (session: Asking) => Promise<Result>,
): Promise<Result> => work(statementByStatement(engine, tenantId, 'relaxed'))

/** What PostgreSQL's own errors look like to the engine. */
export const databaseError = (code: string): Error =>
  Object.assign(new Error(`made by a test: ${code}`), { code, severity: 'ERROR' })

/** An engine whose statements a test can make fail: `before` is called with each text and may throw. */
export function withFaults(engine: Engine, before: (text: string) => void): Engine {
  const faulty = (connection: Connection): Connection => ({
    script: async (text) => {
      before(text)
      await connection.script(text)
    },
    batch: async (statements) => {
      for (const { sql } of statements) before(sql)
      return connection.batch(statements)
    },
    copyIn: async (text, rows) => {
      before(text)
      await connection.copyIn(text, rows)
    },
    release: (broken) => connection.release(broken),
  })
  return {
    ...engine,
    connect: async () => {
      before('connect')
      return faulty(await engine.connect())
    },
  }
}

/** An engine on which every transaction works as usual, and nothing of it is kept. */
export function keepingNothing(engine: Engine): Engine {
  const rollback = statement<unknown>('rollback')
  const forgetful = (connection: Connection): Connection => {
    let isWithin = false
    return {
      ...connection,
      async batch(statements) {
        const has = (text: string) => statements.some(({ sql }) => sql === text)
        if (!isWithin && !has('begin')) {
          const [, ...answers] = await connection.batch([statement<unknown>('begin'), ...statements, rollback])
          return answers.slice(0, -1)
        }
        isWithin = !(has('commit') || has('rollback'))
        return connection.batch(statements.map((one) => (one.sql === 'commit' ? rollback : one)))
      },
    }
  }
  return { ...engine, connect: async () => forgetful(await engine.connect()) }
}

export const ada = '01890000-0000-7000-8000-00000000000a'
export const grace = '01890000-0000-7000-8000-00000000000b'
export const login = (value: string): Claim => ({ kind: 'login', value })
export const slug = (value: string): Claim => ({ kind: 'slug', value })

/** Takes names in a transaction under way. */
export const take = (session: Asking, customerId: string, ...names: readonly Claim[]) =>
  claimStore(session, defaultTenantId).take(customerId, names)

/** Of the names, those somebody holds, seen by a transaction of its own. */
export async function heldNow(engine: Engine, ...names: readonly Claim[]): Promise<readonly Claim[]> {
  const store = claimStore(statementByStatement(engine, defaultTenantId), defaultTenantId)
  const held = async (kind: ClaimKind) => {
    const values = await store.held(
      kind,
      names.filter((name) => name.kind === kind).map(({ value }) => value),
    )
    return values.map((value) => ({ kind, value }))
  }
  return [...(await held('login')), ...(await held('slug'))]
}
