import type { WireAnswer } from '../dialects/dialect.ts'
import { seeOther, type Visited } from './hosted-page.ts'
import { allowedReturn } from './return-to.ts'

/** Where a visitor wants to go from here. It stands in the query of each page on the way, which a form is sent back to. */
export interface Onward {
  /** A page of the customer's account. */
  readonly next: AccountPath | undefined
  /** An address of the shop that the tenant allows. */
  readonly returnTo: string | undefined
  /** The two as a query has them. */
  readonly kept: Readonly<Record<string, string>>
}

type AccountPath = `/customer/account${string}`

const accountPath = /^\/customer\/account(?:\/[\w~-]+)*\/?$/
const isAccountPath = (path: string): path is AccountPath => accountPath.test(path)

/** What of the query can be followed; the rest is as if it had not been sent. */
export function onwardOf({ request: { query }, settings }: Pick<Visited<unknown>, 'request' | 'settings'>): Onward {
  const path = query.get('next') ?? ''
  const next = isAccountPath(path) ? path : undefined
  const returnTo = allowedReturn(query.get('returnTo'), settings.returnUrls)
  return { next, returnTo, kept: { ...(next !== undefined && { next }), ...(returnTo !== undefined && { returnTo }) } }
}

/**
 * Sends whoever has just signed in to the consents the shop cannot do without, if there are any, and from there where they
 * wanted to go.
 */
export function goOnSignedIn(
  visited: Visited<unknown>,
  consentsNeeded: readonly string[],
  cookies: readonly string[],
): WireAnswer {
  if (consentsNeeded.length === 0) return goOn(visited, cookies)
  return seeOther(visited.site, pathTo('/customer/account/consents', askedQuery(visited)), cookies)
}

const asked = 'asked'

/** Whether somebody was led to the consents as they signed in. */
export const wasAsked = ({ request: { query } }: Pick<Visited<unknown>, 'request'>): boolean => query.has(asked)

/** What the query of the consents keeps until they are answered. */
export const askedQuery = (visited: Pick<Visited<unknown>, 'request' | 'settings'>): Readonly<Record<string, string>> => ({
  ...onwardOf(visited).kept,
  [asked]: '',
})

/** A page of the site with a query, for links and redirects. */
export function pathTo(path: `/customer/${string}`, query: Readonly<Record<string, string>>): `/customer/${string}` {
  const text = new URLSearchParams(query).toString()
  return text === '' ? path : `${path}?${text}`
}

/** Sends whoever is signed in where they wanted to go, and otherwise to their account. */
export function goOn(visited: Visited<unknown>, cookies: readonly string[] = []): WireAnswer {
  const { next, returnTo } = onwardOf(visited)
  if (next === undefined && returnTo !== undefined) return leave(returnTo, cookies)
  return seeOther(visited.site, next ?? '/customer/account', cookies)
}

/** Sends the browser on to an allowed address of the shop. */
export const leave = (returnTo: string, cookies: readonly string[] = []): WireAnswer => ({
  status: 303,
  headers: { location: returnTo },
  cookies,
  body: null,
})
