import type { WireAnswer } from '../dialects/dialect.ts'
import { type InlineStyle, inlineStyle } from '../pages/inline-style.ts'

/**
 * The HTML form of a mail, for a frame. It is somebody else's as far as this page goes: it runs in no origin, and runs, loads,
 * sends and navigates nothing. Styles of elements, which our mails have and a strict policy refuses, become one sheet that the
 * policy knows by its digest.
 *
 * @source https://www.w3.org/TR/CSP3/
 */
export function framedMail(markup: string): WireAnswer {
  const { body, sheet } = withOneSheet(markup)
  const policy = ["default-src 'none'", `style-src ${sheet.source}`, "form-action 'none'", "base-uri 'none'"]
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': [...policy, "frame-ancestors 'self'", 'sandbox'].join('; '),
      'x-frame-options': 'SAMEORIGIN',
    },
    body,
  }
}

function withOneSheet(markup: string): { readonly body: string; readonly sheet: InlineStyle } {
  const styles: string[] = []
  const classed = markup.replaceAll(/ style="([^"<>]*)"/g, (_match, style: string) => {
    if (!styles.includes(style)) styles.push(style)
    return ` class="s${styles.indexOf(style)}"`
  })
  const sheet = inlineStyle(styles.map((style, index) => `.s${index}{${style}}`).join('\n'))
  return { body: classed.replace('</head>', () => `${sheet.element.text}\n</head>`), sheet }
}
