import { createHmac, randomBytes } from 'node:crypto'
import { ask, objectIn, outage, type Question, textIn } from './ask.ts'
import type { PreviousLogin } from './previous-login.ts'

/** A key that signs, which may read and write customers there. */
export interface SigningKey {
  readonly id: string
  readonly secret: string
}

const base = '/apis/customers/v1/customer'
const wrongPassword = 90004

/**
 * Proves a password by Singula's contract, which has no sign-in: the one call that looks at a password is a change, and one that
 * names the present password and nothing else changes nothing. That such a system really refuses a wrong one is asked first, by a
 * password nobody has: one that takes it would let everybody in.
 *
 * @param url  without a slash at the end
 * @source docs/contracts/singula.md, sections 3.1 and 4.7
 */
export function singulaLogin(url: string, key: SigningKey): PreviousLogin {
  const prefix = new URL(url).pathname.replace(/\/$/, '')
  const call = (path: string, question: Question) => ask(`${url}${path}`, signed(question, prefix + path, key))
  let isKnownToRefuse = false

  async function proves(path: string, currentPassword: string): Promise<boolean> {
    const { status, json } = await call(path, { method: 'PATCH', body: { currentPassword } })
    if (status >= 200 && status < 300) return true
    if (objectIn(json, 'the fault')['errorCode'] === wrongPassword) return false
    throw outage(new Error(`the proof of the password answered ${status}`))
  }

  return async (email, password) => {
    const located = await call(`${base}/search`, { method: 'POST', body: { email } })
    if (located.status === 404 || located.status === 400) return undefined
    if (located.status !== 200) throw outage(new Error(`the search answered ${located.status}`))
    const record = objectIn(located.json, 'the customer')
    const path = `${base}/${encodeURIComponent(textIn(record['customerId'], 'customerId'))}`
    if (!isKnownToRefuse && (await proves(path, randomBytes(24).toString('base64url'))))
      throw outage(new Error('it takes any password for the present one, so it proves nobody'))
    isKnownToRefuse = true
    return (await proves(path, password)) ? { record, addresses: [] } : undefined
  }
}

function signed(question: Question, path: string, { id, secret }: SigningKey): Question {
  const timestamp = String(Math.floor(Date.now() / 1000))
  const signature = createHmac('sha256', secret).update(`${timestamp}${question.method}${path}`).digest('hex').toUpperCase()
  return { ...question, headers: { authorization: `hmac ${id}:${signature}`, timestamp } }
}
