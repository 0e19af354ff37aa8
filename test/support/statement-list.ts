import { readdirSync, readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { getCallSites } from 'node:util'
import { insertion as makeInsertion, statement as makeStatement, type Statement } from '../../src/storage/statement.ts'

export { addition } from '../../src/storage/statement.ts'

/** A statement that the product can make. */
export interface ListedStatement {
  /** Where it stands, and what it is called there. */
  readonly name: string
  readonly sql: string
  /** The different parameters it was made with so far. */
  readonly uses: readonly (readonly unknown[])[]
}

const storage = new URL('../../src/storage/', import.meta.url)
const original = new URL('statement.ts', storage).href

// Whatever imports the original from now on gets this file instead; nothing of the product has to know.
registerHooks({
  resolve(specifier, context, nextResolve) {
    const found = nextResolve(specifier, context)
    return found.url === original ? { ...found, url: import.meta.url } : found
  },
})

const listed: ListedStatement[] = []

type Build<Input extends object, Row> = Parameters<typeof makeStatement<Input, Row>>[0]

/** As the original, and lists the statement with everything it is made with. */
export function statement<Input extends object, Row>(build: Build<Input, Row>): ReturnType<typeof makeStatement<Input, Row>> {
  return listing(makeStatement<Input, Row>(build))
}

/** As the original, and lists the statement that inserts one row. */
export const insertion: typeof makeInsertion = (table, row) => listing(makeInsertion(table, row))

function listing<Input extends object, Row>(make: (input: Input) => Statement<Row>): (input: Input) => Statement<Row> {
  const uses = new Map<string, readonly unknown[]>()
  listed.push({
    name: nameOfCaller(),
    get sql() {
      return make({} as Input).sql // the text is the same whatever the input
    },
    get uses() {
      return [...uses.values()]
    },
  })
  return (input) => {
    const made = make(input)
    uses.set(JSON.stringify(made.parameters), made.parameters)
    return made
  }
}

/** File and name of the value that is being made, from the line that makes it or those above. */
function nameOfCaller(): string {
  const caller = getCallSites().find(({ scriptName }) => scriptName.startsWith(storage.href))
  if (!caller) return 'a statement made outside src/storage'
  const above = readFileSync(fileURLToPath(caller.scriptName), 'utf8').split('\n').slice(0, caller.lineNumber)
  const [, name = `line ${caller.lineNumber}`] = /.*\bconst (\w+)\b/s.exec(above.join('\n')) ?? []
  return `src/storage/${posix.relative(storage.pathname, new URL(caller.scriptName).pathname)} ${name}`
}

/**
 * Every statement of the product's repositories, whether or not anything else has loaded them. Whatever imports storage has to be
 * imported after this file, by `await import(…)`: only what is loaded then is listed.
 */
export async function listStatements(): Promise<readonly ListedStatement[]> {
  for (const file of readdirSync(storage, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')))
    await import(new URL(file.replaceAll('\\', '/'), storage).href)
  return listed
}
