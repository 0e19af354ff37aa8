import { IntlMessageFormat } from 'intl-messageformat'
import type { Locale } from '../../core/tenants/locale.ts'

/** What stands in the braces of a message. */
export type MessageValues = Readonly<Record<string, string | number>>

/** Says a message of one topic in one language. */
export type Say<Id extends string> = (id: Id, values?: MessageValues) => string

/** The messages of a topic, to be said in one language or another. */
export type Catalogue<Id extends string> = ((locale: Locale) => Say<Id>) & { readonly ids: readonly Id[] }

/** The messages of a topic, by language; each language has every one. */
export type Messages<Id extends string> = Readonly<Record<Locale, Readonly<Record<Id, string>>>>

/**
 * Makes a catalogue of messages in ICU's syntax. What it says is text and no HTML, whatever the values hold. A message is
 * read at its first use and kept.
 *
 * @throws Error (when said) for a message that is not in ICU's syntax, or whose values are missing
 * @source Unicode Technical Standard 35, part 9, and ICU's MessageFormat
 */
export function catalogue<Id extends string>(messages: Messages<Id>): Catalogue<Id> {
  const read = new Map<string, IntlMessageFormat>()
  const messageOf = (locale: Locale, id: Id): IntlMessageFormat => {
    const key = `${locale} ${id}`
    const known = read.get(key)
    if (known) return known
    const message = new IntlMessageFormat(messages[locale][id], locale, undefined, { ignoreTag: true })
    read.set(key, message)
    return message
  }
  const inLocale =
    (locale: Locale): Say<Id> =>
    (id, values) =>
      String(messageOf(locale, id).format(values))
  return Object.assign(inLocale, { ids: Object.keys(messages.en) as Id[] })
}
