import { type Html, html } from '../markup/html.ts'
import type { Visited } from './hosted-page.ts'
import { accountTexts } from './texts/account.ts'
import { signOutTexts } from './texts/sign-out.ts'

/** The pages of an account, in the order they are listed. */
export const accountSections = {
  overview: '',
  profile: '/profile',
  addresses: '/addresses',
  password: '/password',
  email: '/email',
  sessions: '/sessions',
  consents: '/consents',
  data: '/data',
  deletion: '/delete',
} as const
export type AccountSection = keyof typeof accountSections

type Of = Pick<Visited<unknown>, 'site' | 'locale'>

/** Where a page of the account is, for links and forms. */
export const accountPath = ({ site }: Pick<Of, 'site'>, path: '' | `/${string}`): string =>
  `${site.basePath}/customer/account${path}`

/** Links to the pages of an account, of which one is the page itself or the one above it. */
export function accountNavigation(current: AccountSection, visitor: Of): Html {
  const say = accountTexts(visitor.locale)
  const sections = Object.entries(accountSections) as [AccountSection, '' | `/${string}`][]
  const links = sections.map(
    ([section, path]) =>
      html`<li><a href="${accountPath(visitor, path)}"${section === current && html` aria-current="page"`}>${say(section)}</a></li>\n`,
  )
  return html`<nav aria-label="${say('title')}"><ul>
${links}<li><a href="${visitor.site.basePath}/customer/sign-out">${signOutTexts(visitor.locale)('title')}</a></li>
</ul></nav>`
}
