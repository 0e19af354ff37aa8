import assert from 'node:assert/strict'
import { form, type Reply, type TestPatron } from './patron.ts'

/** A browser without script: it keeps cookies, and sends forms with what their page hid in them. */
export interface Browser {
  get(path: string): Promise<Reply>
  /** Opens the page, fills its form in and sends it. `path` leads to both unless the form says another. */
  submit(path: string, fields: Readonly<Record<string, string>>, action?: string): Promise<Reply>
  /** As `submit`, which has to lead to another page, which is shown. */
  done(path: string, fields: Readonly<Record<string, string>>, action?: string): Promise<Reply>
  /** What it would send along: for requests that no browser makes. */
  cookies(): Readonly<Record<string, string>>
}

const tokenField = /<input type="hidden" name="form" value="([^"]+)">/

/** @param session  the token of a storefront, whose customer is signed in */
export function browserOf(patron: Pick<TestPatron, 'send'>, session?: string): Browser {
  const jar = new Map<string, string>(session === undefined ? [] : [['__Host-patron-session', session]])
  const headers = () => ({ cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '), 'accept-language': 'en' })
  const keep = (reply: Reply): Reply => {
    for (const cookie of reply.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (/max-age=0/i.test(cookie)) jar.delete(name)
      else jar.set(name, value)
    }
    return reply
  }
  const get = async (path: string) => keep(await patron.send('GET', path, { headers: headers() }))
  const submit: Browser['submit'] = async (path, fields, action = path) => {
    const page = await get(path)
    const [, token] = tokenField.exec(page.text) ?? []
    assert.ok(token, `no form at ${path}: ${page.status} ${page.text}`)
    return keep(await patron.send('POST', action, form({ form: token, ...fields }, headers())))
  }
  return {
    get,
    submit,
    async done(path, fields, action) {
      const reply = await submit(path, fields, action)
      assert.equal(reply.status, 303, reply.text)
      const shown = await get(reply.headers.get('location') ?? '')
      assert.equal(shown.status, 200, shown.text)
      return shown
    },
    cookies: headers,
  }
}
