import type { ConsentRecord } from '../core/consents/consent.ts'
import { type Html, html } from '../markup/html.ts'
import { accountPath } from './account-navigation.ts'
import { consentName } from './consent-section.ts'
import type { SignedIn } from './hosted-page.ts'
import { dayText, shownInstant } from './instants.ts'
import { consentTexts } from './texts/account-consents.ts'

// What a page has room for; whoever answers more often finds the rest in the file with their data.
const mostShown = 40

/** What was ever answered, the last first, each with its receipt. */
export function consentHistory(records: readonly ConsentRecord[], visitor: SignedIn<unknown>): Html {
  const say = consentTexts(visitor.locale)
  const shown = records.toReversed().slice(0, mostShown)
  return html`<h2>${say('history')}</h2>
${records.length > mostShown && html`<p class="hint">${say('latest', { n: mostShown })}</p>\n`}<table>
<thead><tr><th scope="col">${say('when')}</th><th scope="col">${say('what')}</th><th scope="col">${say('answer')}</th><th scope="col">${say('receipt')}</th></tr></thead>
<tbody>
${shown.map((record) => row(record, visitor))}</tbody>
</table>`
}

function row({ id, recordedAt, consentId, decision, version }: ConsentRecord, visitor: SignedIn<unknown>): Html {
  const { locale, settings } = visitor
  const say = consentTexts(locale)
  const consent = consentName(consentId, visitor)
  const when = dayText(recordedAt, locale, settings.timeZone)
  return html`<tr><td>${shownInstant(recordedAt, locale, settings.timeZone)}</td>
<td>${consent}<br><span class="hint">${say('version', { version })}</span></td>
<td>${say(decision)}</td>
<td><a href="${accountPath(visitor, `/consents/receipts/${id}`)}" download aria-label="${say('receiptOf', { consent, when })}">${say('receipt')}</a></td></tr>
`
}
