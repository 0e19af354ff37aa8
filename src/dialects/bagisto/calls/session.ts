import { randomBytes } from 'node:crypto'
import { readDeviceToken } from '../../../core/devices/device.ts'
import { reviewSignIn } from '../../../core/sessions/review-sign-in.ts'
import { Trouble } from '../../../violations/trouble.ts'
import type { ShopContext } from '../context.ts'
import { type LoginInput, type SentText, unlessBlank } from '../contract/input.ts'
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
export async function logIn(input: LoginInput, context: ShopContext): Promise<LoginResult> {
  const { services, clientNetwork, consentsNeeded, evidence } = context
  reviewLogin(input)
  const draft = decodeSignIn(input)
  const unstorable = reviewSignIn(draft)
  if (unstorable.length > 0) throw refusalOf(unstorable)
  try {
    const deviceToken = readDeviceToken(input.deviceToken) ?? null
    const grant = await services.signIn({ draft, clientNetwork, deviceToken, userAgent: evidence.userAgent })
    const { customerId, customerNumber, token } = grant
    for (const consentId of grant.consentsNeeded) consentsNeeded.add(consentId)
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

const malformedEmail = 'The email field must be a valid email address.'
const shortPassword = `The password field must be at least ${shortestPassword} characters.`

/** What is wrong with either text; of a text that is not there, nothing else is said. @throws Refusal */
function reviewLogin({ email, password }: LoginInput): void {
  const validation = {
    ...(isShopEmail(email ?? '') ? {} : { email: [unlessBlank(email) ? malformedEmail : 'The email field is required.'] }),
    ...(isLongEnough(password ?? '')
      ? {}
      : { password: [unlessBlank(password) ? shortPassword : 'The password field is required.'] }),
  }
  const texts = Object.values(validation).flat()
  if (texts.length > 0) throw new Refusal(texts.join(' '), { validation })
}

const isLongEnough = (password: string): boolean => password.trim() !== '' && [...password].length >= shortestPassword

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
    const message = troubleAboutToken(error) === 'suspended' ? 'Customer account is suspended' : pleaseLogIn
    return { _id: 0, firstName: '', lastName: '', email: '', isValid: false, message }
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
    troubleAboutToken(error)
    return { success: false, message: pleaseLogIn }
  }
}

/** @returns the state of the account, where it is the account's. @throws whatever is not about the token */
function troubleAboutToken(error: unknown): string | undefined {
  const value = error instanceof Trouble ? error.value : undefined
  if (value?.code === 'account_inactive') return value.state
  if (value?.code === 'unauthenticated' || value?.code === 'token_refused') return undefined
  throw error
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
