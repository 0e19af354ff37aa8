import type { IncomingRow } from '../../core/migration/incoming.ts'

/** What a file was taken for, for people to look at before anything is stored. */
export interface DetectedFile {
  readonly file: string
  /** In a few words: the system, what its rows are, and the form, e.g. `Bagisto addresses, CSV`. */
  readonly what: string
  /** Columns that nobody reads. */
  readonly ignored: readonly string[]
  /** Its first rows, without anything secret. */
  readonly sample: readonly Readonly<Record<string, string>>[]
}

export interface BytesRead {
  readonly readBytes: number
  readonly allBytes: number
}

/** The files of an import, opened. */
export interface SourceFiles {
  /** As it was said, or as it was told by the files. */
  readonly system: string
  readonly detected: readonly DetectedFile[]
  /** The same rows in the same order each time the same files are opened. A `place` names its file as it was given. */
  readonly rows: AsyncIterable<IncomingRow>
  /** Of all files together, for the bar of progress; those that hold several tables are read more than once. */
  bytesRead(): BytesRead
}

export interface SourceOptions {
  /** Absent, it is told by the files. */
  readonly system: string | undefined
  /** Columns that are named otherwise: `TABLE.COLUMN=NAME`. */
  readonly map: readonly string[]
  /** The tenant's. */
  readonly customerTypes: readonly string[]
}

/** @throws an error that names the file, and the line where there is one, when it is nothing we know */
export type OpenSources = (files: readonly string[], options: SourceOptions) => Promise<SourceFiles>
