import { createHash } from 'node:crypto'
import type { Sent } from '../../core/customers/sent.ts'
import type { Answered } from '../../core/idempotency/run-once.ts'
import type { Draft } from '../../core/registration/draft.ts'
import type { RegistrationRequest } from '../../core/registration/take-registration.ts'
import { evidenceOf, type Route, type WireAnswer } from '../../dialects/dialect.ts'
import { type Html, html } from '../../markup/html.ts'
import type { Violation } from '../../violations/violation.ts'
import { type AskedConsent, askedConsents, type ConsentInForce, decodeConsents } from '../asked-consents.ts'
import { entrancePage } from '../entrance-page.ts'
import type { Form } from '../form.ts'
import { type Hosting, type SessionServices, seeOther, showPage, type Visited } from '../hosted-page.ts'
import { type Later, laterAlert, laterHeaders, laterOf } from '../later.ts'
import { onceFree } from '../once-free.ts'
import { goOn, onwardOf, pathTo } from '../onward.ts'
import { registrationPolicy } from '../policy.ts'
import { signUpForm } from '../sign-up-form.ts'
import { entranceTexts } from '../texts/entrance.ts'
import { signUpTexts } from '../texts/sign-up.ts'
import { keepSession } from '../visit.ts'

/** What this page asks of the core. */
export interface SignUpServices extends SessionServices {
  takeRegistration(request: RegistrationRequest<WireAnswer>): Promise<Answered<WireAnswer>>
  declaredConsents(): { readonly consents: readonly ConsentInForce[] }
  /** Whether nobody signs in before the mailbox is proven. */
  readonly asksForProof: boolean
  /** How long who signs in stays so. */
  readonly sessionSeconds: number
}

type SignUp = Visited<SignUpServices>

const path = '/customer/sign-up'

/**
 * `/customer/sign-up`. Who need not prove the mailbox first is signed in at once; all others are sent to their inbox, known
 * addresses of a private tenant as well. The same form of the same visit is one registration, however often it comes.
 */
export function signUpRoute(hosting: Hosting<SignUpServices>, isCommonPassword: (password: string) => boolean): Route {
  const show = async (visited: SignUp): Promise<WireAnswer> =>
    visited.settings.registrationOpen ? formPage(visited, consentsOf(visited)) : closedPage(visited)
  const take = async (visited: SignUp, form: Form): Promise<WireAnswer> => {
    if (!visited.settings.registrationOpen) return closedPage(visited)
    const { request, services, settings, locale } = visited
    const asked = consentsOf(visited)
    const { asksForProof } = services
    const registration: RegistrationRequest<WireAnswer> = {
      draft: decodeSignUp(form, asked, settings.contactMethods),
      policy: registrationPolicy(settings, isCommonPassword),
      clientNetwork: request.clientNetwork,
      // Nobody else can send this body: it has the token of the visit in it.
      keyed: {
        key: createHash('sha256').update(request.body).digest('base64url'),
        scope: `pages POST ${path}`,
        body: request.body,
      },
      locale,
      evidence: evidenceOf('pages', request),
      ...(!asksForProof && { storefront: { deviceToken: null, userAgent: request.headers['user-agent'] ?? null } }),
      answers: {
        registered: (_customer, { token }) => (asksForProof ? toInbox(visited) : signedIn(visited, token)),
        refused: (violations) => formPage(visited, asked, { form, violations }),
      },
    }
    try {
      const { answer } = await onceFree(() => services.takeRegistration(registration))
      return answer
    } catch (error) {
      const later = laterOf(error, locale)
      if (later === undefined) throw error
      return { ...formPage(visited, asked, { form, violations: [], later }), causes: [error] }
    }
  }
  return { path, hashes: { method: 'POST', lane: 'registration' }, ...entrancePage(hosting, { GET: show, POST: take }) }
}

const consentsOf = ({ services, settings, locale }: SignUp): readonly AskedConsent[] =>
  askedConsents(services.declaredConsents().consents, settings, locale)

/** Blanks around what is typed mean nothing, but in a password. */
function decodeSignUp(form: Form, asked: readonly AskedConsent[], contactMethods: readonly string[]): Draft {
  const typed = (name: string): Sent => form.text(name) || undefined
  return {
    email: typed('email'),
    firstName: typed('firstName'),
    lastName: typed('lastName'),
    dateOfBirth: typed('dateOfBirth'),
    password: form.sent('password') || undefined,
    passwordAgain: undefined,
    consents: decodeConsents(form, asked, contactMethods),
  }
}

const toInbox = (visited: SignUp): WireAnswer => seeOther(visited.site, pathTo('/customer/check-inbox', onwardOf(visited).kept))

const signedIn = (visited: SignUp, token: string): WireAnswer =>
  goOn(visited, [keepSession(token, visited.services.sessionSeconds)])

interface Refused {
  readonly form: Form
  readonly violations: readonly Violation[]
  /** Where nothing is wrong with the form. */
  readonly later?: Later
}

function formPage(visited: SignUp, asked: readonly AskedConsent[], sent?: Refused): WireAnswer {
  const { kept, returnTo } = onwardOf(visited)
  const isRefusal = sent !== undefined
  const later = sent?.later
  const content = html`${laterAlert(later)}${signUpForm({ asked, form: sent?.form, violations: sent?.violations ?? [] }, visited)}
${toSignIn(visited)}`
  const title = signUpTexts(visited.locale)('title')
  const status = later?.status ?? (isRefusal ? 422 : 200)
  return showPage(visited, { status, title, content, isRefusal, kept, returnTo, ...(later && laterHeaders(later)) })
}

function closedPage(visited: SignUp): WireAnswer {
  const say = signUpTexts(visited.locale)
  const content = html`<p>${say('closed')}</p>
${toSignIn(visited)}`
  return showPage(visited, { status: 403, title: say('closedTitle'), content, kept: onwardOf(visited).kept })
}

function toSignIn(visited: SignUp): Html {
  const say = entranceTexts(visited.locale)
  const href = visited.site.basePath + pathTo('/customer/sign-in', onwardOf(visited).kept)
  return html`<p class="onward">${say('haveAccount')} <a href="${href}">${say('signIn')}</a></p>`
}
