import { parseCookie, type SetCookie, stringifySetCookie } from 'cookie'
import type { WireRequest } from '../dialects/dialect.ts'

/** The cookies of a request. One that comes twice counts as it comes first. */
export const readCookies = ({ headers }: Pick<WireRequest, 'headers'>): Readonly<Record<string, string | undefined>> =>
  parseCookie(headers['cookie'] ?? '')

/** A value of `Set-Cookie`. */
export const setCookie = (cookie: SetCookie): string => stringifySetCookie(cookie)

/**
 * A cookie that only this host can set or see, and no script: browsers take its name only from https or from this computer.
 *
 * @param maxAge  in seconds; absent: until the browser is closed
 * @source RFC 6265bis, section 4.1.3.2
 */
export const hostCookie = (name: `__Host-${string}`, value: string, maxAge?: number): string =>
  setCookie({
    name,
    value,
    path: '/',
    secure: true,
    httpOnly: true,
    sameSite: 'lax',
    ...(maxAge !== undefined && { maxAge }),
  })
