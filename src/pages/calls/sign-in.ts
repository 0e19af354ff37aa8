import { textOf } from '../../core/customers/sent.ts'
import { reviewSignIn, type SignInDraft } from '../../core/sessions/review-sign-in.ts'
import type { Route, WireAnswer } from '../../dialects/dialect.ts'
import { html } from '../../markup/html.ts'
import { Trouble, type TroubleValue } from '../../violations/trouble.ts'
import type { Violation } from '../../violations/violation.ts'
import { entrancePage } from '../entrance-page.ts'
import { errorsOf, textField, visitForm } from '../fields.ts'
import type { Form } from '../form.ts'
import { type Hosting, type SessionServices, showPage, type Visited } from '../hosted-page.ts'
import { type Later, laterAlert, laterHeaders, laterOf } from '../later.ts'
import { goOnSignedIn, onwardOf, pathTo } from '../onward.ts'
import { entranceTexts } from '../texts/entrance.ts'
import { signInTexts } from '../texts/sign-in.ts'
import { keepSession } from '../visit.ts'

/** What this page asks of the core. */
export interface SignInServices extends SessionServices {
  /** @throws Trouble */
  signIn(attempt: {
    readonly draft: SignInDraft
    readonly clientNetwork: string
    readonly deviceToken: null
    readonly userAgent: string | null
  }): Promise<{ readonly token: string; readonly consentsNeeded: readonly string[] }>
  /** How long who signs in stays so. */
  readonly sessionSeconds: number
}

type SignIn = Visited<SignInServices>

/** `/customer/sign-in`. What keeps somebody from it stands above the form, in the same words whoever it is. */
export const signInRoute = (hosting: Hosting<SignInServices>): Route => ({
  path: '/customer/sign-in',
  hashes: { method: 'POST', lane: 'sign_in' },
  ...entrancePage(hosting, { GET: async (visited) => formPage(visited), POST: take }),
})

async function take(visited: SignIn, form: Form): Promise<WireAnswer> {
  const draft = decodeSignIn(form)
  const violations = reviewSignIn(draft)
  const login = textOf(draft.login)
  if (violations.length > 0) return formPage(visited, { login, violations, status: 422 })
  const { services, request } = visited
  try {
    const { token, consentsNeeded } = await services.signIn({
      draft,
      clientNetwork: request.clientNetwork,
      deviceToken: null,
      userAgent: request.headers['user-agent'] ?? null,
    })
    return goOnSignedIn(visited, consentsNeeded, [keepSession(token, services.sessionSeconds)])
  } catch (error) {
    const refusal = laterOf(error, visited.locale) ?? (error instanceof Trouble ? refusalOf(error.value, visited) : undefined)
    if (refusal === undefined) throw error
    return { ...formPage(visited, { login, violations: [], ...refusal }), causes: [error] }
  }
}

function decodeSignIn(form: Form): SignInDraft {
  const sent = form.sent('password') || undefined
  return {
    login: form.text('login') || undefined,
    password: typeof sent === 'string' ? sent.trim() : sent,
    passwordAsSent: sent,
  }
}

/** A form that did not lead to a session. */
interface Refused extends Partial<Pick<Later, 'text' | 'retryAfterSeconds'>> {
  readonly login: string
  readonly violations: readonly Violation[]
  readonly status: number
}

/** 422 and not 401: browsers show both, and their password managers keep no password that came to either. */
function refusalOf(trouble: TroubleValue, { locale, settings }: SignIn): Omit<Refused, 'login' | 'violations'> | undefined {
  const say = signInTexts(locale)
  switch (trouble.code) {
    case 'credentials_refused':
      return { status: 422, text: say(settings.privateRegistration ? 'refusedPrivately' : 'refused') }
    case 'email_unverified':
      return { status: 422, text: say('unverified') }
    case 'account_inactive':
      return { status: 422, text: say('inactive') }
    default:
      return undefined
  }
}

function formPage(visited: SignIn, refused?: Refused): WireAnswer {
  const { locale, visit, request } = visited
  const { kept, returnTo } = onwardOf(visited)
  const say = signInTexts(locale)
  const { login = '', violations = [], text, status = 200, retryAfterSeconds } = refused ?? {}
  const isSignedOut = refused === undefined && request.query.has('signed-out')
  const content = html`${isSignedOut && html`<p class="done" role="status">${say('signedOut')}</p>\n`}${text !== undefined && laterAlert({ text })}${visitForm(visit, fieldsOf(login, violations, visited))}
${linksOf(visited)}`
  return showPage(visited, {
    ...{ status, title: say('title'), content, isRefusal: refused !== undefined, kept, returnTo },
    ...(retryAfterSeconds !== undefined && laterHeaders({ retryAfterSeconds })),
  })
}

function fieldsOf(login: string, violations: readonly Violation[], { locale }: SignIn) {
  const say = signInTexts(locale)
  const errorsIn = (field: 'login' | 'password', needed: 'loginNeeded' | 'passwordNeeded') =>
    violations.some((one) => one.field === field && (one.code === 'missing' || one.code === 'blank'))
      ? [say(needed)]
      : errorsOf(field, violations, locale)
  const ofLogin = { name: 'login', label: say('login'), value: login, errors: errorsIn('login', 'loginNeeded') }
  const ofPassword = { name: 'password', label: say('password'), errors: errorsIn('password', 'passwordNeeded') }
  const asksPassword = login !== '' && ofLogin.errors.length === 0
  return html`${textField({ ...ofLogin, autocomplete: 'username', isRequired: true, isFirst: !asksPassword, attributes: html` autocapitalize="none" spellcheck="false"` }, locale)}
${textField({ ...ofPassword, type: 'password', autocomplete: 'current-password', isRequired: true, isFirst: asksPassword }, locale)}
<button type="submit">${say('button')}</button>`
}

function linksOf(visited: SignIn) {
  const { locale, site, settings } = visited
  const { kept } = onwardOf(visited)
  const say = entranceTexts(locale)
  return html`<p class="onward"><a href="${site.basePath}${pathTo('/customer/forgot-password', kept)}">${say('forgot')}</a></p>
${settings.registrationOpen && html`<p class="onward">${say('noAccount')} <a href="${site.basePath}${pathTo('/customer/sign-up', kept)}">${say('signUp')}</a></p>`}`
}
