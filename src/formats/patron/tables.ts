import type { Options } from 'csv-stringify'
import { Line, lists } from './schema.ts'

/** One file of the CSV form. */
export interface Table {
  readonly file: string
  readonly columns: readonly string[]
  /** @param line  a line of the export, as JSON has it */
  rows(line: ExportedLine): readonly object[]
}

/** A line as it is read again, without looking whether it is one: Patron wrote it a moment ago. */
export interface ExportedLine {
  readonly profile: { readonly id: string; readonly number: number; readonly imageName: string | null }
  readonly image: string | null
  readonly [name: string]: unknown
}

type Schema = { readonly properties?: object; readonly items?: Schema; readonly anyOf?: readonly Schema[] }
const members: Readonly<Record<string, Schema>> = Line.properties
const membersOf = (schema: Schema | undefined): readonly string[] =>
  Object.keys((schema?.items ?? schema?.anyOf?.[0] ?? schema)?.properties ?? {})

const disclosed = (members['disclosed']?.properties ?? {}) as Readonly<Record<string, Schema>>

const whose = ['customerId', 'customerNumber']
const fileOf = (name: string): string => `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.csv`

const customers = (withHashes: boolean): Table => ({
  file: 'customers.csv',
  columns: [...membersOf(members['profile']), ...(withHashes ? ['passwordHash'] : [])],
  rows: ({ profile, passwordHash }) => [{ ...profile, passwordHash }],
})

/** A table of what a customer may have any number of, or one of or none. */
const ofCustomer = (name: string, schema: Schema | undefined, find: (line: ExportedLine) => unknown): Table => ({
  file: fileOf(name),
  columns: [...whose, ...membersOf(schema)],
  rows: (line) => {
    const found = find(line) ?? []
    const { id: customerId, number: customerNumber } = line.profile
    return (Array.isArray(found) ? found : [found]).map((row: object) => ({ ...row, customerId, customerNumber }))
  },
})

/**
 * The tables of an export.
 *
 * @param isOne  of one customer: with what only they are told
 */
export const tablesOf = ({ withHashes, isOne }: { withHashes: boolean; isOne: boolean }): readonly Table[] => [
  customers(withHashes),
  ...[...Object.keys(lists), 'plannedDeletion'].map((name) => ofCustomer(name, members[name], (line) => line[name])),
  ...(isOne ? Object.entries(disclosed) : []).map(([name, schema]) =>
    ofCustomer(name, schema, (line) => Reflect.get(Object(line['disclosed']), name)),
  ),
]

/** The line's image as a file of the folder `images`; nothing where there is none. */
export function imageOf({ profile: { imageName }, image }: ExportedLine): { name: string; content: Buffer } | undefined {
  // A name is made by Patron; one that is not must not lead out of the folder.
  if (image === null || imageName === null || !/^[\w-]+\.[a-z]+$/.test(imageName)) return undefined
  return { name: imageName, content: Buffer.from(image, 'base64') }
}

/**
 * How cells are written: texts in quotes, so that an empty one is told from none; texts that a spreadsheet would take for a formula
 * begin with an apostrophe, and so do those that begin with one themselves, so that taking one away gives every text back.
 *
 * @source RFC 4180; https://owasp.org/www-community/attacks/CSV_Injection
 */
export const cells = {
  bom: true, // else Excel takes UTF-8 for something older
  header: true,
  record_delimiter: 'windows',
  quoted_string: true,
  escape_formulas: true,
  cast: {
    string: (text: string) => (text.startsWith("'") ? `'${text}` : text),
    boolean: String,
    object: (value: object) => JSON.stringify(value),
  },
} satisfies Options
