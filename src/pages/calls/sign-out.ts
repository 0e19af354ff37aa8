import type { StorefrontBearer } from '../../core/sessions/authenticate-storefront.ts'
import type { Route, WireAnswer } from '../../dialects/dialect.ts'
import { html } from '../../markup/html.ts'
import { Trouble } from '../../violations/trouble.ts'
import { visitForm } from '../fields.ts'
import { bearerOf, type Hosting, hostedPage, type SessionServices, seeOther, showPage, type Visited } from '../hosted-page.ts'
import { leave, onwardOf } from '../onward.ts'
import { signOutTexts } from '../texts/sign-out.ts'
import { forgetSession } from '../visit.ts'

/** What this page asks of the core. */
export interface SignOutServices extends SessionServices {
  /** @throws Trouble `token_refused` when another call ended the session first */
  signOut(bearer: StorefrontBearer, deviceToken: null): Promise<void>
}

/** Whoever has something to sign out of. */
interface Leaving extends Visited<SignOutServices> {
  readonly bearer: StorefrontBearer
}

/** `/customer/sign-out`: a button, which ends this browser's session and no other. Who is signed out already is sent on. */
export const signOutRoute = (hosting: Hosting<SignOutServices>): Route => ({
  path: '/customer/sign-out',
  ...hostedPage<SignOutServices, Leaving>(hosting, { GET: show, POST: take }, async (visited) => {
    const bearer = await bearerOf(visited)
    return bearer ? { ...visited, bearer } : goOut(visited)
  }),
})

async function show(visited: Leaving): Promise<WireAnswer> {
  const { locale, visit } = visited
  const { kept, returnTo } = onwardOf(visited)
  const say = signOutTexts(locale)
  const content = html`<p>${say('text')}</p>
<p class="address">${visited.bearer.customer.email}</p>
${visitForm(visit, html`<button type="submit">${say('button')}</button>`)}`
  return showPage(visited, { status: 200, title: say('title'), content, kept, returnTo })
}

async function take(visited: Leaving): Promise<WireAnswer> {
  try {
    await visited.services.signOut(visited.bearer, null)
  } catch (error) {
    if (!(error instanceof Trouble) || error.value.code !== 'token_refused') throw error
  }
  return goOut(visited)
}

function goOut(visited: Visited<SignOutServices>): WireAnswer {
  const { returnTo } = onwardOf(visited)
  const cookies = visited.visit.sessionToken === undefined ? [] : [forgetSession()]
  return returnTo === undefined ? seeOther(visited.site, '/customer/sign-in?signed-out', cookies) : leave(returnTo, cookies)
}
