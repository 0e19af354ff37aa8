import type { Purpose } from '../../../core/outbox/delivery.ts'
import type { Locale } from '../../../core/tenants/locale.ts'
import { type Html, html } from '../../../markup/html.ts'
import { greetableName } from './greetable-name.ts'
import { languages } from './languages.ts'

export interface MailFacts {
  readonly purpose: Purpose
  readonly locale: Locale
  readonly shopName: string
  /** As the customer typed it. */
  readonly firstName: string | undefined
  /** For the mails that name a day: `YYYY-MM-DD`. */
  readonly day?: string | undefined
  /** For the mails that have a link. */
  readonly linkUrl: string | undefined
}

export interface WrittenMail {
  readonly subject: string
  readonly text: string
  readonly html: string
}

interface Parts {
  readonly locale: Locale
  readonly subject: string
  readonly greeting: string
  readonly before: readonly string[]
  readonly link: { readonly label: string; readonly url: string; readonly writtenOut: string } | undefined
  readonly after: readonly string[]
  readonly shopName: string
}

/**
 * Writes a mail in both its forms. Of what a customer typed only the first name is in it, as text and in one line; never in
 * the subject.
 *
 * @throws TypeError when a mail with a link is given none
 */
export function writeMail({ purpose, locale, shopName, firstName, day, linkUrl }: MailFacts): WrittenMail {
  const { greet, linkWrittenOut: writtenOut, words } = languages[locale]
  const { subject, before, label, after } = words[purpose](shopName, day === undefined ? '' : writtenDay(day, locale))
  if ((label === undefined) !== (linkUrl === undefined)) throw new TypeError(`a mail for ${purpose} has or lacks a link`)
  const link = label === undefined || linkUrl === undefined ? undefined : { label, url: linkUrl, writtenOut }
  const parts: Parts = { locale, subject, greeting: greet(greetableName(firstName)), before, link, after, shopName }
  return { subject, text: asText(parts), html: asHtml(parts).text }
}

/** As the language writes a day; of a calendar, so in no time zone but its own. */
const writtenDay = (day: string, locale: Locale): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(day))

const asText = ({ greeting, before, link, after, shopName }: Parts): string =>
  `${[greeting, ...before, ...(link ? [`${link.label}:\n${link.url}`] : []), ...after, shopName].join('\n\n')}\n`

// No colours of its own: mail programs then show it in those of their light or dark mode.
const asHtml = ({ locale, subject, greeting, before, link, after, shopName }: Parts): Html => html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${subject}</title>
</head>
<body style="margin:0">
<div style="max-width:34em;margin:0 auto;padding:1.5em;font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;font-size:1em;line-height:1.5">
${[greeting, ...before].map(paragraph)}${link && button(link)}${after.map(paragraph)}${paragraph(shopName)}</div>
</body>
</html>
`

const paragraph = (text: string): Html => html`<p style="margin:0 0 1em">${text}</p>
`

const button = ({ label, url, writtenOut }: { label: string; url: string; writtenOut: string }): Html =>
  html`<p style="margin:1.5em 0"><a href="${url}" style="display:inline-block;padding:0.7em 1.2em;border:1px solid;border-radius:0.4em;color:inherit;font-weight:600;text-decoration:none">${label}</a></p>
<p style="margin:0 0 1em;font-size:0.875em">${writtenOut}<br><a href="${url}" style="color:inherit;word-break:break-all">${url}</a></p>
`
