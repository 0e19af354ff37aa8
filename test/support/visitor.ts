import assert from 'node:assert/strict'
import type { Reply, TestPatron } from './patron.ts'

/** What is typed into a form; a field with a list comes more than once. */
export type Typed = Readonly<Record<string, string | readonly string[]>>

/** Somebody who looks at the pages with a browser that runs no script and keeps cookies. */
export interface Visitor {
  readonly cookies: Map<string, string>
  get(path: string): Promise<Reply>
  /** Sends a form as it is, without what its page hides in it. */
  post(path: string, typed: Typed, headers?: Record<string, string>): Promise<Reply>
  /** Opens the page and sends its form with what it hides. */
  submit(path: string, typed: Typed): Promise<Reply>
}

export function aVisitor(patron: Pick<TestPatron, 'send'>, headers: Readonly<Record<string, string>> = {}): Visitor {
  const cookies = new Map<string, string>()
  const ask = async (method: string, path: string, more: Record<string, string>, body?: string): Promise<Reply> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const options = { headers: { ...headers, ...(cookie !== '' && { cookie }), ...more }, ...(body !== undefined && { body }) }
    const reply = await patron.send(method, path, options)
    for (const text of reply.headers.getSetCookie()) keep(cookies, text)
    return reply
  }
  const get: Visitor['get'] = (path) => ask('GET', path, {})
  const post: Visitor['post'] = (path, typed, more = {}) =>
    ask('POST', path, { 'content-type': 'application/x-www-form-urlencoded', ...more }, encoded(typed))
  const submit: Visitor['submit'] = async (path, typed) => {
    const page = await get(path)
    assert.equal(page.status, 200, page.text)
    return post(path, { ...hiddenIn(page), ...typed })
  }
  return { cookies, get, post, submit }
}

function keep(cookies: Map<string, string>, text: string): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? []
  if (/; Max-Age=0(;|$)/i.test(text)) cookies.delete(name)
  else cookies.set(name, value)
}

const encoded = (typed: Typed): string =>
  new URLSearchParams(
    Object.entries(typed).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one])),
  ).toString()

/** What the form of a page sends without being shown. */
export const hiddenIn = ({ text }: Pick<Reply, 'text'>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].map(([, name = '', value = '']) => [name, value]),
  )
