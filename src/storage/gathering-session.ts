import { connectTo, giveBackAfter } from './borrowed-connection.ts'
import type { Connection, Engine } from './engine.ts'
import type { SharedWrites } from './shared-transactions.ts'
import type { Statement } from './statement.ts'

const fixed = (sql: string): Statement<unknown> => ({ sql, parameters: [] })
const begin = fixed('begin')
const commit = fixed('commit')
const rollback = fixed('rollback')
const nothing = fixed('select')

/**
 * One transaction, as those see it who work in it.
 *
 * Holds back what nobody waits for until something is asked, and asks one thing after the other. The connection is taken at the
 * first question. Where nothing is asked before the end, all goes out at once, which is one transaction without `begin` and
 * `commit`.
 */
export class GatheringSession {
  readonly #engine: Engine
  readonly #set: Statement<unknown>
  readonly #share: SharedWrites | undefined
  #connecting: Promise<Connection> | undefined
  #held: Statement<unknown>[] = []
  #hasBegun = false
  #last: Promise<unknown> = Promise.resolve()

  /**
   * @param set  the transaction's settings
   * @param share  where what asked nothing goes at the end; absent, it gets a transaction of its own
   */
  constructor(engine: Engine, set: Statement<unknown>, share: SharedWrites | undefined) {
    this.#engine = engine
    this.#set = set
    this.#share = share
  }

  send(statement: Statement<unknown>): void {
    this.#held.push(statement)
  }

  async run<Row>(statement: Statement<Row>): Promise<Row[]> {
    const answer = await this.#ask([...this.#beginning(), ...this.#held, statement])
    return answer.at(-1) as Row[]
  }

  async copyIn(sql: string, rows: Buffer): Promise<void> {
    const batch = [...this.#beginning(), ...this.#held]
    if (batch.length > 0) await this.#ask(batch)
    await (await this.#connected()).copyIn(sql, rows)
  }

  async commit(): Promise<void> {
    if (this.#hasBegun) await this.#ask([...this.#held, commit])
    else if (this.#held.length === 0) return
    else if (this.#share) await this.#share(this.#held)
    else await this.#ask([this.#set, ...this.#held])
  }

  /** Writes still held back are not sent: nothing of them is kept. */
  async rollback(): Promise<void> {
    if (this.#hasBegun) await this.#ask([rollback])
  }

  /** After `commit` or `rollback`. */
  async end(): Promise<void> {
    const connection = await this.#connecting
    connection?.release(false)
  }

  /** Undoes what was done so far. */
  async endAfter(error: unknown): Promise<void> {
    const connection = await this.#connecting?.catch(() => undefined) // whoever asked was told
    if (connection) await giveBackAfter(error, connection, this.#hasBegun ? rollback : nothing)
  }

  #beginning(): Statement<unknown>[] {
    if (this.#hasBegun) return []
    this.#hasBegun = true
    return [begin, this.#set]
  }

  #ask(batch: readonly Statement<unknown>[]): Promise<readonly unknown[][]> {
    this.#held = []
    const asked = this.#last.then(() => this.#askNow(batch))
    this.#last = asked.catch(() => undefined) // whoever waits for `asked` is told; the next one is told by the database
    return asked
  }

  async #askNow(batch: readonly Statement<unknown>[]): Promise<readonly unknown[][]> {
    return (await this.#connected()).batch(batch)
  }

  /** Tried once: what followed on a second one would be outside the transaction that the first was to begin. */
  #connected(): Promise<Connection> {
    this.#connecting ??= connectTo(this.#engine)
    return this.#connecting
  }
}
