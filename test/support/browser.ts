import assert from 'node:assert/strict'
import type { Reply, TestPatron } from './patron.ts'
import { aVisitor, hiddenIn } from './visitor.ts'

/** A visitor in English, for pages with several forms: each is sent with the token that its page hides. */
export interface Browser {
  get(path: string): Promise<Reply>
  /** Opens the page, fills its form in and sends it. `path` leads to both unless the form says another. */
  submit(path: string, fields: Readonly<Record<string, string>>, action?: string): Promise<Reply>
  /** As `submit`, which has to lead to another page, which is shown. */
  done(path: string, fields: Readonly<Record<string, string>>, action?: string): Promise<Reply>
  /** What it would send along: for requests that no browser makes. */
  cookies(): Readonly<Record<string, string>>
}

/** @param session  the token of a storefront, whose customer is signed in */
export function browserOf(patron: Pick<TestPatron, 'send'>, session?: string): Browser {
  const visitor = aVisitor(patron, { 'accept-language': 'en' })
  if (session !== undefined) visitor.cookies.set('__Host-patron-session', session)
  const submit: Browser['submit'] = async (path, fields, action = path) => {
    const page = await visitor.get(path)
    const { form: token } = hiddenIn(page)
    assert.ok(token, `no form at ${path}: ${page.status} ${page.text}`)
    return visitor.post(action, { form: token, ...fields })
  }
  return {
    get: visitor.get,
    submit,
    async done(path, fields, action) {
      const reply = await submit(path, fields, action)
      assert.equal(reply.status, 303, reply.text)
      const shown = await visitor.get(reply.headers.get('location') ?? '')
      assert.equal(shown.status, 200, shown.text)
      return shown
    },
    cookies: () => ({ cookie: [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
  }
}
