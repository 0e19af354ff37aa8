import { readFileSync } from 'node:fs'
import { inlineStyle } from './inline-style.ts'

/** The style of every page. */
export const style = inlineStyle(withoutNotes(readFileSync(new URL('../../assets/pages.css', import.meta.url), 'utf8')))

/** It is sent with every page, so what only its readers need is left out: comments, and blanks that part nothing. */
function withoutNotes(css: string): string {
  return css
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replaceAll(': ', ':')
    .replaceAll(';}', '}')
    .trim()
}
