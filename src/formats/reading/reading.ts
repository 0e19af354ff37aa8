/** Values by column or member, `null` where the file says so; nothing is made of text that the format leaves text. */
export type Values = Readonly<Record<string, unknown>>

/** One row or object, as a file holds it. */
export interface RawRecord {
  readonly kind: 'record'
  /** The line, row or object, from 1. */
  readonly line: number
  /** What the file itself calls the table, where it does. */
  readonly table: string | null
  readonly values: Values
}

/** Something that cannot be read, and why. It quotes nothing of the file but names of columns and tables. */
export interface Fault {
  readonly kind: 'fault'
  readonly line: number
  readonly reason: string
}

export type Reading = RawRecord | Fault

export const fault = (line: number, reason: string): Fault => ({ kind: 'fault', line, reason })

/** What was taken off a text: up to `end`, and what that was if it was anything. */
export interface Taken {
  readonly end: number
  readonly reading?: Reading
}

/** Reads one format, a record at a time, from as much of the text as is there. It keeps nothing but where it is. */
export interface Taker {
  /**
   * Takes what begins at `from`, where there is at least a character.
   *
   * @returns undefined: the text ends too early to tell, and more is to come; never when `isEnd`
   */
  take(text: string, from: number, isEnd: boolean): Taken | undefined
  /** As `take`, of something that is too long to be waited for. */
  giveUp(text: string, from: number): Taken
  /** What is to be told when the text ends here and should not. */
  finish(): Fault | undefined
  /** Where it is: the line, row or object that comes next. */
  line(): number
}
