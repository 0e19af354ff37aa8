import { domainToASCII } from 'node:url'
import type { Customer } from '../../src/core/customers/customer.ts'
import type { Draft } from '../../src/core/registration/draft.ts'
import { newCustomer } from '../../src/core/registration/new-customer.ts'
import type { RegistrationPolicy } from '../../src/core/registration/policy.ts'
import { type RegistrationDetails, reviewDraft } from '../../src/core/registration/review.ts'
import { usualSettings } from '../../src/core/tenants/settings.ts'
import { decodeRegistration as decodeBagisto } from '../../src/dialects/bagisto/decode.ts'
import { wireCustomer } from '../../src/dialects/bagisto/encode.ts'
import { shopPolicies } from '../../src/dialects/bagisto/policy.ts'
import { readBody as readBagisto, readInput } from '../../src/dialects/bagisto/rest/read-body.ts'
import type { WireRequest } from '../../src/dialects/dialect.ts'
import { readBody as readDjango } from '../../src/dialects/django/body/read-body.ts'
import { decodeRegistration as decodeDjango } from '../../src/dialects/django/decode.ts'
import { encodeCustomer as encodeDjango } from '../../src/dialects/django/encode.ts'
import { djangoRegistration } from '../../src/dialects/django/policy.ts'
import { readMembers, requireJson } from '../../src/dialects/singula/body/read-body.ts'
import { decodeRegistration as decodeSingula } from '../../src/dialects/singula/decode.ts'
import { encodeCustomer as encodeSingula } from '../../src/dialects/singula/encode.ts'
import { singulaPolicies } from '../../src/dialects/singula/policy.ts'

export type Sent = Pick<WireRequest, 'headers' | 'body'>
type Fields = Readonly<Record<string, unknown>>

/** How one contract reads a registration and writes the customer, without a server and without a database. */
export interface RegistrationSurface {
  readonly name: string
  readonly policy: RegistrationPolicy
  /** A registration with nothing wrong in it, by wire names. */
  readonly good: Fields
  readonly wireName: { readonly firstName: string; readonly lastName: string }
  /** What the contract makes of a name before it looks at it. */
  asRead(name: string): string
  /** @throws Trouble, Refusal */
  decode(sent: Sent): Promise<Draft>
  encode(customer: Customer): Fields
}

const nobodysPassword = () => false
const inJson = (body: unknown): Fields => JSON.parse(String(body)) as Fields
const password = 'Kv7#mQ2$wZ9p'

const django: RegistrationSurface = {
  name: 'Django',
  policy: djangoRegistration(nobodysPassword),
  good: { email: 'ada@example.com', first_name: 'Ada', last_name: 'King', password, password2: password },
  wireName: { firstName: 'first_name', lastName: 'last_name' },
  // What Python's strip takes: U+FEFF is no blank to it, and four control characters are.
  asRead: (name) => name.replace(/^((?!\ufeff)[\s\x1c-\x1f\x85])+/, '').replace(/((?!\ufeff)[\s\x1c-\x1f\x85])+$/, ''),
  async decode(sent) {
    const body = await readDjango(sent)
    return decodeDjango(body.kind === 'not_an_object' ? { kind: 'json', fields: new Map() } : body)
  },
  encode: (customer) => inJson(encodeDjango(customer).body),
}

const shopTexts = ['firstName', 'lastName', 'email', 'password', 'confirmPassword', 'phone', 'gender', 'dateOfBirth'] as const

const bagisto: RegistrationSurface = {
  name: 'Bagisto',
  policy: shopPolicies(
    {
      minimumPasswordCharacters: 8,
      repeatedPassword: 'required',
      phones: 'any',
      refuseCommonPasswords: false,
      keepsUnverified: false,
      dataRequests: true,
    },
    nobodysPassword,
  ).registration,
  good: { email: 'ada@example.com', firstName: 'Ada', lastName: 'King', password, confirmPassword: password },
  wireName: { firstName: 'firstName', lastName: 'lastName' },
  asRead: (name) => (name.trim() === '' ? '' : name),
  decode: async (sent) => decodeBagisto(readInput(readBagisto(sent), shopTexts, ['subscribedToNewsLetter'])),
  encode: (customer) => ({ ...wireCustomer(customer) }),
}

const singula: RegistrationSurface = {
  name: 'Singula',
  policy: singulaPolicies(usualSettings, { isCurrency: () => true, alpha2Of: (code) => code.slice(0, 2) }).registration,
  good: { username: 'ada', email: 'ada@example.com', title: '-', firstName: 'Ada', lastName: 'King', password },
  wireName: { firstName: 'firstName', lastName: 'lastName' },
  asRead: (name) => name.normalize('NFC').trim(),
  async decode(sent) {
    requireJson(sent)
    return decodeSingula(readMembers(sent))
  },
  encode: (customer) =>
    inJson(encodeSingula({ customer, attributes: [], consents: [] }, { settings: usualSettings, alpha3Of: () => 'SWE' }).body),
}

export const registrationSurfaces: readonly RegistrationSurface[] = [django, bagisto, singula]

export const asJson = (value: unknown): Sent => ({
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(value)),
})

/** A draft as the core reads it by the contract's rules. */
export const review = (draft: Draft, { policy }: RegistrationSurface) =>
  reviewDraft(draft, policy, { settings: usualSettings, today: () => '2026-11-22', toAscii: domainToASCII })

/** The customer that such details become. */
export const customerOf = (details: RegistrationDetails): Customer =>
  newCustomer(
    '01890000-0000-7000-8000-00000000000a',
    details,
    { emailKey: 'a', usernameKey: null, emailIsShared: false, claimed: [], slug: 'ada', number: 7, referralCode: null },
    { settings: usualSettings, registeredBy: undefined, now: () => new Date(0) },
  )
