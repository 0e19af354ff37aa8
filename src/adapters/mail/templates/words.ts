import type { Purpose } from '../../../core/outbox/delivery.ts'

/** What a mail says. Where there is a label, the link stands between the two. */
export interface Words {
  readonly subject: string
  readonly before: readonly string[]
  readonly label?: string
  readonly after: readonly string[]
}

/** One language. */
export interface Language {
  /** @param name  absent: somebody whose name is not said */
  greet(name: string | undefined): string
  /** Stands before the link written out. */
  readonly linkWrittenOut: string
  /** What each mail says; `day` is written out in the language, and empty for the mails that name none. */
  readonly words: Readonly<Record<Purpose, (shopName: string, day: string) => Words>>
}
