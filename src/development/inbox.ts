import type { WireAnswer } from '../dialects/dialect.ts'
import { html } from '../markup/html.ts'
import type { MailsGo } from './front-page.ts'
import { linksIn } from './links-in.ts'
import { type InboxMail, mailList, timeOf } from './mail-list.ts'
import { encodePage } from './page.ts'

/** One mail in whole. */
export interface WholeMail extends InboxMail {
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly text: string
  readonly html: string | undefined
}

export interface Inbox {
  readonly mailsGo: MailsGo
  readonly mails: readonly InboxMail[]
  readonly count: number
}

/** The mails that were caught, newest first. */
export const inboxPage = ({ mailsGo, mails, count }: Inbox): WireAnswer =>
  encodePage({
    title: 'Inbox',
    at: '/dev/inbox',
    content: html`${
      mailsGo.to === 'server'
        ? html`<p class="notice">Mails are sent through <code>${mailsGo.server}</code> now and are not kept here. Without PATRON_SMTP_URL they are.</p>`
        : html`<p class="quiet">No mail goes out. Each is a file in <code>${mailsGo.folder}</code>, whomever it is to.</p>`
    }
${count === 0 ? html`<p>There is no mail yet.</p>` : mailList(mails)}${mails.length < count && html`<p class="quiet">These are the newest ${mails.length} of ${count}.</p>`}`,
  })

/** One mail: what mail programs show of it, and the headers that they do not. */
export const mailPage = ({ file, subject, to, writtenAt, headers, text, html: form }: WholeMail): WireAnswer =>
  encodePage({
    title: subject === '' ? 'No subject' : subject,
    content: html`<p class="quiet">to ${to}, ${timeOf(writtenAt)}</p>
<section>
<h2>Text</h2>
<pre>${linksIn(text)}</pre>
</section>
${
  form !== undefined &&
  html`<section>
<h2>HTML</h2>
<p class="quiet small">As mail programs show it. Nothing in it runs, loads or can be followed here; the links of the text above can.</p>
<iframe src="/dev/inbox/${file}/html" title="The mail in HTML" sandbox></iframe>
</section>`
}
<section>
<h2>Headers</h2>
<table><tbody>
${headers.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>\n`)}</tbody></table>
</section>
<p><a href="/dev/inbox">All mails</a></p>`,
  })
