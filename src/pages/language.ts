import { type Locale, readLocale } from '../core/tenants/locale.ts'
import { de } from './texts/de.ts'
import { en } from './texts/en.ts'
import type { PageTexts } from './texts/texts.ts'

const texts: Readonly<Record<Locale, PageTexts>> = { en, de }

/**
 * The texts in the language the reader prefers, of those there are.
 *
 * @param acceptLanguage  the header as sent
 * @source RFC 9110, section 12.5.4
 */
export function textsFor(acceptLanguage: string | undefined, fallback: Locale): PageTexts {
  const preferred = (acceptLanguage ?? '')
    .split(',')
    .map((range) => weighted(range))
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ tag }) => readLocale(tag))
    .find((locale) => locale !== undefined)
  return texts[preferred ?? fallback]
}

/** Without a weight it is 1; one that is none counts as nothing. */
function weighted(range: string): { tag: string; weight: number } {
  const [tag = '', parameter] = range.split(';')
  const weight = parameter === undefined ? 1 : Number(/^\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*$/i.exec(parameter)?.[1] ?? 0)
  return { tag, weight }
}
