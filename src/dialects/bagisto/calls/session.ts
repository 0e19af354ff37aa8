import { randomBytes } from 'node:crypto'
import { readDeviceToken } from '../../../core/devices/device.ts'
import { reviewSignIn } from '../../../core/sessions/review-sign-in.ts'
import { Trouble } from '../../../violations/trouble.ts'
import type { ShopContext } from '../context.ts'
import type { LoginInput, SentText } from '../contract/input.ts'
import { decodeSignIn } from '../decode.ts'
import { Refusal } from '../graphql/refusal.ts'
import { refusalOf, suspended, unverified } from '../refusals.ts'
import { isShopEmail } from '../syntax/email-syntax.ts'

/** The id of what has none: opaque, and another one each time. */
export const opaqueId = (): string => `/api/.well-known/genid/${randomBytes(10).toString('hex')}`

export const pleaseLogIn = 'Unauthenticated. Please login to perform this action'
const refusedPair = 'Invalid email or password'

export interface LoginResult {
  readonly _id: number
  readonly apiToken: string
  readonly token: string
  readonly message: string
  readonly success: boolean
}

const refused = (message: string): LoginResult => ({ _id: 0, apiToken: '', token: '', message, success: false })

/** What Bagisto asks of a password before it looks at it. */
const shortestPassword = 6

/**
 * Signs in. Who may not is told so in a result like any other.
 *
 * @throws Refusal for texts that are none to try, Trouble
 * @source docs/contracts/bagisto.md#82-createcustomerlogin
 */
export async function logIn(input: LoginInput, { services, clientNetwork }: ShopContext): Promise<LoginResult> {
  const draft = decodeSignIn(input)
  reviewLogin(input, draft)
  try {
    const deviceToken = readDeviceToken(input.deviceToken) ?? null
    const { customerId, customerNumber, token } = await services.signIn({ draft, clientNetwork, deviceToken })
    const apiToken = services.apiTokenOf(customerId)
    return { _id: customerNumber, apiToken, token, message: 'You have logged in successfully', success: true }
  } catch (error) {
    const message = error instanceof Trouble ? refusedBecause(error) : undefined
    if (message === undefined) throw error
    return refused(message)
  }
}

function refusedBecause({ value }: Trouble): string | undefined {
  if (value.code === 'credentials_refused') return refusedPair
  if (value.code === 'account_inactive') return suspended
  return value.code === 'email_unverified' ? unverified : undefined
}

/** @throws Refusal */
function reviewLogin({ email, password }: LoginInput, draft: ReturnType<typeof decodeSignIn>): void {
  const violations = reviewSignIn(draft)
  if (violations.length > 0) throw refusalOf(violations)
  const texts = [
    ...(isShopEmail(email ?? '') ? [] : ['The email field must be a valid email address.']),
    ...([...(password ?? '')].length < shortestPassword
      ? [`The password field must be at least ${shortestPassword} characters.`]
      : []),
  ]
  if (texts.length > 0) throw new Refusal(texts.join(' '))
}

export interface VerifiedToken {
  readonly _id: number
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly isValid: boolean
  readonly message: string
}

/**
 * Tells whether the token is good, and whose it is.
 *
 * @source docs/contracts/bagisto.md#83-createverifytoken
 */
export async function verifyToken({ caller }: ShopContext): Promise<VerifiedToken> {
  try {
    const { customer } = await caller.bearer()
    const { number: _id, firstName, lastName, email } = customer
    return { _id, firstName, lastName, email, isValid: true, message: 'Token is valid' }
  } catch (error) {
    return { _id: 0, firstName: '', lastName: '', email: '', isValid: false, message: reasonOf(error) }
  }
}

export interface Told {
  readonly success: boolean
  readonly message: string
}

/**
 * Ends the session of the token that was sent, and of no other.
 *
 * @source docs/contracts/bagisto.md#84-createlogout
 */
export async function logOut(deviceToken: SentText, { caller, services }: ShopContext): Promise<Told> {
  try {
    await services.signOut(await caller.bearer(), readDeviceToken(deviceToken) ?? null)
    return { success: true, message: 'Logged out successfully' }
  } catch (error) {
    return { success: false, message: reasonOf(error) }
  }
}

/** @throws whatever is not about the token */
function reasonOf(error: unknown): string {
  const value = error instanceof Trouble ? error.value : undefined
  if (value?.code === 'account_inactive' && value.state === 'suspended') return 'Customer account is suspended'
  const isAboutToken = value && ['unauthenticated', 'token_refused', 'account_inactive'].includes(value.code)
  if (!isAboutToken) throw error
  return pleaseLogIn
}

/**
 * Sends a link to choose a new password by, if there is such an account. Whether there is, nothing tells.
 *
 * @throws Trouble
 * @source docs/contracts/bagisto.md#85-createforgotpassword
 */
export async function forgotPassword(email: SentText, { services, clientNetwork, locale }: ShopContext): Promise<Told> {
  const typed = email ?? ''
  if (typed.trim() === '') return { success: false, message: 'Email is required' }
  if (!isShopEmail(typed)) return { success: false, message: 'Email address not found' }
  await services.askReset({ email: typed, locale, clientNetwork })
  return { success: true, message: 'Reset link sent successfully to your email' }
}
