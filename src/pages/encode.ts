import type { WireAnswer } from '../dialects/dialect.ts'
import { html, type Piece } from '../markup/html.ts'
import type { Site } from './site.ts'
import { stylePath } from './style.ts'
import type { PageTexts } from './texts/texts.ts'

export interface Page {
  readonly status: number
  readonly title: string
  readonly content: Piece
  /** Whether something has to be corrected, which the title then says first. */
  readonly isRefusal?: boolean
  readonly headers?: Readonly<Record<string, string>>
}

// No script, nothing from elsewhere, forms to us only. https://www.w3.org/TR/CSP3/
const contentSecurityPolicy = "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

/** A whole page in the reader's language. It is kept nowhere and tells no other site where it stands, as every answer of ours. */
export function encodePage(
  { status, title, content, isRefusal = false, headers }: Page,
  texts: PageTexts,
  { shopName, basePath }: Site,
): WireAnswer {
  const body = html`<!doctype html>
<html lang="${texts.locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${isRefusal && `${texts.error}: `}${title} · ${shopName}</title>
<link rel="stylesheet" href="${basePath}${stylePath}">
</head>
<body>
<header>${shopName}</header>
<main>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-language': texts.locale,
      vary: 'accept-language',
      'content-security-policy': contentSecurityPolicy,
      ...headers,
    },
    body: body.text,
  }
}

/** For programs. */
export const encodeJson = (status: number, body: object, headers: Readonly<Record<string, string>> = {}): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})
