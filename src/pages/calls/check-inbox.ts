import type { Route, WireAnswer } from '../../dialects/dialect.ts'
import { html } from '../../markup/html.ts'
import { type Hosting, openPage, showPage, type Visited } from '../hosted-page.ts'
import { onwardOf, pathTo } from '../onward.ts'
import { inboxTexts } from '../texts/check-inbox.ts'
import { entranceTexts } from '../texts/entrance.ts'

/** What the query says of the mail one is to look for; else it is that of a registration. */
export const forReset = { for: 'password' } as const

/** `/customer/check-inbox`, which says the same to everybody. */
export const inboxRoute = (hosting: Hosting<unknown>): Route => ({
  path: '/customer/check-inbox',
  ...openPage(hosting, { GET: show }),
})

async function show(visited: Visited<unknown>): Promise<WireAnswer> {
  const { locale, site, request } = visited
  const { kept } = onwardOf(visited)
  const say = inboxTexts(locale)
  const isReset = request.query.get('for') === forReset.for
  const again = pathTo(isReset ? '/customer/forgot-password' : '/customer/sign-up', kept)
  const content = html`<p>${say(isReset ? 'reset' : 'registered')}</p>
<p>${say('nothing')}</p>
<p class="onward"><a href="${site.basePath}${pathTo('/customer/sign-in', kept)}">${entranceTexts(locale)('signIn')}</a></p>
<p class="onward"><a href="${site.basePath}${again}">${say('again')}</a></p>`
  return showPage(visited, { status: 200, title: say('title'), content, kept: { ...kept, ...(isReset && forReset) } })
}
