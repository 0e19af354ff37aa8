import type { CompiledQuery, InsertObject } from 'kysely'
import { database, type Schema } from './schema.ts'

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
  /** Present where it may go out as one with others of its kind. */
  readonly addition?: Addition | undefined
}

/** What a statement adds that has no answer and needs nothing of what its transaction did before. */
export interface Addition {
  readonly added: unknown
  /** Of one kind is what the same function adds. */
  together(added: Some<unknown>): readonly Statement<unknown>[]
}

/** At least one. */
export type Some<Item> = readonly [Item, ...Item[]]

/** Marks where a value of one of the inputs goes while a statement is built. */
class Placeholder {
  readonly name: string
  readonly input: number

  constructor(name: string, input: number) {
    this.name = name
    this.input = input
  }
}

/** Stands in for an input while a statement is built: each of its properties is a mark of where the value will go. */
const placeholders = (input: number): object => new Proxy({}, { get: (_target, name) => new Placeholder(String(name), input) })

function fill<Row>({ sql, parameters }: CompiledQuery<Row>, inputs: readonly unknown[]): Statement<Row> {
  const values = inputs as readonly Readonly<Record<string, unknown>>[]
  return {
    sql,
    parameters: parameters.map((value) => (value instanceof Placeholder ? values[value.input]?.[value.name] : value)),
  }
}

/**
 * Makes a statement of one that Kysely builds. It is built at the first call and never again, because building costs
 * as much as sending; later calls only put their values in.
 *
 * @param build  uses the properties of its input as values and for nothing else: they have none yet
 */
export function statement<Input extends object, Row>(build: (input: Input) => Buildable<Row>): (input: Input) => Statement<Row> {
  let built: CompiledQuery<Row> | undefined
  return (input) => {
    built ??= build(placeholders(0) as Input).compile(database)
    return fill(built, [input])
  }
}

/**
 * Makes a statement that may go out as one with others of its kind.
 *
 * @param alone  adds one thing
 * @param together  adds several at once
 */
export function addition<Input>(
  alone: (input: Input) => Statement<unknown>,
  together: (inputs: Some<Input>) => readonly Statement<unknown>[],
): (input: Input) => Statement<unknown> {
  const ofKind = (added: Some<unknown>) => together(added as Some<Input>)
  return (added) => ({ ...alone(added), addition: { added, together: ofKind } })
}

// Each count is a statement of its own, which a connection keeps: of so many rows there are few.
const counts = [8, 4, 2, 1]

/**
 * As `statement`, for a row that may be added together with others.
 *
 * @param row  uses the properties of its input as values and for nothing else
 */
export function insertion<Input extends object, Table extends keyof Schema>(
  table: Table,
  row: (input: Input) => InsertObject<Schema, Table>,
): (input: Input) => Statement<unknown> {
  const built = new Map<number, CompiledQuery<unknown>>()
  const inserting = (inputs: readonly Input[]): Statement<unknown> => {
    const { length } = inputs
    const query =
      built.get(length) ??
      database
        .insertInto(table)
        .values(inputs.map((_, index) => row(placeholders(index) as Input)))
        .compile()
    built.set(length, query)
    return fill(query, inputs)
  }
  const insertingAll = (inputs: Some<Input>) => {
    const rest = [...inputs]
    return counts.flatMap((count) =>
      Array.from({ length: Math.floor(rest.length / count) }, () => inserting(rest.splice(0, count))),
    )
  }
  return addition((input) => inserting([input]), insertingAll)
}
