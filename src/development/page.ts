import type { WireAnswer } from '../dialects/dialect.ts'
import { html, type Piece } from '../markup/html.ts'
import { style } from '../pages/style.ts'

export interface DevelopmentPage {
  readonly status?: number
  readonly title: string
  readonly content: Piece
  /** Which of the pages that others lead to it is. */
  readonly at?: '/' | '/dev/inbox'
}

/** Our style sheet, within the page, and a frame of our own; no script, no form, nothing from elsewhere. */
const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src ${style.source}`,
  "frame-src 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

const navigation = [
  ['/', 'What is running'],
  ['/dev/inbox', 'Inbox'],
  ['/docs', 'Reference'],
] as const

/** A page for whoever runs the server, in English. */
export const encodePage = ({ status = 200, title, content, at }: DevelopmentPage): WireAnswer => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': contentSecurityPolicy },
  body: html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${title} · Patron</title>
${style.element}
</head>
<body>
<a class="skip" href="#main">Skip to the page</a>
<header><a href="/">Patron</a></header>
<nav aria-label="Development">${navigation.map(([path, label]) => html`<a href="${path}"${path === at && html` aria-current="page"`}>${label}</a>\n`)}</nav>
<main id="main" class="wide">
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`.text,
})
