import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { WireRequest } from '../dialects/dialect.ts'
import { Trouble } from '../violations/trouble.ts'
import { hostCookie, readCookies } from './cookies.ts'
import { requireOwnOrigin } from './decode.ts'
import type { Form } from './form.ts'

const visitCookie = '__Host-patron-visit'
const sessionCookie = '__Host-patron-session'
const visitBytes = 16
const visitForm = /^[\w-]{22}$/

/** The name of the hidden field that every form of a visit carries. */
export const tokenField = 'form'

/** HMAC-SHA256 under a key of the installation, in base64url. */
export type FormSeal = (text: string) => string

/**
 * One browser that looks at the pages, known by a cookie of its own from the first page on. Its forms carry what only we can
 * make of that cookie and of the session, so that another site can neither send one nor sign anybody in behind their back.
 *
 * @source OWASP, Cross-Site Request Forgery Prevention, "Signed Double-Submit Cookie"
 */
export interface Visit {
  /** The token of a storefront session, if there is one. */
  readonly sessionToken: string | undefined
  readonly formToken: string
  /** What makes the browser known, where it is not yet. */
  readonly cookies: readonly string[]
}

export function openVisit(request: Pick<WireRequest, 'headers'>, seal: FormSeal): Visit {
  const cookies = readCookies(request)
  const sessionToken = cookies[sessionCookie] || undefined
  const known = visitForm.test(cookies[visitCookie] ?? '') ? cookies[visitCookie] : undefined
  const id = known ?? randomBytes(visitBytes).toString('base64url')
  return {
    sessionToken,
    formToken: seal(`${id} ${sessionToken ?? ''}`),
    cookies: known === undefined ? [hostCookie(visitCookie, id)] : [],
  }
}

/**
 * Refuses a form that was not made for this visit, as it is now.
 *
 * @throws Trouble `forbidden` for what another site sent, `form_over` for a form from before a sign-in, or of a browser without cookies
 */
export function requireOwnForm(request: WireRequest, form: Form, visit: Visit, publicOrigin: string | undefined): void {
  requireOwnOrigin(request, publicOrigin)
  requireFormToken(form.text(tokenField), visit)
}

/** Refuses what was not sent from a page of this visit. @throws Trouble `form_over` */
export function requireFormToken(token: string, visit: Visit): void {
  const [sent, own] = [Buffer.from(token), Buffer.from(visit.formToken)]
  if (sent.length !== own.length || !timingSafeEqual(sent, own)) throw new Trouble({ code: 'form_over' })
}

/** Keeps a session in the browser for as long as it lasts. */
export const keepSession = (token: string, seconds: number): string => hostCookie(sessionCookie, token, seconds)

export const forgetSession = (): string => hostCookie(sessionCookie, '', 0)
