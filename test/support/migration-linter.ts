import { createHash } from 'node:crypto'

/** One migration file as it lies in the folder. */
export interface MigrationText {
  /** With its ending. */
  readonly file: string
  readonly text: string
}

/** One statement: as written without its comments, and with its string literals emptied, in lower case and single blanks. */
interface Statement {
  readonly written: string
  readonly bare: string
}

interface Table {
  readonly name: string
  readonly columns: readonly string[]
  readonly primaryKey: readonly string[]
}

/** What a distributed PostgreSQL does not have or does differently, and what the database is not to decide. */
const forbidden: readonly [pattern: RegExp, why: string][] = [
  [/\b(small|big)?serial[248]?\b/, 'a serial column: ids are made by the service'],
  [/\bgenerated\b/, 'an identity or generated column: values are made by the service'],
  [/\bcitext\b/, 'citext: canonical keys are made by the service'],
  [/\btrigger\b/, 'a trigger'],
  [/\bcreate (or replace )?(function|procedure)\b/, 'a function'],
  [/^do\b/, 'a DO block'],
  [/\bcreate domain\b/, 'a domain'],
  [/\b(int4|int8|num|ts|tstz|date)(multi)?range\b|\bas range\b/, 'a range type'],
  [/\bexclude\b/, 'an exclusion constraint'],
  [/\bdeferrable\b|\binitially deferred\b/, 'a deferrable constraint'],
  [/\btemp(orary)?\b/, 'a temporary table'],
  [/\btruncate\b/, 'TRUNCATE'],
  [/^savepoint\b/, 'SAVEPOINT'],
  [/^lock\b/, 'LOCK TABLE'],
  [/\breferences\b|\bforeign key\b/, 'a foreign key'],
  [/\bunique\b/, 'a unique rule besides the primary keys; names are claimed'],
]

/** Keyed by what they find, not by the customer they name. */
const standApart: ReadonlySet<string> = new Set(['claim', 'idempotency', 'imported_customer'])

const ofTenant =
  /^create policy \w+ on (\w+) using \(tenant_id = nullif\(current_setting\('patron\.tenant_id', true\), ''\)::uuid\)$/

/** Every rule that these migrations, taken together and in order, break. */
export const faultsOf = (files: readonly MigrationText[]): readonly string[] => [
  ...numberingFaults(files.map(({ file }) => file)),
  ...files.flatMap(({ file, text }) => statementFaults(file, statementsOf(text))),
  ...tableFaults(files.flatMap(({ text }) => statementsOf(text))),
]

/** Names what differs from the checksums of what was released. */
export function releaseFaults(files: readonly MigrationText[], released: Readonly<Record<string, string>>): readonly string[] {
  const gone = Object.keys(released).filter((name) => !files.some(({ file }) => file === name))
  const changed = files.flatMap(({ file, text }) => {
    const checksum = createHash('sha256').update(text).digest('hex')
    if (released[file] === undefined) return [`${file} is not listed. Once it is final, add: "${file}": "${checksum}"`]
    return released[file] === checksum ? [] : [`${file} was changed after its release; the next change is the next file`]
  })
  return [...gone.map((file) => `${file} was released and is gone`), ...changed]
}

function numberingFaults(names: readonly string[]): readonly string[] {
  return names.flatMap((name, index) => {
    const expected = String(index + 1).padStart(4, '0')
    return new RegExp(`^${expected}(-[a-z0-9]+)+\\.sql$`).test(name)
      ? []
      : [`${name} should be named ${expected}-<what-it-does>.sql`]
  })
}

function statementFaults(file: string, statements: readonly Statement[]): readonly string[] {
  const found = statements.flatMap(({ bare }) =>
    forbidden.filter(([pattern]) => pattern.test(bare)).map(([, why]) => `${file} has ${why}`),
  )
  const builds = statements.filter(({ bare }) => bare.startsWith('create index'))
  const mixed = builds.length > 0 && builds.length < statements.length
  return mixed ? [...found, `${file} builds an index beside other work; an index build has a file of its own`] : found
}

function tableFaults(statements: readonly Statement[]): readonly string[] {
  const has = (pattern: RegExp): boolean => statements.some(({ bare }) => pattern.test(bare))
  const isGranted = (table: string) => has(new RegExp(`^grant .* on (table )?([\\w, ]+, )?${table}(,[\\w, ]+)? to patron_app$`))
  const secured = new Set(statements.flatMap(({ written }) => ofTenant.exec(written)?.[1] ?? []))
  return tablesOf(statements).flatMap(({ name, columns, primaryKey }) => {
    const faults: string[] = []
    const unless = (holds: boolean, fault: string) => void (holds || faults.push(`${name} ${fault}`))
    unless(primaryKey.length > 0, 'has no primary key')
    if (columns.includes('tenant_id')) {
      unless(has(new RegExp(`^alter table ${name} enable row level security$`)), 'has row-level security not enabled')
      unless(has(new RegExp(`^alter table ${name} force row level security$`)), 'has row-level security not forced')
      unless(secured.has(name), 'has no policy that shows one tenant its rows')
      unless(isGranted(name), 'is not granted to patron_app')
    }
    if (columns.includes('customer_id') && !standApart.has(name)) {
      unless(primaryKey[0] === 'customer_id', 'belongs to a customer and its primary key does not begin with customer_id')
    }
    return faults
  })
}

function tablesOf(statements: readonly Statement[]): readonly Table[] {
  return statements.flatMap(({ bare }) => {
    const [, name, body] = /^create (?:unlogged )?table (?:if not exists )?(\w+) \((.*)\)/.exec(bare) ?? []
    if (name === undefined || body === undefined) return []
    const parts = splitOutside(body, ',', '(', ')').map((part) => part.trim())
    const columns = parts.map((part) => part.split(' ')[0] ?? '')
    const whole = parts.flatMap((part) => /^(?:constraint \w+ )?primary key \(([^)]*)\)/.exec(part)?.[1] ?? [])
    const single = parts.filter((part) => /^\w+ .*\bprimary key\b/.test(part)).map((part) => part.split(' ')[0] ?? '')
    return [{ name, columns, primaryKey: whole[0]?.split(',').map((column) => column.trim()) ?? single }]
  })
}

function splitOutside(text: string, separator: string, open: string, close: string): readonly string[] {
  const parts = ['']
  let depth = 0
  for (const character of text) {
    if (character === open) depth += 1
    if (character === close) depth -= 1
    if (character === separator && depth === 0) parts.push('')
    else parts[parts.length - 1] += character
  }
  return parts
}

/** Comments go; a semicolon in a literal ends nothing. Dollar-quoted text has no use where functions have none. */
function statementsOf(text: string): readonly Statement[] {
  const tokens = text.match(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|[\s\S]/g) ?? []
  const kept = tokens.filter((token) => !token.startsWith('--') && !token.startsWith('/*'))
  const statements: string[][] = [[]]
  for (const token of kept) {
    if (token === ';') statements.push([])
    else statements.at(-1)?.push(token)
  }
  const tidy = (parts: readonly string[]): string =>
    parts.join('').replace(/\s+/g, ' ').replace(/\( /g, '(').replace(/ \)/g, ')').trim()
  return statements
    .map((parts) => ({
      written: tidy(parts),
      bare: tidy(parts.map((part) => (part.length > 1 && part.startsWith("'") ? "''" : part))).toLowerCase(),
    }))
    .filter(({ bare }) => bare !== '')
}
