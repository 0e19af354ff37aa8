import type { Locale } from '../../core/tenants/locale.ts'
import type { Field, Violation, ViolationCode } from '../../violations/violation.ts'

/** What can be wrong with a new password and its repetition: a new rule's code stops compiling until it has a text. */
export type NewPasswordCode =
  | Exclude<Extract<ViolationCode, `password${string}`>, 'password_wrong'>
  | 'missing'
  | 'null_given'
  | 'not_text'
  | 'blank'
  | 'too_long'
  | 'null_character'
  | 'lone_surrogate'

export interface Notice {
  readonly title: string
  readonly text: string
}

/** What keeps a page from being shown, as far as whoever reads it can tell it apart. */
export type NoticeName = 'unreadable' | 'notFound' | 'notAllowed' | 'forbidden' | 'linkOver' | 'busy' | 'ours'

/** Everything the pages say, in one language. */
export interface PageTexts {
  readonly locale: Locale
  /** Before the title of a page that came back with something to correct. */
  readonly error: string
  readonly account: string
  readonly reset: {
    readonly title: string
    readonly password: string
    readonly hint: (minimumCharacters: number) => string
    readonly passwordAgain: string
    readonly button: string
    readonly refused: string
    /** When the page follows an undone change of address. */
    readonly afterUndoing: string
    readonly done: Notice
  }
  readonly verify: { readonly title: string; readonly text: string; readonly button: string; readonly done: Notice }
  readonly undo: { readonly title: string; readonly text: string; readonly consequences: string; readonly button: string }
  readonly violations: { readonly [K in NewPasswordCode]: (violation: Violation<K>) => string }
  readonly notices: { readonly [Name in NoticeName]: Notice }
  readonly tooMany: (minutes: number) => Notice
}

/** What a violation of a new password is called in the language. */
export function violationText(texts: PageTexts, violation: Violation): string {
  const row = texts.violations[violation.code as NewPasswordCode] as ((violation: Violation) => string) | undefined
  if (!row) throw new Error(`a new password cannot be refused with ${violation.code}`)
  return row(violation)
}

/** The two words for the first field and for its repetition. */
export const either =
  (first: string, again: string) =>
  ({ field }: { readonly field: Field }): string =>
    field === 'passwordAgain' ? again : first
