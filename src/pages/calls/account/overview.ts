import type { Route, WireAnswer } from '../../../dialects/dialect.ts'
import { html } from '../../../markup/html.ts'
import { type AccountSection, accountPath, accountSections } from '../../account-navigation.ts'
import { showAccount } from '../../account-page.ts'
import { accountPage, type Hosting, type SessionServices, type SignedIn } from '../../hosted-page.ts'
import { accountTexts } from '../../texts/account.ts'

type Listed = Exclude<AccountSection, 'overview'>

/** `/customer/account`: who is signed in, and what is where. */
export const overviewRoute = (hosting: Hosting<SessionServices>): Route => ({
  path: '/customer/account',
  ...accountPage(hosting, { GET: showOverview }),
})

async function showOverview(visitor: SignedIn<SessionServices>): Promise<WireAnswer> {
  const { customer, locale } = visitor
  const say = accountTexts(locale)
  const name = [customer.firstName, customer.lastName].filter((part) => part !== '').join(' ')
  const listed = Object.entries(accountSections).filter(([section]) => section !== 'overview') as [Listed, `/${string}`][]
  const entries = listed.map(
    ([section, path]) => html`<dt><a href="${accountPath(visitor, path)}">${say(section)}</a></dt>
<dd>${say(`${section}For`)}</dd>
`,
  )
  const content = html`<p>${say('signedInAs')} <span class="address">${customer.email}</span><br>
<span class="hint">${say(customer.emailVerifiedAt === null ? 'unproven' : 'proven')}</span></p>
<dl>
${entries}</dl>`
  const title = name === '' ? say('greetingNameless') : say('greeting', { name })
  return showAccount(visitor, { section: 'overview', title, content })
}
