import type { Route } from '../dialects/dialect.ts'
import { bearerOf, type Hosting, hostedPage, type PageCalls, type SessionServices, type Visited } from './hosted-page.ts'
import { goOn } from './onward.ts'

/** A page for those who are not signed in. Who is, is sent on at once: also by a form that was sent twice. */
export const entrancePage = <Services extends SessionServices>(
  hosting: Hosting<Services>,
  calls: PageCalls<Visited<Services>>,
): Pick<Route, 'allow' | 'handle'> =>
  hostedPage(hosting, calls, async (visited) => ((await bearerOf(visited)) ? goOn(visited) : visited))
