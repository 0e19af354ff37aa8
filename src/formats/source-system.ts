import type { IncomingRow, Place } from '../core/migration/incoming.ts'
import type { Values } from './reading/reading.ts'

/** When a table is read: what customers refer to, the customers, and what refers to them. */
export const stages = ['before', 'customers', 'after'] as const
export type Stage = (typeof stages)[number]

/** A table, or a kind of object, of a system that is read. */
export interface SourceTable {
  readonly name: string
  readonly stage: Stage
  /** Every column that is read. Others are told as ignored, and can be mapped to these. */
  readonly columns: readonly string[]
}

/** A table as it was found in a file, with its columns renamed as they were mapped. */
export interface FoundTable {
  readonly table: SourceTable
  readonly columns: readonly string[]
  /** One of its rows. */
  readonly example: Values
}

/**
 * Makes rows of the records of one import, in the order of the stages. It may keep what later ones refer to, and little of
 * that: there may be millions.
 */
export type RecordReader = (values: Values, table: SourceTable, place: Place) => readonly IncomingRow[]

/** A system that customers come from, and how it writes them. */
export interface SourceSystem {
  readonly name: string
  readonly tables: readonly SourceTable[]
  /** Which table this is, by what its file calls it and which columns it has. */
  tableOf(name: string, columns: ReadonlySet<string>): SourceTable | undefined
  /** Takes a record out of what a dump of the system wraps it in. */
  unwrap?(values: Values): { readonly table: string; readonly values: Values } | undefined
  startReading(found: readonly FoundTable[], options: ReadingOptions): RecordReader
}

/** What the tenant has that rows may fit into. */
export interface ReadingOptions {
  /** The customer types of the tenant; a group that is none of them is kept as an attribute. */
  readonly customerTypes?: readonly string[]
}
