import type { IncomingRow } from '../../core/migration/incoming.ts'

/** What a file was taken for, for people to look at before anything is stored. */
export interface DetectedFile {
  readonly file: string
  /** In a few words: the system, what its rows are, and the form, e.g. `Bagisto addresses, CSV`. */
  readonly what: string
}

/** The files of an import, opened. */
export interface SourceFiles {
  readonly detected: readonly DetectedFile[]
  /** The same rows in the same order each time the same files are opened. A `place` names its file as it was given. */
  readonly rows: AsyncIterable<IncomingRow>
  /** Of all files together, for the bar of progress; absent where nobody can tell. */
  bytesRead?(): number
}

export interface SourceOptions {
  /** As the command line has it; absent, it is detected. */
  readonly system: string
  /** Columns that are named otherwise: ours, or the system's own, by the name in the file. */
  readonly columns: Readonly<Record<string, string>>
}

/** @throws an error that names the file, and the line where there is one, when it is nothing we know */
export type OpenSources = (files: readonly string[], options: SourceOptions) => Promise<SourceFiles>
