import { createHash } from 'node:crypto'
import { Html } from '../markup/html.ts'

/** A style sheet that stands in the page itself, so that a page is painted with the first answer. */
export interface InlineStyle {
  readonly element: Html
  /** By which a Content-Security-Policy allows this sheet and no other. */
  readonly source: string
}

/**
 * @param css  ours, since it goes into the page as it is
 * @source https://www.w3.org/TR/CSP3/#match-element-to-source-list
 */
export function inlineStyle(css: string): InlineStyle {
  if (css.includes('</')) throw new TypeError('a style sheet ends where its element does')
  const digest = createHash('sha256').update(css).digest('base64')
  return { element: new Html(`<style>${css}</style>`), source: `'sha256-${digest}'` }
}
