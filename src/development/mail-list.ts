import { type Html, html } from '../markup/html.ts'

/** A mail as lists show it. */
export interface InboxMail {
  readonly file: string
  readonly subject: string
  readonly to: string
  readonly writtenAt: Date
}

/** Mails to choose from. */
export const mailList = (mails: readonly InboxMail[]): Html => html`<ul class="cards">
${mails.map(
  ({ file, subject, to, writtenAt }) => html`<li>
<p><a href="/dev/inbox/${file}">${subject === '' ? 'No subject' : subject}</a></p>
<p class="small quiet">to ${to}, ${timeOf(writtenAt)}</p>
</li>\n`,
)}</ul>`

/** In UTC, to the second. */
export const timeOf = (instant: Date): Html =>
  html`<time datetime="${instant.toISOString()}">${instant.toISOString().slice(0, 19).replace('T', ' ')} UTC</time>`
