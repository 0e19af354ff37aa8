import { ask, objectIn, outage, readJson, textIn } from './ask.ts'
import type { PreviousLogin } from './previous-login.ts'

/**
 * Signs in by the Django contract, and reads the profile with the token.
 *
 * @param url  without a slash at the end
 * @source docs/contracts/django.md, sections 7 and 8
 */
export const djangoLogin =
  (url: string): PreviousLogin =>
  async (email, password) => {
    const { status, json } = await ask(`${url}/auth/token/`, { method: 'POST', body: { email, password } })
    if (status === 400 || status === 401) return undefined
    if (status !== 200) throw outage(new Error(`the sign-in answered ${status}`))
    const access = textIn(objectIn(json, 'the answer to the sign-in')['access'], 'the access token')
    const id = userIdIn(access)
    const authorization = `Bearer ${access}`
    const profile = await ask(`${url}/api/v1/customers/${id}/`, { method: 'GET', headers: { authorization } })
    if (profile.status !== 200) throw outage(new Error(`the profile answered ${profile.status}`))
    return { record: { ...objectIn(profile.json, 'the profile'), id }, addresses: [] }
  }

/** The token was just given to us over a connection of ours, so what it says is read without verifying it. */
function userIdIn(token: string): number {
  const [, payload = ''] = token.split('.')
  const id = objectIn(claimsIn(payload), 'the access token')['user_id']
  const number = typeof id === 'number' ? id : Number(textIn(id, 'user_id'))
  if (!Number.isSafeInteger(number)) throw outage(new Error('the access token names no customer'))
  return number
}

function claimsIn(payload: string): unknown {
  try {
    return readJson(Buffer.from(payload, 'base64url').toString())
  } catch (error) {
    throw outage(error)
  }
}
