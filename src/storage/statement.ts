import type { CompiledQuery } from 'kysely'
import { database } from './schema.ts'

/** What Kysely's builders and `sql` give: something that its compiler writes as SQL. */
interface Buildable<Row> {
  compile(executorProvider: typeof database): CompiledQuery<Row>
}

/** A statement ready to be sent: its text is the same for every call, so the server parses and plans it once. */
export interface Statement<Row> {
  readonly sql: string
  readonly parameters: readonly unknown[]
  /** Only for the type: what a row of the answer looks like. */
  readonly row?: Row
}

class Placeholder {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** Stands in for the input while a statement is built: each of its properties is a mark of where the value will go. */
const placeholders = new Proxy({}, { get: (_target, name) => new Placeholder(String(name)) })

/**
 * Makes a statement of one that Kysely builds. It is built at the first call and never again, because building costs
 * as much as sending; later calls only put their values in.
 *
 * @param build  uses the properties of its input as values and for nothing else: they have none yet
 */
export function statement<Input extends object, Row>(build: (input: Input) => Buildable<Row>): (input: Input) => Statement<Row> {
  let built: Statement<Row> | undefined
  return (input) => {
    built ??= build(placeholders as Input).compile(database)
    const values = input as Readonly<Record<string, unknown>>
    const parameters = built.parameters.map((value) => (value instanceof Placeholder ? values[value.name] : value))
    return { sql: built.sql, parameters }
  }
}
