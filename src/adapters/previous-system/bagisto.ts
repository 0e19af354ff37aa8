import { ask, objectIn, outage, textIn } from './ask.ts'
import type { PreviousLogin, PreviousRecord } from './previous-login.ts'

/**
 * Signs in by Bagisto's REST contract, reads profile and addresses with the token, and signs out again.
 *
 * @param url  without a slash at the end
 * @param storefrontKey  `null`: the shop asks for none
 * @source docs/contracts/bagisto.md, sections 5, 6 and 9
 */
export const bagistoLogin =
  (url: string, storefrontKey: string | null): PreviousLogin =>
  async (email, password) => {
    const key = storefrontKey === null ? {} : { 'x-storefront-key': storefrontKey }
    const signIn = { method: 'POST', headers: key, body: { email, password } } as const
    const { status, json } = await ask(`${url}/api/shop/customer/login`, signIn)
    // Too short for its rules: nobody's password there.
    if (status === 400 || status === 422) return undefined
    if (status !== 200 && status !== 201) throw outage(new Error(`the sign-in answered ${status}`))
    const login = objectIn(json, 'the answer to the sign-in')
    if (login['success'] !== true) return undefined
    const headers = { ...key, authorization: `Bearer ${textIn(login['token'], 'the token')}` }
    const [profile] = await list(`${url}/api/shop/customer-profile`, headers)
    if (!profile) throw outage(new Error('the profile is empty'))
    const addresses = await list(`${url}/api/shop/customer-addresses`, headers)
    // They are proven: a session that stays open there keeps nobody from coming.
    await ask(`${url}/api/shop/customer/logout`, { method: 'POST', headers, body: {} }).catch(() => undefined)
    return { record: inColumns(profile), addresses: addresses.map(inColumns) }
  }

async function list(url: string, headers: Readonly<Record<string, string>>): Promise<readonly PreviousRecord[]> {
  const { status, json } = await ask(url, { method: 'GET', headers })
  if (status !== 200 || !Array.isArray(json)) throw outage(new Error(`${url} answered ${status}, or no list`))
  return json.map((one) => objectIn(one, url))
}

/** As the columns of its tables are called: `firstName` is `first_name` there. */
const inColumns = (record: PreviousRecord): PreviousRecord =>
  Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]),
  )
